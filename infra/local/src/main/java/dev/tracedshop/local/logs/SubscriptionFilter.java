package dev.tracedshop.local.logs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.assembly.LogGroups;
import dev.tracedshop.local.assembly.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A wish to be given all lines of a log group.
 *
 * @param name its name, as deliveries carry it
 * @param logGroup the name of the log group
 * @param writers the names of the functions that write into the group
 * @param destination the ARN of the function that is given the lines
 */
public record SubscriptionFilter(String name, String logGroup, Set<String> writers, String destination) {

    /**
     * Reads those filters off the templates, in their order, that are given lines here: whose log group a function writes into. That of a
     * state machine has a stand-in for its reader.
     */
    public static List<SubscriptionFilter> of(Assembly assembly) {
        Map<String, String> groups = LogGroups.byFunction(assembly);
        List<SubscriptionFilter> filters = new ArrayList<>();
        for (Resource filter : assembly.resources("AWS::Logs::SubscriptionFilter")) {
            JsonNode properties = assembly.properties(filter);
            String group = properties.path("LogGroupName").asText();
            Set<String> writers = groups.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(group))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
            if (!writers.isEmpty()) {
                filters.add(new SubscriptionFilter(
                        assembly.physicalId(filter),
                        group,
                        writers,
                        properties.path("DestinationArn").asText()));
            }
        }
        return filters;
    }
}
