package dev.tracedshop.local.scheduler;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.assembly.Resource;
import dev.tracedshop.local.scheduler.expression.ScheduleExpression;
import java.time.Duration;
import java.util.List;

/**
 * A schedule as its template declares it.
 *
 * @param name its name
 * @param arn its ARN
 * @param expression when it is due
 * @param enabled whether it is at work
 * @param target the ARN of what it invokes: a state machine, a function or a queue
 * @param role the name of the role in which it does so
 * @param input what the target is given
 * @param retries how often an invocation that failed is tried again at most
 * @param maximumAge for how long at most
 * @param deadLetters the ARN of the queue for what could not be invoked; empty for none
 */
public record Schedule(
        String name,
        String arn,
        ScheduleExpression expression,
        boolean enabled,
        String target,
        String role,
        String input,
        int retries,
        Duration maximumAge,
        String deadLetters) {
    private static final int USUAL_RETRIES = 185;
    private static final int USUAL_AGE_SECONDS = 86_400;

    /** Reads the schedules off an assembly. */
    public static List<Schedule> of(Assembly assembly) {
        return assembly.resources("AWS::Scheduler::Schedule").stream()
                .map(resource -> of(assembly, resource))
                .toList();
    }

    private static Schedule of(Assembly assembly, Resource resource) {
        JsonNode properties = assembly.properties(resource);
        JsonNode target = properties.path("Target");
        String role = target.path("RoleArn").asText();
        JsonNode retry = target.path("RetryPolicy");
        return new Schedule(
                assembly.physicalId(resource),
                assembly.attribute(resource, "Arn"),
                ScheduleExpression.parse(
                        properties.path("ScheduleExpression").asText(),
                        properties.path("ScheduleExpressionTimezone").asText("UTC")),
                properties.path("State").asText("ENABLED").equals("ENABLED"),
                target.path("Arn").asText(),
                role.substring(role.lastIndexOf('/') + 1),
                target.path("Input").asText(),
                retry.path("MaximumRetryAttempts").asInt(USUAL_RETRIES),
                Duration.ofSeconds(retry.path("MaximumEventAgeInSeconds").asInt(USUAL_AGE_SECONDS)),
                target.path("DeadLetterConfig").path("Arn").asText());
    }
}
