package dev.tracedshop.cdk;

import dev.tracedshop.cdk.TracedFunctionProps.Trigger;
import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.ILayerVersion;
import software.amazon.awscdk.services.lambda.LayerVersion;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.constructs.Construct;

/**
 * A function traced by Datadog, with a role and a log group of its own.
 *
 * <p>This is the only place that knows how Datadog gets into a function. Two layers do it: the tracer's, whose wrapper
 * script adds {@code -javaagent} to the JVM before it starts, and the extension's, a process beside the JVM that takes
 * the spans, makes the {@code aws.lambda} span and sends everything on. With {@code tracing=off} none of it is there.
 */
final class TracedFunction extends Construct {
    /** The account from which Datadog publishes its layers, the same in every commercial region. */
    private static final String DATADOG_ACCOUNT = "464622532012";

    /** Version 30 of the layer carries version 1.68.1 of the tracer; the one that runs locally has to be the same. */
    private static final String TRACER_LAYER = "dd-trace-java:30";

    private static final String EXTENSION_VERSION = "93";

    /** The shop's version as Datadog shows it, to compare one deployment with the one before. */
    private static final String VERSION = "1";

    private final Function function;

    TracedFunction(Construct scope, String id, Settings settings, TracedFunctionProps props) {
        super(scope, id);
        String name = settings.named(props.name());
        LogGroup logs = LogGroup.Builder.create(this, "Logs")
                .logGroupName("/aws/lambda/" + name)
                .retention(RetentionDays.TWO_WEEKS)
                .removalPolicy(settings.isProduction() ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY)
                .build();
        Role role = Role.Builder.create(this, "Role")
                .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
                .description("What " + name + " may do")
                .build();
        logs.grantWrite(role);
        Map<String, String> environment = new TreeMap<>(props.environment());
        if (settings.tracing()) {
            environment.putAll(tracingVariables(settings, props));
        }
        function = Function.Builder.create(this, "Function")
                .functionName(name)
                .runtime(Runtime.JAVA_21)
                .architecture(architecture(settings))
                .handler(props.handler() + "::handleRequest")
                .code(props.code())
                .memorySize(1024)
                .timeout(Duration.seconds(10))
                .role(role)
                .logGroup(logs)
                .layers(settings.tracing() ? tracingLayers(settings) : List.of())
                .environment(environment)
                .build();
        if (settings.tracing()) {
            allow(DatadogApiKey.secretArn(Stack.of(this)), "secretsmanager:GetSecretValue");
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
    void allow(String resourceArn, String... actions) {
        function.addToRolePolicy(PolicyStatement.Builder.create()
                .actions(List.of(actions))
                .resources(List.of(resourceArn))
                .build());
    }

    /** Returns the function itself, for whatever is to invoke it. */
    Function function() {
        return function;
    }

    private Map<String, String> tracingVariables(Settings settings, TracedFunctionProps props) {
        Map<String, String> variables = new TreeMap<>();
        variables.put("AWS_LAMBDA_EXEC_WRAPPER", "/opt/datadog_wrapper");
        variables.put("DD_API_KEY_SECRET_ARN", DatadogApiKey.secretArn(Stack.of(this)));
        variables.put("DD_SITE", settings.datadogSite());
        variables.put("DD_SERVICE", props.service());
        variables.put("DD_ENV", settings.environment());
        variables.put("DD_VERSION", VERSION);
        variables.put("DD_LOGS_INJECTION", "true");
        // Requests and answers are customers' data; a trace needs none of it.
        variables.put("DD_CAPTURE_LAMBDA_PAYLOAD", "false");
        // Spans that the functions make through the OpenTelemetry API join the tracer's.
        variables.put("DD_TRACE_OTEL_ENABLED", "true");
        // Calls to AWS belong to the service that makes them, not to services named "sns" or "java-aws-sdk".
        variables.put("DD_TRACE_REMOVE_INTEGRATION_SERVICE_NAMES_ENABLED", "true");
        if (props.trigger() == Trigger.HTTP_API) {
            // Without it the span of the API is filed under the API's generated host name.
            variables.put("DD_SERVICE_MAPPING", "lambda_api_gateway:" + props.service());
        }
        return variables;
    }

    private List<ILayerVersion> tracingLayers(Settings settings) {
        String extension = switch (settings.architecture()) {
            case X86_64 -> "Datadog-Extension:";
            case ARM64 -> "Datadog-Extension-ARM:";
        };
        return List.of(layer("Tracer", TRACER_LAYER), layer("Extension", extension + EXTENSION_VERSION));
    }

    private ILayerVersion layer(String id, String nameAndVersion) {
        String arn =
                "arn:%s:lambda:%s:%s:layer:%s".formatted(Aws.PARTITION, Aws.REGION, DATADOG_ACCOUNT, nameAndVersion);
        return LayerVersion.fromLayerVersionArn(this, id, arn);
    }

    private static Architecture architecture(Settings settings) {
        return switch (settings.architecture()) {
            case X86_64 -> Architecture.X86_64;
            case ARM64 -> Architecture.ARM_64;
        };
    }
}
