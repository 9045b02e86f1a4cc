package dev.tracedshop.cdk;

import dev.tracedshop.cdk.FunctionProps.Trigger;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.ArnFormat;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.lambda.CfnPermission;
import software.amazon.awscdk.services.logs.CfnSubscriptionFilter;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * Takes spans to a collector that functions have written into their logs: one function, subscribed to the log group of every other one.
 *
 * <p>It alone may read the collector's key. It is not traced itself, for a trace of each delivery would be telemetry about telemetry, and
 * not subscribed to its own log, for that would never end.
 */
final class LogTransportStack extends ShopStack {
    private static final String SERVICE = "operations";

    /** It forwards many lines, and a slow collector may take two seconds for each. */
    private static final int PUBLISHER_SECONDS = 60;

    LogTransportStack(Construct scope, String id, Settings settings, SolutionFiles solution) {
        super(scope, id, settings, "log-transport", false, "takes spans from the functions' logs to a collector");
        List<PlainFunction> functions = functionsOf(getNode().getRoot());
        CfnParameter secret = SecretArn.declare(
                this,
                "LogPublisherKeySecretArn",
                "ARN of the Secrets Manager secret whose whole value is the collector's key");
        PlainFunction publisher = new PlainFunction(
                this,
                "LogPublisher",
                settings,
                new FunctionProps(
                        "log-publisher",
                        SERVICE,
                        "dev.tracedshop.operations.LogPublisher",
                        solution.packageOf(SERVICE),
                        Trigger.LOGS,
                        PUBLISHER_SECONDS,
                        Map.of(
                                "OTEL_EXPORTER_OTLP_ENDPOINT", endpoint(),
                                "OTLP_KEY_HEADER", keyHeader(),
                                "OTLP_KEY_SECRET_ARN", secret.getValueAsString()),
                        Map.of()));
        publisher.allow(secret.getValueAsString(), "secretsmanager:GetSecretValue");
        for (PlainFunction function : functions) {
            subscribe(publisher, function);
            // The log group has to be there, which CDK cannot see: its name is a plain text.
            addStackDependency(Stack.of(function));
        }
    }

    /** Finds the functions of all stacks that are there already. */
    private static List<PlainFunction> functionsOf(IConstruct root) {
        return root.getNode().findAll().stream()
                .filter(PlainFunction.class::isInstance)
                .map(PlainFunction.class::cast)
                .toList();
    }

    private String endpoint() {
        return CfnParameter.Builder.create(this, "LogPublisherOtlpEndpoint")
                .type("String")
                .description("Base URL of the collector to which spans from the logs go, OTLP over HTTP in JSON")
                .allowedPattern("^https?://[^/].*$")
                .constraintDescription("must be a URL such as https://collector.example:4318")
                .build()
                .getValueAsString();
    }

    private String keyHeader() {
        return CfnParameter.Builder.create(this, "LogPublisherKeyHeader")
                .type("String")
                .description("Name of the header in which the collector looks for its key")
                .defaultValue("dd-api-key")
                .allowedPattern("^[A-Za-z0-9-]+$")
                .build()
                .getValueAsString();
    }

    private void subscribe(PlainFunction publisher, PlainFunction function) {
        String group = function.logGroupName();
        String id = group.substring(group.lastIndexOf('/') + 1);
        CfnPermission permission = CfnPermission.Builder.create(this, "May-" + id)
                .action("lambda:InvokeFunction")
                .functionName(publisher.function().getFunctionArn())
                .principal("logs.amazonaws.com")
                .sourceArn(formatArn(ArnComponents.builder()
                        .service("logs")
                        .resource("log-group")
                        .resourceName(group + ":*")
                        .arnFormat(ArnFormat.COLON_RESOURCE_NAME)
                        .build()))
                .sourceAccount(Aws.ACCOUNT_ID)
                .build();
        CfnSubscriptionFilter filter = CfnSubscriptionFilter.Builder.create(this, "Lines-" + id)
                .logGroupName(group)
                // Every line: a pattern would have to know what a span looks like, which the publisher does.
                .filterPattern("")
                .destinationArn(publisher.function().getFunctionArn())
                .build();
        // CloudWatch Logs tries the function out when the filter is made.
        filter.getNode().addDependency(permission);
    }
}
