package dev.tracedshop.workshop.stacks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracedshop.workshop.WorkshopException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The stacks that an assembly's manifest lists. */
public final class Stacks {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the shop's descriptions all begin with, and is no news here. */
    private static final String PREFIX = "Trace the Shop: ";

    private final Map<String, Stack> stacks;

    private Stacks(Map<String, Stack> stacks) {
        this.stacks = stacks;
    }

    /**
     * Reads the stacks of an assembly.
     *
     * @param assembly the directory that {@code cdk synth} wrote
     */
    public static Stacks of(Path assembly) {
        JsonNode artifacts = read(assembly.resolve("manifest.json")).path("artifacts");
        Map<String, Stack> stacks = new LinkedHashMap<>();
        artifacts.properties().forEach(artifact -> {
            if (artifact.getValue().path("type").asText().equals("aws:cloudformation:stack")) {
                Stack stack = stack(assembly, artifacts, artifact.getKey());
                stacks.put(stack.name(), stack);
            }
        });
        return new Stacks(stacks);
    }

    private static Stack stack(Path assembly, JsonNode artifacts, String id) {
        JsonNode artifact = artifacts.path(id);
        JsonNode template =
                read(assembly.resolve(artifact.at("/properties/templateFile").asText()));
        List<String> dependencies = new ArrayList<>();
        for (JsonNode dependency : artifact.path("dependencies")) {
            JsonNode other = artifacts.path(dependency.asText());
            if (other.path("type").asText().equals("aws:cloudformation:stack")) {
                dependencies.add(name(dependency.asText(), other));
            }
        }
        List<String> parameters = new ArrayList<>();
        template.path("Parameters").properties().forEach(parameter -> {
            if (!parameter.getValue().has("Default")) {
                parameters.add(parameter.getKey());
            }
        });
        String description = template.path("Description").asText();
        return new Stack(
                name(id, artifact),
                artifact.path("displayName").asText(id),
                description.startsWith(PREFIX) ? description.substring(PREFIX.length()) : description,
                List.copyOf(dependencies),
                List.copyOf(parameters),
                template.path("Resources"));
    }

    private static String name(String id, JsonNode artifact) {
        return artifact.at("/properties/stackName").asText(id);
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot read " + file + ": " + e.getMessage());
        }
    }

    /** Returns all stacks, in the order of the manifest. */
    public List<Stack> all() {
        return List.copyOf(stacks.values());
    }

    /**
     * Finds stacks and puts each behind those that it depends on; otherwise they stay in the order in which they are named.
     *
     * @param names the stacks' names without the environment's prefix, as the registry of the steps has them
     * @throws WorkshopException if there is no such stack, or if one depends on a stack that is not named
     */
    public List<Stack> inOrder(List<String> names) {
        Map<String, Stack> wanted = new LinkedHashMap<>();
        for (String name : names) {
            Stack stack = find(name);
            wanted.put(stack.name(), stack);
        }
        Set<Stack> ordered = new LinkedHashSet<>();
        wanted.values().forEach(stack -> add(stack, wanted, ordered));
        return List.copyOf(ordered);
    }

    /** Adds what a stack depends on, then the stack. CDK refuses stacks that depend on each other, so this ends. */
    private static void add(Stack stack, Map<String, Stack> wanted, Set<Stack> ordered) {
        for (String name : stack.dependencies()) {
            Stack dependency = wanted.get(name);
            if (dependency == null) {
                throw WorkshopException.setup("The stack " + stack.name() + " depends on " + name
                        + ", which the step does not list; add it to the step's stacks in steps/steps.yaml.");
            }
            add(dependency, wanted, ordered);
        }
        ordered.add(stack);
    }

    private Stack find(String name) {
        return stacks.values().stream()
                .filter(stack -> stack.name().endsWith("-" + name))
                .findFirst()
                .orElseThrow(() -> WorkshopException.setup("The templates have no stack named …-" + name
                        + ". There are: " + String.join(", ", stacks.keySet()) + "."));
    }
}
