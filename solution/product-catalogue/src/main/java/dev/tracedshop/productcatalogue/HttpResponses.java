package dev.tracedshop.productcatalogue;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.tracedshop.events.Json;
import dev.tracedshop.tracing.Spans;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the responses of the HTTP API; each body is {@code {data, message, success}}, as everywhere in the shop. */
final class HttpResponses {

    private HttpResponses() {}

    /** Answers 202: the catalogue is stored, and its products are created in a while. */
    static APIGatewayV2HTTPResponse accepted(String name, int bytes) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("name", name);
        data.put("bytes", bytes);
        return response(202, data, List.of("Accepted"), true);
    }

    /** Answers with a refusal: 400 or 413, and why. */
    static APIGatewayV2HTTPResponse refused(int status, List<String> reasons) {
        return response(status, null, reasons, false);
    }

    /** Answers 500, with the trace to look for. */
    static APIGatewayV2HTTPResponse fault(Context context) {
        String trace = Spans.traceId();
        String message = "Something went wrong here, and it is not your request. To find out what, look for "
                + (trace.isEmpty() ? "request " + context.getAwsRequestId() : "trace " + trace)
                + " in the traces and logs";
        return response(500, null, List.of(message), false);
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
                // A reason may quote half a surrogate pair, which no UTF-8 can hold.
                .withBody(new String(Json.write(body).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .build();
    }
}
