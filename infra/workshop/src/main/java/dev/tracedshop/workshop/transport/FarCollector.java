package dev.tracedshop.workshop.transport;

import com.sun.net.httpserver.HttpExchange;
import dev.tracedshop.local.http.LoopbackServer;
import dev.tracedshop.telemetry.Telemetry;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.TraceId;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** A collector that is far away: what it is sent is there at once, and its answer comes late. */
final class FarCollector implements AutoCloseable {
    private static final int LIMIT = 10 * 1024 * 1024;

    private final Telemetry telemetry;
    private final Duration delay;
    private final Posting posting = new Posting();
    private final LoopbackServer server;

    /** Starts one that answers after that time. */
    FarCollector(Duration delay) throws IOException {
        this.telemetry = Telemetry.start();
        this.delay = delay;
        this.server = LoopbackServer.start("far-collector", 0, this::take);
    }

    URI uri() {
        return server.uri();
    }

    /** Returns the spans of a trace that have arrived. */
    List<Span> spans(TraceId trace) {
        return telemetry.store().trace(trace).map(Trace::spans).orElse(List.of());
    }

    private void take(HttpExchange exchange) throws IOException {
        byte[] body = LoopbackServer.read(exchange, LIMIT);
        if (body == null) {
            LoopbackServer.send(exchange, 413, new byte[0]);
            return;
        }
        String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
        int status =
                posting.post(telemetry.intake().resolve(exchange.getRequestURI().getPath()), type, body);
        try {
            Thread.sleep(delay.toMillis());
        } catch (InterruptedException e) {
            // It is being closed: nobody waits for this answer any more.
            Thread.currentThread().interrupt();
        }
        exchange.getResponseHeaders().set("Content-Type", type);
        LoopbackServer.send(exchange, status, new byte[0]);
    }

    @Override
    public void close() {
        server.close();
        telemetry.close();
    }
}
