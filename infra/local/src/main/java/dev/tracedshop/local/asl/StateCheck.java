package dev.tracedshop.local.asl;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds what is wrong with one state's fields. */
final class StateCheck {
    private static final Set<String> COMMON = Set.of("Type", "Comment", "QueryLanguage");
    private static final Set<String> FLOW = Set.of("Next", "End", "InputPath", "OutputPath");
    private static final Set<String> RESULT = Set.of("Parameters", "ResultSelector", "ResultPath", "Retry", "Catch");
    private static final Set<String> WORK = union(FLOW, RESULT);
    private static final Map<String, Set<String>> FIELDS = Map.of(
            "Pass", union(FLOW, Set.of("Result", "ResultPath", "Parameters")),
            "Task",
                    union(
                            WORK,
                            Set.of(
                                    "Resource",
                                    "TimeoutSeconds",
                                    "TimeoutSecondsPath",
                                    "HeartbeatSeconds",
                                    "HeartbeatSecondsPath")),
            "Choice", Set.of("InputPath", "OutputPath", "Choices", "Default"),
            "Wait", union(FLOW, Set.of("Seconds", "SecondsPath", "Timestamp", "TimestampPath")),
            "Succeed", Set.of("InputPath", "OutputPath"),
            "Fail", Set.of("Error", "ErrorPath", "Cause", "CausePath"),
            "Parallel", union(WORK, Set.of("Branches")),
            "Map",
                    union(
                            WORK,
                            Set.of(
                                    "ItemProcessor",
                                    "Iterator",
                                    "ItemsPath",
                                    "ItemSelector",
                                    "MaxConcurrency",
                                    "MaxConcurrencyPath")));
    private static final Set<String> RETRIER = Set.of(
            "ErrorEquals",
            "IntervalSeconds",
            "MaxAttempts",
            "BackoffRate",
            "MaxDelaySeconds",
            "JitterStrategy",
            "Comment");
    private static final Set<String> CATCHER = Set.of("ErrorEquals", "Next", "ResultPath", "Comment");
    /** The longest wait or timeout, as AWS bounds it. */
    private static final long MAX_SECONDS = 99_999_999;

    private final DefinitionCheck whole;
    private final Resources resources;

    StateCheck(DefinitionCheck whole, Resources resources) {
        this.whole = whole;
        this.resources = resources;
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        return Stream.concat(one.stream(), other.stream()).collect(Collectors.toUnmodifiableSet());
    }

    void check(String path, JsonNode state) {
        String type = state.path("Type").asText();
        Set<String> fields = FIELDS.get(type);
        if (fields == null) {
            whole.found(
                    path + ".Type",
                    "'" + type + "' is no type of a state; there are " + new TreeSet<>(FIELDS.keySet()) + ".");
            return;
        }
        whole.queryLanguage(path, state);
        whole.onlyKnown(path, state, union(COMMON, fields));
        if (fields.contains("End")) {
            boolean ends = state.path("End").asBoolean();
            if (ends == state.has("Next")) {
                whole.found(path, ends ? "The state has both Next and End." : "The state has neither Next nor End.");
            }
        }
        for (String field : List.of("InputPath", "OutputPath")) {
            path(path, state, field, false);
        }
        for (String field : List.of(
                "ItemsPath",
                "TimeoutSecondsPath",
                "HeartbeatSecondsPath",
                "SecondsPath",
                "TimestampPath",
                "MaxConcurrencyPath")) {
            path(path, state, field, true);
        }
        resultPath(path, state);
        for (String field : List.of("Parameters", "ResultSelector", "ItemSelector")) {
            if (state.has(field)) {
                PayloadTemplate.check(path + "." + field, state.path(field), whole::found);
            }
        }
        seconds(path, state, "TimeoutSeconds", 1);
        seconds(path, state, "HeartbeatSeconds", 1);
        retriers(path, state.path("Retry"));
        catchers(path, state.path("Catch"));
        switch (type) {
            case "Task" -> task(path, state);
            case "Choice" -> choice(path, state);
            case "Wait" -> pause(path, state);
            case "Fail" -> fail(path, state);
            case "Parallel" -> parallel(path, state);
            case "Map" -> map(path, state);
            default -> {
                // Pass and Succeed have nothing of their own.
            }
        }
    }

    private void task(String path, JsonNode state) {
        exclusive(path, state, "TimeoutSeconds", "TimeoutSecondsPath");
        exclusive(path, state, "HeartbeatSeconds", "HeartbeatSecondsPath");
        if (state.path("Resource").isTextual()) {
            resources
                    .problem(state.path("Resource").asText())
                    .ifPresent(detail -> whole.found(path + ".Resource", detail));
        } else {
            whole.found(path, "The task has no Resource.");
        }
        if (state.has("TimeoutSeconds")
                && state.has("HeartbeatSeconds")
                && state.path("HeartbeatSeconds").asLong()
                        >= state.path("TimeoutSeconds").asLong()) {
            whole.found(path + ".HeartbeatSeconds", "A heartbeat must be shorter than the timeout.");
        }
    }

    private void choice(String path, JsonNode state) {
        JsonNode choices = state.path("Choices");
        if (!choices.isArray() || choices.isEmpty()) {
            whole.found(path + ".Choices", "Expected an array with at least one rule.");
        }
        for (int i = 0; i < choices.size(); i++) {
            ChoiceRule.check(path + ".Choices[" + i + "]", choices.path(i), true, whole::found);
        }
    }

    private void pause(String path, JsonNode state) {
        long given = Stream.of("Seconds", "SecondsPath", "Timestamp", "TimestampPath")
                .filter(state::has)
                .count();
        if (given != 1) {
            whole.found(path, "A Wait state has exactly one of Seconds, SecondsPath, Timestamp and TimestampPath.");
        }
        seconds(path, state, "Seconds", 0);
        if (state.has("Timestamp")
                && ChoiceRule.timestamp(state.path("Timestamp")).isEmpty()) {
            whole.found(path + ".Timestamp", "Expected a time like 2030-01-31T12:00:00Z.");
        }
    }

    private void fail(String path, JsonNode state) {
        exclusive(path, state, "Error", "ErrorPath");
        exclusive(path, state, "Cause", "CausePath");
        for (String field : List.of("Error", "Cause")) {
            if (state.has(field) && !state.path(field).isTextual()) {
                whole.found(path + "." + field, "Expected a text.");
            }
            if (state.path(field + "Path").isTextual()) {
                PayloadTemplate.checkExpression(
                        path + "." + field + "Path", state.path(field + "Path").asText(), whole::found);
            }
        }
    }

    private void parallel(String path, JsonNode state) {
        JsonNode branches = state.path("Branches");
        if (!branches.isArray() || branches.isEmpty()) {
            whole.found(path + ".Branches", "Expected an array with at least one branch.");
        }
        for (int i = 0; i < branches.size(); i++) {
            whole.branch(path + ".Branches[" + i + "]", branches.path(i));
        }
    }

    private void map(String path, JsonNode state) {
        if (state.has("ItemProcessor") == state.has("Iterator")) {
            whole.found(path, "A Map state has either ItemProcessor or Iterator.");
            return;
        }
        exclusive(path, state, "ItemSelector", "Parameters");
        exclusive(path, state, "MaxConcurrency", "MaxConcurrencyPath");
        if (state.has("MaxConcurrency")
                && (!state.path("MaxConcurrency").isIntegralNumber()
                        || state.path("MaxConcurrency").asLong() < 0)) {
            whole.found(path + ".MaxConcurrency", "Expected a whole number from 0.");
        }
        String field = state.has("ItemProcessor") ? "ItemProcessor" : "Iterator";
        JsonNode processor = state.path(field);
        JsonNode configuration = processor.path("ProcessorConfig");
        if (!configuration.path("Mode").asText("INLINE").equals("INLINE")) {
            whole.found(path + "." + field + ".ProcessorConfig.Mode", "Only the inline mode of Map runs here.");
        }
        whole.branch(path + "." + field, processor);
    }

    private void path(String path, JsonNode state, String field, boolean reference) {
        JsonNode value = state.path(field);
        if (value.isMissingNode() || (value.isNull() && !reference)) {
            return;
        }
        if (!value.isTextual()) {
            whole.found(path + "." + field, "Expected a path, not " + value + ".");
            return;
        }
        (reference ? JsonPaths.referenceProblem(value.asText()) : JsonPaths.problem(value.asText()))
                .ifPresent(detail -> whole.found(path + "." + field, detail));
    }

    private void resultPath(String path, JsonNode state) {
        JsonNode value = state.path("ResultPath");
        if (value.asText().startsWith("$$")) {
            whole.found(path + ".ResultPath", "Nothing can be written into the context object.");
        } else if (!value.isNull()) {
            path(path, state, "ResultPath", true);
        }
    }

    private void seconds(String path, JsonNode state, String field, long least) {
        JsonNode value = state.path(field);
        if (!value.isMissingNode()
                && (!value.isIntegralNumber() || value.asLong() < least || value.asLong() > MAX_SECONDS)) {
            whole.found(
                    path + "." + field,
                    "Expected a whole number of seconds from " + least + " to " + MAX_SECONDS + ", not " + value + ".");
        }
    }

    private void exclusive(String path, JsonNode state, String one, String other) {
        if (state.has(one) && state.has(other)) {
            whole.found(path, "The state has both " + one + " and " + other + ".");
        }
    }

    private void retriers(String path, JsonNode retriers) {
        for (int i = 0; i < retriers.size(); i++) {
            JsonNode retrier = retriers.path(i);
            String place = path + ".Retry[" + i + "]";
            whole.onlyKnown(place, retrier, RETRIER);
            errors(place, retrier, i == retriers.size() - 1);
            seconds(place, retrier, "IntervalSeconds", 1);
            seconds(place, retrier, "MaxAttempts", 0);
            seconds(place, retrier, "MaxDelaySeconds", 1);
            if (retrier.has("MaxDelaySeconds")
                    && retrier.path("MaxDelaySeconds").asLong()
                            <= retrier.path("IntervalSeconds").asLong(1)) {
                whole.found(place + ".MaxDelaySeconds", "It must be more than IntervalSeconds.");
            }
            if (retrier.has("BackoffRate")
                    && (!retrier.path("BackoffRate").isNumber()
                            || retrier.path("BackoffRate").asDouble() < 1)) {
                whole.found(place + ".BackoffRate", "Expected a number from 1.0.");
            }
            if (!Set.of("FULL", "NONE").contains(retrier.path("JitterStrategy").asText("NONE"))) {
                whole.found(place + ".JitterStrategy", "Expected FULL or NONE.");
            }
        }
    }

    private void catchers(String path, JsonNode catchers) {
        for (int i = 0; i < catchers.size(); i++) {
            JsonNode catcher = catchers.path(i);
            String place = path + ".Catch[" + i + "]";
            whole.onlyKnown(place, catcher, CATCHER);
            errors(place, catcher, i == catchers.size() - 1);
            resultPath(place, catcher);
            if (!catcher.path("Next").isTextual()) {
                whole.found(place, "The catcher has no Next.");
            }
        }
    }

    private void errors(String place, JsonNode node, boolean last) {
        JsonNode errors = node.path("ErrorEquals");
        if (!errors.isArray() || errors.isEmpty()) {
            whole.found(place + ".ErrorEquals", "Expected an array with at least one error's name.");
        }
        boolean all = errors.valueStream().anyMatch(error -> error.asText().equals(StateError.ALL));
        if (all && (errors.size() > 1 || !last)) {
            whole.found(place + ".ErrorEquals", StateError.ALL + " must be alone, and in the last one.");
        }
    }
}
