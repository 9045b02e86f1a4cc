package dev.tracedshop.local.handlers;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Prints the event and answers with it. */
public final class Echo implements RequestStreamHandler {
    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        byte[] text = event.readAllBytes();
        if (text.length < 100_000) {
            System.out.write(text);
            System.out.println();
        }
        answer.write(text);
    }
}
