package dev.tracedshop.cdk;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.sns.Subscription;
import software.amazon.awscdk.services.sns.SubscriptionProtocol;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/**
 * Has a topic feed a queue, and keeps the notifications that SNS could not put there.
 *
 * <p>The messages are SNS's envelopes, not the bare bodies: in the envelope the trace shows the way through the topic.
 */
final class QueueSubscription extends Construct {

    QueueSubscription(Construct scope, String id, String topicArn, Queue subscriber, DeadLetterQueue deadLetters) {
        super(scope, id);
        Subscription.Builder.create(this, "Subscription")
                .topic(Topic.fromTopicArn(this, "Topic", topicArn))
                .protocol(SubscriptionProtocol.SQS)
                .endpoint(subscriber.getQueueArn())
                .deadLetterQueue(deadLetters.queue())
                .build();
        subscriber.addToResourcePolicy(PolicyStatement.Builder.create()
                .principals(List.of(new ServicePrincipal("sns.amazonaws.com")))
                .actions(List.of("sqs:SendMessage"))
                .resources(List.of(subscriber.getQueueArn()))
                .conditions(Map.of("ArnEquals", Map.of("aws:SourceArn", topicArn)))
                .build());
    }
}
