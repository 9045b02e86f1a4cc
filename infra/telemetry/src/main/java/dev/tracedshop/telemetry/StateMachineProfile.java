package dev.tracedshop.telemetry;

import java.util.Map;

/**
 * What is known of a state machine before its first execution.
 *
 * @param name the state machine's name
 * @param arn the state machine's ARN
 * @param tags its tags in the template: {@code DD_TRACE_ENABLED=true} asks for traces, {@code service} and {@code env} name them
 * @param includeExecutionData whether its log has input and output; without them Datadog shows no states
 */
public record StateMachineProfile(String name, String arn, Map<String, String> tags, boolean includeExecutionData) {

    public StateMachineProfile {
        tags = Map.copyOf(tags);
    }

    boolean isTraced() {
        return "true".equalsIgnoreCase(tags.getOrDefault("DD_TRACE_ENABLED", ""));
    }

    String service() {
        return tags.getOrDefault("service", name);
    }

    String environment() {
        return tags.getOrDefault("env", "dev");
    }
}
