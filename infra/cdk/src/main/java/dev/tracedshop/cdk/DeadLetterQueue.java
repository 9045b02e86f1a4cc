package dev.tracedshop.cdk;

import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.ComparisonOperator;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.sqs.QueueEncryption;
import software.constructs.Construct;

/** A queue for what could not be delivered or handled, with an alarm that rings while anything is in it. */
final class DeadLetterQueue extends Construct {
    /** The longest that SQS keeps a message: time to find the fault and to redrive. */
    private static final Duration RETENTION = Duration.days(14);

    private final Queue queue;

    /** Makes a queue named {@code <env>-<name>-dead-letters}. */
    DeadLetterQueue(Construct scope, String id, Settings settings, String name) {
        super(scope, id);
        String fullName = settings.named(name + "-dead-letters");
        queue = Queue.Builder.create(this, "Queue")
                .queueName(fullName)
                .encryption(QueueEncryption.SQS_MANAGED)
                .enforceSsl(true)
                .retentionPeriod(RETENTION)
                .removalPolicy(settings.isProduction() ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY)
                .build();
        Alarm.Builder.create(this, "Alarm")
                .alarmName(fullName)
                .alarmDescription("Something was not handled and waits in " + fullName)
                .metric(queue.metricApproximateNumberOfMessagesVisible(MetricOptions.builder()
                        .statistic("Maximum")
                        .period(Duration.minutes(1))
                        .build()))
                .comparisonOperator(ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD)
                .threshold(1)
                .evaluationPeriods(1)
                .treatMissingData(TreatMissingData.NOT_BREACHING)
                .build();
        NagSuppressions.addResourceSuppressions(
                queue,
                List.of(NagPackSuppression.builder()
                        .id("AwsSolutions-SQS3")
                        .reason("This is a dead-letter queue: there is nothing behind it, and an alarm on it instead.")
                        .build()));
    }

    /** Returns the queue itself, for whatever is to leave its dead letters there. */
    Queue queue() {
        return queue;
    }
}
