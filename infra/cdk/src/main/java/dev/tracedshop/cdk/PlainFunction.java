package dev.tracedshop.cdk;

import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.CfnEventInvokeConfig;
import software.amazon.awscdk.services.lambda.CfnEventSourceMapping;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.constructs.Construct;

/**
 * A function with a role and a log group of its own, and nothing that traces it from outside.
 *
 * <p>One that is invoked asynchronously gets a queue for the invocations that failed for good.
 */
class PlainFunction extends Construct {
    private static final int RETRIES_OF_ASYNCHRONOUS_INVOCATIONS = 2;
    private static final int BATCH_SIZE = 10;

    private final String logGroupName;
    private final Function function;

    PlainFunction(Construct scope, String id, Settings settings, FunctionProps props) {
        this(scope, id, settings, props, Map.of());
    }

    /** Makes the function with further variables beside its own. */
    PlainFunction(
            Construct scope, String id, Settings settings, FunctionProps props, Map<String, String> furtherVariables) {
        super(scope, id);
        String name = settings.named(props.name());
        logGroupName = "/aws/lambda/" + name;
        LogGroup logs = LogGroup.Builder.create(this, "Logs")
                .logGroupName(logGroupName)
                .retention(RetentionDays.TWO_WEEKS)
                .removalPolicy(settings.isProduction() ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY)
                .build();
        Role role = Role.Builder.create(this, "Role")
                .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
                .description("What " + name + " may do")
                .build();
        logs.grantWrite(role);
        Map<String, String> environment = new TreeMap<>(props.environment());
        environment.putAll(furtherVariables);
        function = Function.Builder.create(this, "Function")
                .functionName(name)
                .runtime(Runtime.JAVA_21)
                .architecture(architecture(settings))
                .handler(props.handler() + "::handleRequest")
                .code(props.code())
                .memorySize(1024)
                .timeout(props.timeout())
                .role(role)
                .logGroup(logs)
                .environment(environment)
                .build();
        if (props.isAsynchronous()) {
            keepFailedInvocations(settings, props);
        }
        NagSuppressions.addResourceSuppressions(
                function,
                List.of(NagPackSuppression.builder()
                        .id("AwsSolutions-L1")
                        .reason(
                                "On java21 on purpose: the code is built for Java 17, so that learners need no newer JDK,"
                                        + " and a newer runtime changes no trace.")
                        .build()));
    }

    /** Adds actions on one resource to what the function may do. */
    final void allow(String resourceArn, String... actions) {
        function.addToRolePolicy(PolicyStatement.Builder.create()
                .actions(List.of(actions))
                .resources(List.of(resourceArn))
                .build());
    }

    /**
     * Lets the function consume a queue in batches, reporting the failed messages one by one.
     *
     * @param window how long a batch may wait to become fuller; zero: not at all
     */
    final void consume(ResilientQueue queue, Duration window) {
        String arn = queue.queue().getQueueArn();
        // CDK's own event source would also allow the function to hide messages and to look for the queue.
        allow(arn, "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage");
        CfnEventSourceMapping mapping = CfnEventSourceMapping.Builder.create(this, "Mapping")
                .functionName(function.getFunctionName())
                .eventSourceArn(arn)
                .batchSize(BATCH_SIZE)
                .maximumBatchingWindowInSeconds(window.toSeconds())
                .functionResponseTypes(List.of("ReportBatchItemFailures"))
                .build();
        // Lambda asks for these rights when the mapping is made.
        mapping.getNode().addDependency(Objects.requireNonNull(function.getRole()));
    }

    /** Returns the name of its log group, as a plain text that other stacks can use without importing anything. */
    final String logGroupName() {
        return logGroupName;
    }

    /** Returns the function itself, for whatever is to invoke it. */
    final Function function() {
        return function;
    }

    /**
     * An on-failure destination rather than a dead-letter queue: the queue would get the event alone, the destination also
     * the error, the number of attempts and the request's id, which the replay of a dead letter needs.
     */
    private void keepFailedInvocations(Settings settings, FunctionProps props) {
        String deadLetters = new DeadLetterQueue(this, "InvocationDeadLetters", settings, props.name() + "-invocation")
                .queue()
                .getQueueArn();
        // CDK's own destination would also allow the function to look into the queue.
        allow(deadLetters, "sqs:SendMessage");
        CfnEventInvokeConfig.Builder.create(this, "AsynchronousInvocations")
                .functionName(function.getFunctionName())
                .qualifier("$LATEST")
                .maximumRetryAttempts(RETRIES_OF_ASYNCHRONOUS_INVOCATIONS)
                .destinationConfig(CfnEventInvokeConfig.DestinationConfigProperty.builder()
                        .onFailure(CfnEventInvokeConfig.OnFailureProperty.builder()
                                .destination(deadLetters)
                                .build())
                        .build())
                .build();
    }

    private static Architecture architecture(Settings settings) {
        return switch (settings.architecture()) {
            case X86_64 -> Architecture.X86_64;
            case ARM64 -> Architecture.ARM_64;
        };
    }
}
