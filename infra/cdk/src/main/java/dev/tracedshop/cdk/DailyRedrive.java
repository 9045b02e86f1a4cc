package dev.tracedshop.cdk;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.scheduler.CfnSchedule;
import software.constructs.Construct;

/** Has the redrive of one queue's dead letters start every night, and keeps the starts that did not come about. */
final class DailyRedrive extends Construct {

    /** At night, when nobody waits for what the redriven messages do. */
    private static final String EVERY_NIGHT = "cron(0 3 * * ? *)";

    /**
     * @param queue the queue's name without the environment
     * @param input what the machine is started with
     */
    DailyRedrive(
            Construct scope,
            String id,
            Settings settings,
            String queue,
            TracedStateMachine machine,
            Map<String, String> input) {
        super(scope, id);
        String name = "redrive-daily-" + queue;
        String deadLetters =
                new DeadLetterQueue(this, "DeadLetters", settings, name).queue().getQueueArn();
        Role role = Role.Builder.create(this, "Role")
                .assumedBy(new ServicePrincipal("scheduler.amazonaws.com"))
                .description("What the schedule " + settings.named(name) + " may do")
                .build();
        allow(role, machine.arn(), "states:StartExecution");
        allow(role, deadLetters, "sqs:SendMessage");
        CfnSchedule.Builder.create(this, "Schedule")
                .name(settings.named(name))
                .description("Redrives the dead letters of " + settings.named(queue))
                .scheduleExpression(EVERY_NIGHT)
                .scheduleExpressionTimezone("UTC")
                .flexibleTimeWindow(CfnSchedule.FlexibleTimeWindowProperty.builder()
                        .mode("OFF")
                        .build())
                .target(CfnSchedule.TargetProperty.builder()
                        .arn(machine.arn())
                        .roleArn(role.getRoleArn())
                        .input(Stack.of(this).toJsonString(new TreeMap<>(input)))
                        .retryPolicy(CfnSchedule.RetryPolicyProperty.builder()
                                .maximumEventAgeInSeconds(3600)
                                .maximumRetryAttempts(5)
                                .build())
                        .deadLetterConfig(CfnSchedule.DeadLetterConfigProperty.builder()
                                .arn(deadLetters)
                                .build())
                        .build())
                .build();
    }

    private static void allow(Role role, String resource, String action) {
        role.addToPolicy(PolicyStatement.Builder.create()
                .actions(List.of(action))
                .resources(List.of(resource))
                .build());
    }
}
