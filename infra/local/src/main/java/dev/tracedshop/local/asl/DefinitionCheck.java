package dev.tracedshop.local.asl;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds everything in a definition that is wrong, or that the interpreter does not have. What each state's fields hold is {@link StateCheck}'s. */
final class DefinitionCheck {
    private static final int MAX_NAME = 80;
    private static final Set<String> MACHINE =
            Set.of("Comment", "StartAt", "States", "TimeoutSeconds", "Version", "QueryLanguage");
    private static final Set<String> BRANCH = Set.of("Comment", "StartAt", "States", "ProcessorConfig");

    private final Resources resources;
    private final List<DefinitionProblem> problems = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    DefinitionCheck(Resources resources) {
        this.resources = resources;
    }

    /** Checks a whole definition. */
    List<DefinitionProblem> machine(JsonNode root) {
        onlyKnown("$", root, MACHINE);
        queryLanguage("$", root);
        if (root.has("Version") && !root.path("Version").asText().equals("1.0")) {
            found("$.Version", "The only version is 1.0.");
        }
        if (root.has("TimeoutSeconds")
                && (!root.path("TimeoutSeconds").isIntegralNumber()
                        || root.path("TimeoutSeconds").asLong() < 1)) {
            found("$.TimeoutSeconds", "Expected a whole number of seconds from 1.");
        }
        states("$", root);
        return problems;
    }

    /** Checks what a Parallel state's branch or a Map state's processor is. */
    void branch(String path, JsonNode branch) {
        if (!branch.isObject()) {
            found(path, "Expected an object with StartAt and States.");
            return;
        }
        onlyKnown(path, branch, BRANCH);
        states(path, branch);
    }

    private void states(String path, JsonNode machine) {
        JsonNode states = machine.path("States");
        if (!states.isObject() || states.isEmpty()) {
            found(path + ".States", "There are no states.");
            return;
        }
        String start = machine.path("StartAt").asText();
        if (!states.has(start)) {
            found(path + ".StartAt", "There is no state '" + start + "' in this place.");
        }
        StateCheck check = new StateCheck(this, resources);
        for (Map.Entry<String, JsonNode> state : states.properties()) {
            String place = path + ".States." + state.getKey();
            if (state.getKey().length() > MAX_NAME) {
                found(place, "A state's name has at most " + MAX_NAME + " characters.");
            }
            if (!names.add(state.getKey())) {
                found(place, "Another state of this machine has the same name.");
            }
            if (state.getValue().isObject()) {
                check.check(place, state.getValue());
            } else {
                found(place, "A state is an object.");
            }
        }
        reachable(path, states, start);
    }

    private void reachable(String path, JsonNode states, String start) {
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(start));
        boolean ends = false;
        while (!open.isEmpty()) {
            String name = open.pop();
            JsonNode state = states.path(name);
            if (!state.isObject() || !seen.add(name)) {
                continue;
            }
            ends |= state.path("End").asBoolean()
                    || Set.of("Succeed", "Fail").contains(state.path("Type").asText());
            for (Map.Entry<String, String> target : targets(state).entrySet()) {
                if (!states.has(target.getValue())) {
                    found(
                            path + ".States." + name + target.getKey(),
                            "There is no state '" + target.getValue() + "' in this place.");
                }
                open.push(target.getValue());
            }
        }
        for (Map.Entry<String, JsonNode> state : states.properties()) {
            if (!seen.contains(state.getKey()) && states.has(start)) {
                found(path + ".States." + state.getKey(), "No state leads here.");
            }
        }
        if (!ends && states.has(start)) {
            found(path + ".States", "No state ends the execution: one needs End, or is of type Succeed or Fail.");
        }
    }

    /** Returns where a state can lead, by the place that says so. */
    private static Map<String, String> targets(JsonNode state) {
        Map<String, String> targets = new LinkedHashMap<>();
        for (String field : List.of("Next", "Default")) {
            if (state.has(field)) {
                targets.put("." + field, state.path(field).asText());
            }
        }
        for (String list : List.of("Choices", "Catch")) {
            for (int i = 0; i < state.path(list).size(); i++) {
                JsonNode next = state.path(list).path(i).path("Next");
                if (next.isTextual()) {
                    targets.put("." + list + "[" + i + "].Next", next.asText());
                }
            }
        }
        return targets;
    }

    void queryLanguage(String path, JsonNode node) {
        if (node.has("QueryLanguage") && !node.path("QueryLanguage").asText().equals("JSONPath")) {
            found(
                    path + ".QueryLanguage",
                    "Only JSONPath runs here, not '"
                            + node.path("QueryLanguage").asText() + "'.");
        }
    }

    void onlyKnown(String path, JsonNode node, Set<String> known) {
        Set<String> unknown = new LinkedHashSet<>();
        node.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(known);
        unknown.forEach(field -> found(path + "." + field, "This field is not known, or does not run here."));
    }

    void found(String path, String detail) {
        problems.add(new DefinitionProblem(path, detail));
    }
}
