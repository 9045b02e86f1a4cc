package dev.tracedshop.cdk;

import dev.tracedshop.cdk.FunctionProps.Trigger;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.services.apigatewayv2.HttpMethod;
import software.amazon.awscdk.services.ssm.StringParameter;
import software.constructs.Construct;

/**
 * The supplier: another company, which the shop only knows by its HTTP API.
 *
 * <p>It traces with OpenTelemetry's SDK, set up in its own code: no layer, and nothing that the shop's tracing settings
 * turn on or off.
 */
final class SupplierStack extends ShopStack {
    private static final String SERVICE = "supplier";

    SupplierStack(Construct scope, String id, Settings settings, ParameterNames parameters, SolutionFiles solution) {
        super(scope, id, settings, SERVICE, false, "the supplier, which stands in for another company");
        StringParameter behaviour = StringParameter.Builder.create(this, "Behaviour")
                .parameterName(parameters.supplierBehaviour().path())
                .description("How the supplier behaves: normal, slow, unsteady, failing or rejecting")
                .allowedPattern("^(normal|slow|unsteady|failing|rejecting)$")
                .stringValue("normal")
                .build();
        CfnParameter collector = CfnParameter.Builder.create(this, "SupplierOtlpEndpoint")
                .type("String")
                .description("Base URL to which the supplier sends its spans, OTLP over HTTP; empty: it sends none")
                .defaultValue("")
                .allowedPattern("^(https?://[^/].*)?$")
                .constraintDescription("must be a URL such as https://collector.example:4318, or empty")
                .build();

        PlainFunction quote = new PlainFunction(
                this,
                "SupplierQuote",
                settings,
                new FunctionProps(
                        "supplier-quote",
                        SERVICE,
                        "dev.tracedshop.supplier.SupplierQuote",
                        solution.packageOf(SERVICE),
                        Trigger.HTTP_API,
                        environment(settings, behaviour, collector)));
        quote.allow(behaviour.getParameterArn(), "ssm:GetParameter");

        ThrottledHttpApi api = new ThrottledHttpApi(
                this,
                "HttpApi",
                settings,
                SERVICE,
                "The supplier's quotes",
                "Unauthenticated on purpose: the supplier is made up, gives nothing away but made-up quotes, and is throttled.");
        api.route(HttpMethod.GET, "/quotes/{productId}", quote);
        parameters.supplierUrl().publish(this, "Url", api.endpoint());

        CfnOutput.Builder.create(this, "SupplierEndpoint")
                .description("Where the supplier's HTTP API answers")
                .value(api.endpoint())
                .build();
    }

    private static Map<String, String> environment(
            Settings settings, StringParameter behaviour, CfnParameter collector) {
        Map<String, String> environment = new TreeMap<>(Map.of(
                "BEHAVIOUR_PARAMETER",
                behaviour.getParameterName(),
                "OTEL_SERVICE_NAME",
                SERVICE,
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                collector.getValueAsString()));
        if (!settings.supplierTransport().equals(Settings.DEFAULT_TRANSPORT)) {
            environment.put("TELEMETRY_TRANSPORT", settings.supplierTransport());
        }
        return environment;
    }
}
