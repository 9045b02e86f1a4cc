package dev.tracedshop.local.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.assembly.Place;
import dev.tracedshop.local.assembly.Resource;
import dev.tracedshop.local.pattern.EventPattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The buses of an assembly, with their rules. The bus {@code default} always exists. */
public final class DeclaredBuses {
    private static final String DEFAULT = "default";

    private final Map<String, List<Rule>> rules = new LinkedHashMap<>();
    private final Place place;

    /** Reads them off the templates. */
    public DeclaredBuses(Assembly assembly) {
        place = assembly.place();
        rules.put(DEFAULT, new ArrayList<>());
        for (Resource resource : assembly.resources("AWS::Events::EventBus")) {
            rules.put(assembly.physicalId(resource), new ArrayList<>());
        }
        for (Resource resource : assembly.resources("AWS::Events::Rule")) {
            JsonNode properties = assembly.properties(resource);
            String bus = name(properties.path("EventBusName").asText(DEFAULT));
            List<Rule> ofBus = rules.get(bus);
            if (ofBus == null) {
                throw new IllegalStateException(
                        resource.path() + " is a rule of the bus " + bus + ", which is not in this assembly.");
            }
            if (!properties.path("State").asText().equals("DISABLED")) {
                ofBus.add(rule(assembly, resource, properties));
            }
        }
    }

    private static Rule rule(Assembly assembly, Resource resource, JsonNode properties) {
        String arn = assembly.attribute(resource, "Arn");
        List<Target> targets = new ArrayList<>();
        properties
                .path("Targets")
                .forEach(target -> targets.add(new Target(
                        target.path("Arn").asText(),
                        TargetInput.of(target),
                        target.path("DeadLetterConfig").path("Arn").asText(),
                        role(target.path("RoleArn").asText()))));
        return new Rule(
                arn.substring(arn.lastIndexOf('/') + 1),
                arn,
                new EventPattern(properties.path("EventPattern")),
                List.copyOf(targets));
    }

    private static String role(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }

    Place place() {
        return place;
    }

    Set<String> names() {
        return rules.keySet();
    }

    /** Returns the rules of a bus by its name or ARN, or empty if there is no such bus. */
    Optional<List<Rule>> rules(String nameOrArn) {
        return Optional.ofNullable(rules.get(name(nameOrArn)));
    }

    /** Returns the name in a bus's name or ARN; nothing at all means the default bus. */
    static String name(String nameOrArn) {
        String name = nameOrArn.startsWith("arn:") ? nameOrArn.substring(nameOrArn.indexOf('/') + 1) : nameOrArn;
        return name.isEmpty() ? DEFAULT : name;
    }
}
