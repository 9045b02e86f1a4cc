package dev.tracedshop.cdk;

import dev.tracedshop.cdk.FunctionProps.Trigger;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.events.EventBus;
import software.constructs.Construct;

/** The analytics team's counter of everything that happens on the bus, with the team's one table. */
final class AnalyticsStack extends ShopStack {
    private static final String SERVICE = "analytics";

    /** Nobody waits for a number in a dashboard, and a fuller batch is one invocation less. */
    private static final Duration WINDOW = Duration.seconds(1);

    AnalyticsStack(Construct scope, String id, Settings settings, ParameterNames parameters, SolutionFiles solution) {
        super(scope, id, settings, SERVICE, true, "the analytics team's function and table");
        Table idempotency = ShopTable.forIdempotency(this, "Idempotency", settings, "analytics-idempotency");
        ResilientQueue queue =
                new ResilientQueue(this, "Events", settings, SERVICE, FunctionProps.USUAL_TIMEOUT_SECONDS);
        new EveryEventRule(
                this,
                "EveryEvent",
                settings,
                EventBus.fromEventBusName(this, "Bus", parameters.eventBusName().valueIn(this)),
                queue,
                SERVICE);

        TracedFunction analytics = new TracedFunction(
                this,
                "Analytics",
                settings,
                new FunctionProps(
                                SERVICE,
                                SERVICE,
                                "dev.tracedshop.analytics.Analytics",
                                solution.packageOf(SERVICE),
                                Trigger.QUEUE,
                                Map.of(
                                        "IDEMPOTENCY_TABLE_NAME",
                                        idempotency.getTableName(),
                                        "DEAD_LETTER_QUEUE_URL",
                                        queue.deadLetters().getQueueUrl()))
                        .withTracerSettings(TracerSettings.LINKING));
        analytics.consume(queue, WINDOW);
        analytics.allow(idempotency.getTableArn(), "dynamodb:PutItem");
        analytics.allow(queue.deadLetters().getQueueArn(), "sqs:SendMessage");
    }
}
