package dev.tracedshop.cdk;

import software.amazon.awscdk.services.events.EventPattern;
import software.amazon.awscdk.services.events.IEventBus;
import software.amazon.awscdk.services.events.Match;
import software.constructs.Construct;

/** Lets analytics hear of every public event of this environment, whoever publishes it. */
final class EveryEventRule extends QueueRule {

    EveryEventRule(
            Construct scope, String id, Settings settings, IEventBus bus, ResilientQueue target, String consumer) {
        super(
                scope,
                id,
                settings,
                "analytics-every-event",
                "Every public event of the shop, for analytics",
                bus,
                EventPattern.builder()
                        .source(Match.prefix(EventSources.prefix(settings)))
                        .build(),
                target,
                consumer);
    }
}
