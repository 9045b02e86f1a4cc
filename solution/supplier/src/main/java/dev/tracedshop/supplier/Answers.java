package dev.tracedshop.supplier;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** Writes the supplier's answers as API Gateway's HTTP API takes them. */
final class Answers {

    private static final JsonFactory JSON = new JsonFactory();

    private Answers() {}

    static APIGatewayV2HTTPResponse quote(Quote quote) {
        return answer(200, json -> {
            json.writeStringField("quoteId", quote.quoteId().toString());
            json.writeNumberField("quantity", quote.quantity());
            json.writeNumberField("unitPrice", quote.unitPrice());
            json.writeNumberField("deliverySeconds", quote.deliverySeconds());
        });
    }

    static APIGatewayV2HTTPResponse message(int status, String message) {
        return answer(status, json -> json.writeStringField("message", message));
    }

    private static APIGatewayV2HTTPResponse answer(int status, Fields fields) {
        StringWriter body = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(body)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("An answer could not be written in memory", e);
        }
        return APIGatewayV2HTTPResponse.builder()
                .withStatusCode(status)
                .withHeaders(Map.of("Content-Type", "application/json"))
                .withBody(body.toString())
                .build();
    }

    @FunctionalInterface
    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }
}
