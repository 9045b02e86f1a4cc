package dev.tracedshop.local.assembly;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.assembly.Assembly.UnresolvedException;
import dev.tracedshop.local.assembly.Restrictions.Restriction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What subscription filters of log groups may not ask for. */
final class LogRestrictions {
    /*
     * A function that gets its own log lines writes some more for each delivery, which are delivered again: an endless loop that is
     * expensive on AWS, and here would keep the shop from ever being at rest. So filters are the edges of a graph, from each function
     * that writes into the group to the destination, and none may lie on a circle.
     */

    private LogRestrictions() {}

    static List<Restriction> of(JsonNode properties, Assembly assembly) {
        List<Restriction> found = new ArrayList<>();
        String pattern = properties.path("FilterPattern").asText();
        if (!pattern.isBlank()) {
            found.add(new Restriction(
                    "FilterPattern",
                    "Only the empty pattern, which takes every line, runs here, not '" + pattern
                            + "'. Leave it empty, and let the function skip the lines that it has no use for."));
        }
        String destination = properties.path("DestinationArn").asText();
        if (!destination.matches("arn:aws:lambda:[^:]*:[^:]*:function:.+")) {
            found.add(new Restriction(
                    "DestinationArn",
                    "Log lines are delivered to functions here, not to '" + destination + "'. Name a function's ARN."));
            return found;
        }
        String group = properties.path("LogGroupName").asText();
        String function = name(destination);
        Map<String, String> groups = LogGroups.byFunction(assembly);
        Set<String> reached = reached(function, groups, assembly);
        groups.forEach((writer, its) -> {
            if (its.equals(group) && reached.contains(writer)) {
                found.add(new Restriction("DestinationArn", loop(function, writer, group)));
            }
        });
        return found;
    }

    private static String loop(String function, String writer, String group) {
        return function.equals(writer)
                ? function
                        + " would be given its own log lines, and write further ones for each delivery: an endless loop. Let it"
                        + " subscribe to other log groups than " + group + "."
                : "Every delivery to " + function + " would end in further lines of " + group
                        + ", which this filter delivers to it again: an endless loop. Take out one of the filters between "
                        + function + " and " + writer
                        + ", or let the function write into a log group without a filter.";
    }

    /** Returns the functions that get lines because a function writes some, the function itself among them. */
    private static Set<String> reached(String function, Map<String, String> groups, Assembly assembly) {
        Set<String> reached = new HashSet<>();
        Deque<String> next = new ArrayDeque<>(List.of(function));
        while (!next.isEmpty()) {
            String writer = next.remove();
            if (reached.add(writer)) {
                next.addAll(destinationsOf(groups.getOrDefault(writer, ""), assembly));
            }
        }
        return reached;
    }

    private static List<String> destinationsOf(String group, Assembly assembly) {
        List<String> destinations = new ArrayList<>();
        for (Resource filter : assembly.resources("AWS::Logs::SubscriptionFilter")) {
            try {
                JsonNode properties = assembly.properties(filter);
                if (properties.path("LogGroupName").asText().equals(group)) {
                    destinations.add(name(properties.path("DestinationArn").asText()));
                }
            } catch (UnresolvedException e) {
                // That filter's own problem, which is reported as such.
            }
        }
        return destinations;
    }

    private static String name(String arn) {
        return arn.substring(arn.lastIndexOf(':') + 1);
    }
}
