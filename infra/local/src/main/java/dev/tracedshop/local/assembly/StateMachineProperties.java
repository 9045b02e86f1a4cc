package dev.tracedshop.local.assembly;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.asl.Definition;
import dev.tracedshop.local.asl.DefinitionException;
import dev.tracedshop.local.assembly.Restrictions.Restriction;
import dev.tracedshop.local.states.integration.Integration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the properties of state machines. */
public final class StateMachineProperties {
    /** The resource type. */
    public static final String TYPE = "AWS::StepFunctions::StateMachine";

    private StateMachineProperties() {}

    /** Finds the definition, its placeholders not filled in: as the template has it, or in an asset. */
    public static Optional<String> definition(JsonNode properties, Assembly assembly) {
        if (properties.has("DefinitionString")) {
            return Optional.of(properties.path("DefinitionString").asText());
        }
        return assembly.asset(
                        properties.path("DefinitionS3Location").path("Key").asText())
                .map(file -> {
                    try {
                        return Files.readString(file);
                    } catch (IOException e) {
                        throw new UncheckedIOException("Cannot read the state machine's definition " + file, e);
                    }
                });
    }

    /** Returns what to put in the definition's placeholders. */
    public static Map<String, String> substitutions(JsonNode properties) {
        Map<String, String> substitutions = new LinkedHashMap<>();
        properties
                .path("DefinitionSubstitutions")
                .properties()
                .forEach(entry ->
                        substitutions.put(entry.getKey(), entry.getValue().asText()));
        return substitutions;
    }

    /** Puts the substitutions into a definition as CloudFormation does; a placeholder without one stays. */
    public static String filled(String definition, Map<String, String> substitutions) {
        String filled = definition;
        for (Map.Entry<String, String> substitution : substitutions.entrySet()) {
            filled = filled.replace("${" + substitution.getKey() + "}", substitution.getValue());
        }
        return filled;
    }

    /** Finds what keeps a machine from running here. */
    static List<Restriction> restrictions(JsonNode properties, Assembly assembly) {
        List<Restriction> found = new ArrayList<>();
        String type = properties.path("StateMachineType").asText("STANDARD");
        if (!type.equals("STANDARD")) {
            found.add(new Restriction("StateMachineType", "Only STANDARD machines run here, not '" + type + "'."));
        }
        if (properties.path("TracingConfiguration").path("Enabled").asBoolean()) {
            found.add(new Restriction("TracingConfiguration", "X-Ray has no stand-in here; Enabled must be false."));
        }
        Optional<String> definition = definition(properties, assembly);
        if (definition.isEmpty()) {
            found.add(
                    new Restriction(
                            "DefinitionString",
                            "The definition must be in DefinitionString or, as an asset of this assembly, in DefinitionS3Location."));
        } else {
            try {
                var unused =
                        Definition.parse(filled(definition.get(), substitutions(properties)), Integration::problem);
            } catch (DefinitionException e) {
                e.problems()
                        .forEach(problem ->
                                found.add(new Restriction("definition " + problem.path(), problem.detail())));
            }
        }
        return found;
    }
}
