package dev.tracedshop.cdk;

import java.util.List;
import software.amazon.awscdk.services.events.EventPattern;
import software.amazon.awscdk.services.events.IEventBus;
import software.amazon.awscdk.services.events.Rule;
import software.amazon.awscdk.services.events.targets.SqsQueue;
import software.constructs.Construct;

/** A rule of the shared bus that puts the events it matches into a queue, and keeps those that it could not put there. */
abstract class QueueRule extends Construct {

    /**
     * @param name the rule's name without the environment
     * @param consumer the name of the consuming function without the environment, from which the dead letters have theirs
     */
    QueueRule(
            Construct scope,
            String id,
            Settings settings,
            String name,
            String description,
            IEventBus bus,
            EventPattern pattern,
            ResilientQueue target,
            String consumer) {
        super(scope, id);
        DeadLetterQueue undelivered = new DeadLetterQueue(this, "DeadLetters", settings, consumer + "-rule");
        Rule.Builder.create(this, "Rule")
                .ruleName(settings.named(name))
                .description(description)
                .eventBus(bus)
                .eventPattern(pattern)
                .targets(List.of(SqsQueue.Builder.create(target.queue())
                        .deadLetterQueue(undelivered.queue())
                        .build()))
                .build();
    }
}
