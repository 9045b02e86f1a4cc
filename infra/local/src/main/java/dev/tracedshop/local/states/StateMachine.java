package dev.tracedshop.local.states;

import java.util.Map;

/**
 * A state machine as its log lines and its tags tell about it.
 *
 * @param name its name
 * @param arn its ARN
 * @param tags its tags
 * @param includeExecutionData whether its log has inputs and outputs
 */
public record StateMachine(String name, String arn, Map<String, String> tags, boolean includeExecutionData) {}
