package dev.tracedshop.local.testing;

import com.sun.net.httpserver.HttpExchange;
import dev.tracedshop.local.http.LoopbackServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Stands where Datadog's extension and its trace intake would, and notes what comes. */
public final class DatadogRecorder implements AutoCloseable {
    /**
     * A request.
     *
     * @param path the path
     * @param requestId the Lambda request id that it names, or empty
     * @param body the body, each byte as one character
     */
    public record Received(String path, String requestId, String body) {}

    private final List<Received> received = new ArrayList<>();
    private final LoopbackServer server = LoopbackServer.start("datadog", 0, this::answer);

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
        String requestId = exchange.getRequestHeaders().getFirst("lambda-runtime-aws-request-id");
        synchronized (received) {
            received.add(new Received(path, requestId == null ? "" : requestId, body));
        }
        String answer = path.equals("/info")
                ? "{\"endpoints\":[\"/v0.4/traces\"]}"
                : path.endsWith("/traces") ? "{\"rate_by_service\":{\"service:,env:\":1.0}}" : "{}";
        LoopbackServer.respond(exchange, 200, "application/json", answer.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the intake's address. */
    public URI intake() {
        return server.uri();
    }

    /** Returns the extension's address, to which a function's name is added. */
    public URI extensions() {
        return URI.create(server.uri() + "/functions");
    }

    /** Returns all requests but those that only ask what the intake can do. */
    public List<Received> received() {
        synchronized (received) {
            return received.stream().filter(one -> !one.path().equals("/info")).toList();
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
