package dev.tracedshop.local.assembly;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.assembly.Restrictions.Restriction;
import dev.tracedshop.local.scheduler.expression.ScheduleExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What schedules may not ask for. */
final class ScheduleRestrictions {
    private static final Set<String> TARGET_PROPERTIES =
            Set.of("Arn", "RoleArn", "Input", "RetryPolicy", "DeadLetterConfig");

    private ScheduleRestrictions() {}

    static List<Restriction> of(JsonNode properties) {
        List<Restriction> found = new ArrayList<>();
        try {
            ScheduleExpression.parse(
                    properties.path("ScheduleExpression").asText(),
                    properties.path("ScheduleExpressionTimezone").asText("UTC"));
        } catch (IllegalArgumentException e) {
            found.add(new Restriction("ScheduleExpression", String.valueOf(e.getMessage())));
        }
        String window = properties.path("FlexibleTimeWindow").path("Mode").asText();
        if (!window.equals("OFF")) {
            found.add(new Restriction(
                    "FlexibleTimeWindow", "Schedules are punctual here: the Mode is OFF, not '" + window + "'."));
        }
        String state = properties.path("State").asText("ENABLED");
        if (!state.equals("ENABLED") && !state.equals("DISABLED")) {
            found.add(new Restriction("State", "It is ENABLED or DISABLED, not '" + state + "'."));
        }
        target(properties.path("Target"), found);
        return found;
    }

    private static void target(JsonNode target, List<Restriction> found) {
        String arn = target.path("Arn").asText();
        if (!arn.matches("arn:aws:(states:[^:]*:[^:]*:stateMachine|lambda:[^:]*:[^:]*:function|sqs:[^:]*:[^:]*):.+")) {
            found.add(new Restriction(
                    "Target", "A schedule invokes a state machine, a function or a queue here, not '" + arn + "'."));
        }
        if (target.path("RoleArn").asText().isEmpty()) {
            found.add(new Restriction("Target", "A schedule acts in a role: its target needs a RoleArn."));
        }
        if (!target.path("Input").isTextual()) {
            found.add(new Restriction(
                    "Target", "A target needs an Input here: the event that Scheduler makes without one is not made."));
        }
        target.fieldNames().forEachRemaining(name -> {
            if (!TARGET_PROPERTIES.contains(name)) {
                found.add(new Restriction("Target", "A target's " + name + " is not supported here."));
            }
        });
    }
}
