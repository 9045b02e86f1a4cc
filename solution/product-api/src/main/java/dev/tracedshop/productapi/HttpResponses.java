package dev.tracedshop.productapi;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.tracedshop.events.Json;
import dev.tracedshop.tracing.Log;
import dev.tracedshop.tracing.Spans;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the responses of the HTTP API; each body is {@code {data, message, success}}. */
public final class HttpResponses {

    private static final Log LOG = new Log(HttpResponses.class);

    private HttpResponses() {}

    /**
     * Returns the response that {@code work} makes. This is the one place where a fault of ours becomes an answer: a
     * {@link BadRequestException} is answered with 400 and its reasons, any other exception is recorded on the current
     * span, logged, and answered with 500 and the trace to look for.
     */
    public static APIGatewayV2HTTPResponse answer(Context context, Supplier<APIGatewayV2HTTPResponse> work) {
        try {
            return work.get();
        } catch (BadRequestException e) {
            return response(400, null, e.reasons(), false);
        } catch (RuntimeException e) {
            Spans.record(e);
            LOG.error("request failed", e, Map.of("aws.request_id", context.getAwsRequestId()));
            return response(500, null, List.of(fault(context)), false);
        }
    }

    /** Answers 200 with a product. */
    public static APIGatewayV2HTTPResponse ok(Product product) {
        return response(200, product.toJson(), List.of("OK"), true);
    }

    /** Answers 404: there is no such product. */
    public static APIGatewayV2HTTPResponse notFound() {
        return response(404, null, List.of("Product not found"), false);
    }

    static APIGatewayV2HTTPResponse list(List<Product> products) {
        return response(200, products.stream().map(Product::toJson).toList(), List.of("OK"), true);
    }

    static APIGatewayV2HTTPResponse created(Product product) {
        return response(201, product.toJson(), List.of("OK"), true);
    }

    static APIGatewayV2HTTPResponse unchanged(Product product) {
        return response(200, product.toJson(), List.of("No updates required"), true);
    }

    static APIGatewayV2HTTPResponse deleted() {
        return response(200, null, List.of("OK"), true);
    }

    static APIGatewayV2HTTPResponse conflict(String reason) {
        return response(409, null, List.of(reason), false);
    }

    private static String fault(Context context) {
        String trace = Spans.traceId();
        return "Something went wrong here, and it is not your request. To find out what, look for "
                + (trace.isEmpty() ? "request " + context.getAwsRequestId() : "trace " + trace)
                + " in the traces and logs";
    }

    private static APIGatewayV2HTTPResponse response(
            int status, @Nullable Object data, List<String> message, boolean success) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("data", data);
        body.put("message", message);
        body.put("success", success);
        return APIGatewayV2HTTPResponse.builder()
                .withStatusCode(status)
                .withHeaders(Map.of("Content-Type", "application/json"))
                .withBody(sendable(Json.write(body)))
                .build();
    }

    /** Replaces half surrogate pairs, which a reason may quote from a request and which no UTF-8 can hold. */
    private static String sendable(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
