package dev.tracedshop.supplier;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * Answers {@code GET /quotes/{productId}}: 200 with {@code {quoteId, quantity, unitPrice, deliverySeconds}}.
 *
 * <p>A failure has the body {@code {message}}: 400 without a product's id, 503 when the supplier shall fail, 500 when
 * it cannot find out how to behave.
 */
public final class SupplierQuote implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

    /** How late a slow supplier is; its customers wait 4 seconds. */
    static final Duration SLOWNESS = Duration.ofSeconds(6);

    private final Telemetry telemetry;
    private final BehaviourSource behaviour;
    private final Pause pause;
    private boolean coldStart = true;
    private Behaviour last = Behaviour.NORMAL;
    // How many requests in a row met the last behaviour. Lambda gives a process one request at a time.
    private long requests;

    /** Makes the function as Lambda does; {@link Settings} says which environment variables it reads. */
    public SupplierQuote() {
        this(Settings.of(System.getenv()));
    }

    private SupplierQuote(Settings settings) {
        this(
                new Telemetry(settings),
                new ParameterBehaviour(client(settings), settings.behaviourParameter()),
                Pause::sleep);
    }

    SupplierQuote(Telemetry telemetry, BehaviourSource behaviour, Pause pause) {
        this.telemetry = telemetry;
        this.behaviour = behaviour;
        this.pause = pause;
    }

    @Override
    public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context invocation) {
        Request request = new Request(event, invocation, coldStart);
        coldStart = false;
        return telemetry.serve(Request.SPAN_NAME, request.headers(), request.attributes(), server -> {
            APIGatewayV2HTTPResponse answer = answer(request, server);
            server.setAttribute("http.response.status_code", answer.getStatusCode());
            if (answer.getStatusCode() >= 500) {
                server.setStatus(StatusCode.ERROR);
                server.setAttribute("error.type", String.valueOf(answer.getStatusCode()));
            }
            return answer;
        });
    }

    private APIGatewayV2HTTPResponse answer(Request request, Span server) {
        String productId = request.productId();
        if (productId.isBlank()) {
            return Answers.message(400, "The path must be /quotes/ and the id of a product");
        }
        server.setAttribute("product.id", productId);
        try {
            Behaviour now = lookUpBehaviour();
            requests = now == last ? requests + 1 : 1;
            last = now;
            return now == Behaviour.FAILING
                    ? Answers.message(503, "The supplier gives no quotes at present; try again later")
                    : Answers.quote(workOut(productId, now));
        } catch (RuntimeException e) {
            server.recordException(e);
            return Answers.message(
                    500,
                    e instanceof UnknownBehaviourException
                            ? String.valueOf(e.getMessage())
                            : "The supplier could not find out how to behave: " + e.getMessage());
        }
    }

    private Behaviour lookUpBehaviour() {
        return telemetry.part("behaviour.look_up", SpanKind.CLIENT, span -> {
            Behaviour now = behaviour.current();
            span.setAttribute("supplier.behaviour", now.text());
            return now;
        });
    }

    private Quote workOut(String productId, Behaviour now) {
        return telemetry.part("quote.work_out", SpanKind.INTERNAL, span -> {
            if (now == Behaviour.SLOW || (now == Behaviour.UNSTEADY && requests % 2 == 1)) {
                pause.take(SLOWNESS);
            }
            Quote quote = now == Behaviour.REJECTING ? Quote.of(productId).withoutPieces() : Quote.of(productId);
            span.setAttribute("quote.id", quote.quoteId().toString());
            span.setAttribute("quote.quantity", quote.quantity());
            return quote;
        });
    }

    private static SsmClient client(Settings settings) {
        return SsmClient.builder()
                .region(Region.of(settings.region()))
                .credentialsProvider(EnvironmentVariableCredentialsProvider.create())
                .httpClient(UrlConnectionHttpClient.builder()
                        .connectionTimeout(Duration.ofSeconds(1))
                        .socketTimeout(Duration.ofSeconds(2))
                        .build())
                // Lambda has no profile files; looking for them only takes time.
                .overrideConfiguration(client ->
                        client.defaultProfileFile(ProfileFile.aggregator().build()))
                .build();
    }
}
