package dev.tracedshop.cdk;

import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;

/** Makes the topics on which a team tells itself what happened. */
final class ShopTopic {
    private ShopTopic() {}

    /** Makes the topic {@code <env>-<name>}, which takes nothing over a connection that is not encrypted. */
    static Topic create(Construct scope, String id, Settings settings, String name) {
        return Topic.Builder.create(scope, id)
                .topicName(settings.named(name))
                .enforceSsl(true)
                .build();
    }
}
