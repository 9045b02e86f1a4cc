package dev.tracedshop.productapi;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import dev.tracedshop.events.Json;
import dev.tracedshop.events.JsonObject;
import dev.tracedshop.testing.Invocation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls a function as Lambda does for API Gateway: event and response pass through Lambda's own JSON. */
final class ApiGateway {

    private final RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> function;

    ApiGateway(RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> function) {
        this.function = function;
    }

    Answer call() {
        return call(Map.of());
    }

    Answer withProductId(String productId) {
        return call(Map.of("pathParameters", Map.of("productId", productId)));
    }

    Answer withBody(String body) {
        return call(Map.of("body", body, "isBase64Encoded", false));
    }

    Answer withBytes(byte[] body) {
        return call(Map.of("body", Base64.getEncoder().encodeToString(body), "isBase64Encoded", true));
    }

    Answer call(Map<String, ?> fields) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("version", "2.0");
        event.put("rawQueryString", "");
        event.put("headers", Map.of("content-type", "application/json"));
        event.putAll(fields);
        PojoSerializer<APIGatewayV2HTTPEvent> reader =
                LambdaEventSerializers.serializerFor(APIGatewayV2HTTPEvent.class, ApiGateway.class.getClassLoader());
        PojoSerializer<APIGatewayV2HTTPResponse> writer =
                LambdaEventSerializers.serializerFor(APIGatewayV2HTTPResponse.class, ApiGateway.class.getClassLoader());
        APIGatewayV2HTTPEvent request =
                reader.fromJson(new ByteArrayInputStream(Json.write(event).getBytes(StandardCharsets.UTF_8)));
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        writer.toJson(function.handleRequest(request, new Invocation()), response);
        return Answer.of(Json.readObject(response.toString(StandardCharsets.UTF_8)));
    }

    /** Holds a response as a client sees it; {@code text} is the body as it was sent. */
    record Answer(int status, @Nullable Object data, List<?> message, boolean success, String text) {

        static Answer of(JsonObject response) {
            if (!"application/json".equals(response.object("headers").string("Content-Type"))) {
                throw new AssertionError("The response is not application/json");
            }
            String text = response.string("body");
            if (!(Json.read(text) instanceof Map<?, ?> body)
                    || !(body.get("message") instanceof List<?> message)
                    || !(body.get("success") instanceof Boolean success)
                    || !body.containsKey("data")
                    || body.size() != 3) {
                throw new AssertionError("The body is not {data, message, success}: " + text);
            }
            return new Answer((int) response.whole("statusCode"), body.get("data"), message, success, text);
        }

        /** Returns a field of {@code data}. */
        @Nullable
        Object field(String name) {
            return data instanceof Map<?, ?> fields ? fields.get(name) : null;
        }
    }
}
