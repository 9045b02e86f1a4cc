package dev.tracedshop.local.states;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.assembly.Resource;
import dev.tracedshop.local.assembly.StateMachineProperties;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the state machines off an assembly. */
final class Machines {
    private Machines() {}

    static List<Machine> of(Assembly assembly) {
        List<Machine> machines = new ArrayList<>();
        for (Resource resource : assembly.resources(StateMachineProperties.TYPE)) {
            JsonNode properties = assembly.properties(resource);
            JsonNode logging = properties.path("LoggingConfiguration");
            Map<String, String> tags = new LinkedHashMap<>();
            properties
                    .path("Tags")
                    .forEach(tag ->
                            tags.put(tag.path("Key").asText(), tag.path("Value").asText()));
            String definition = StateMachineProperties.definition(properties, assembly)
                    .orElseThrow(() -> new IllegalStateException(
                            resource.path() + ": the assembly was checked, yet has no definition"));
            machines.add(new Machine(
                    new StateMachine(
                            assembly.attribute(resource, "Name"),
                            assembly.physicalId(resource),
                            Map.copyOf(tags),
                            logging.path("IncludeExecutionData").asBoolean(false)),
                    properties.path("RoleArn").asText(),
                    logging.path("Level").asText("OFF").equals("ALL"),
                    definition,
                    StateMachineProperties.substitutions(properties)));
        }
        return machines;
    }
}
