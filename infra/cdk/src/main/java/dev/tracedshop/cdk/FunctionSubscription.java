package dev.tracedshop.cdk;

import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Permission;
import software.amazon.awscdk.services.sns.Subscription;
import software.amazon.awscdk.services.sns.SubscriptionProtocol;
import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;

/**
 * Has a topic invoke a function, and keeps the notifications that SNS could not hand over to Lambda.
 *
 * <p>Those are not the ones that the function failed to handle: SNS is done when Lambda has taken the notification, and
 * what happens then is the asynchronous invocation's affair, with a dead-letter queue of its own.
 */
final class FunctionSubscription extends Construct {

    /**
     * @param functionName the function's name without the environment, from which the dead letters have theirs
     */
    FunctionSubscription(
            Construct scope,
            String id,
            Settings settings,
            String topicArn,
            PlainFunction subscriber,
            String functionName) {
        super(scope, id);
        DeadLetterQueue deadLetters =
                new DeadLetterQueue(this, "DeadLetters", settings, functionName + "-subscription");
        Subscription.Builder.create(this, "Subscription")
                .topic(Topic.fromTopicArn(this, "Topic", topicArn))
                .protocol(SubscriptionProtocol.LAMBDA)
                .endpoint(subscriber.function().getFunctionArn())
                .deadLetterQueue(deadLetters.queue())
                .build();
        subscriber
                .function()
                .addPermission(
                        id,
                        Permission.builder()
                                .principal(new ServicePrincipal("sns.amazonaws.com"))
                                .sourceArn(topicArn)
                                .build());
    }
}
