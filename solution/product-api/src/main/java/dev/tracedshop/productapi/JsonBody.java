package dev.tracedshop.productapi;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import dev.tracedshop.events.Json;
import dev.tracedshop.events.JsonObject;
import dev.tracedshop.events.MalformedJsonException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Reads the body of a request, which API Gateway hands over as text or in base64. */
final class JsonBody {

    private JsonBody() {}

    /**
     * Reads the body as a JSON object.
     *
     * @throws BadRequestException if it is anything else, saying why
     */
    static JsonObject of(APIGatewayV2HTTPEvent event) {
        String body = event.getBody();
        if (body == null || body.isBlank()) {
            throw refusal("The body is missing; it must be a JSON object");
        }
        try {
            return Json.readObject(event.getIsBase64Encoded() ? decode(body) : body);
        } catch (MalformedJsonException e) {
            throw refusal("The body is not a JSON object: " + e.getMessage());
        }
    }

    private static String decode(String body) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(body);
        } catch (IllegalArgumentException e) {
            throw refusal("The body is not valid base64: " + e.getMessage());
        }
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        try {
            // A decoder of its own reports wrong bytes; new String(bytes, UTF_8) would replace them without a word.
            return StandardCharsets.UTF_8.newDecoder().decode(rest).toString();
        } catch (CharacterCodingException e) {
            throw refusal("The body is not valid UTF-8: byte " + rest.position() + " cannot be read");
        }
    }

    private static BadRequestException refusal(String reason) {
        return new BadRequestException(List.of(reason));
    }
}
