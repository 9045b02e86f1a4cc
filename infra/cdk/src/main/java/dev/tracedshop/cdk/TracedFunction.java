package dev.tracedshop.cdk;

import dev.tracedshop.cdk.FunctionProps.Trigger;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.lambda.ILayerVersion;
import software.amazon.awscdk.services.lambda.LayerVersion;
import software.constructs.Construct;

/**
 * A function traced by Datadog.
 *
 * <p>This is the only place that knows how Datadog gets into a function. Two layers do it: the tracer's, whose wrapper
 * script adds {@code -javaagent} to the JVM before it starts, and the extension's, a process beside the JVM that takes
 * the spans, makes the {@code aws.lambda} span and sends everything on. With {@code tracing=off} none of it is there.
 */
final class TracedFunction extends PlainFunction {
    /** The account from which Datadog publishes its layers, the same in every commercial region. */
    private static final String DATADOG_ACCOUNT = "464622532012";

    /** Version 30 of the layer carries version 1.68.1 of the tracer; the one that runs locally has to be the same. */
    private static final String TRACER_LAYER = "dd-trace-java:30";

    private static final String EXTENSION_VERSION = "93";

    TracedFunction(Construct scope, String id, Settings settings, FunctionProps props) {
        super(scope, id, settings, props, settings.tracing() ? tracingVariables(scope, settings, props) : Map.of());
        if (settings.tracing()) {
            function().addLayers(layer("Tracer", TRACER_LAYER), layer("Extension", extensionLayer(settings)));
            allow(DatadogApiKey.secretArn(Stack.of(this)), "secretsmanager:GetSecretValue");
        }
    }

    private static Map<String, String> tracingVariables(Construct scope, Settings settings, FunctionProps props) {
        Map<String, String> variables = new TreeMap<>();
        variables.put("AWS_LAMBDA_EXEC_WRAPPER", "/opt/datadog_wrapper");
        variables.put("DD_API_KEY_SECRET_ARN", DatadogApiKey.secretArn(Stack.of(scope)));
        variables.put("DD_SITE", settings.datadogSite());
        variables.put("DD_SERVICE", props.service());
        variables.put("DD_ENV", settings.environment());
        variables.put("DD_VERSION", settings.version());
        variables.put("DD_LOGS_INJECTION", "true");
        // Requests and answers are customers' data; a trace needs none of it.
        variables.put("DD_CAPTURE_LAMBDA_PAYLOAD", "false");
        // Spans that the functions make through the OpenTelemetry API join the tracer's.
        variables.put("DD_TRACE_OTEL_ENABLED", "true");
        // Calls to AWS belong to the service that makes them, not to services named "sns" or "java-aws-sdk".
        variables.put("DD_TRACE_REMOVE_INTEGRATION_SERVICE_NAMES_ENABLED", "true");
        if (props.trigger() == Trigger.HTTP_API) {
            // Without it the span of the API is filed under the API's generated host name. Queues, topics and buses
            // need
            // no such mapping: their spans are filed under the names that they have in the templates.
            variables.put("DD_SERVICE_MAPPING", "lambda_api_gateway:" + props.service());
        }
        variables.putAll(props.tracerSettings());
        return variables;
    }

    private static String extensionLayer(Settings settings) {
        String name = switch (settings.architecture()) {
            case X86_64 -> "Datadog-Extension:";
            case ARM64 -> "Datadog-Extension-ARM:";
        };
        return name + EXTENSION_VERSION;
    }

    private ILayerVersion layer(String id, String nameAndVersion) {
        String arn =
                "arn:%s:lambda:%s:%s:layer:%s".formatted(Aws.PARTITION, Aws.REGION, DATADOG_ACCOUNT, nameAndVersion);
        return LayerVersion.fromLayerVersionArn(this, id, arn);
    }
}
