package dev.tracedshop.workshop.transport;

import com.sun.net.httpserver.HttpExchange;
import dev.tracedshop.local.Quiet;
import dev.tracedshop.local.http.LoopbackServer;
import java.io.IOException;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Does what an extension of Lambda does for telemetry: it takes spans at once, on the function's own machine, and sends them on when the
 * function has answered. Lambda freezes a machine only when its extensions have finished as well, so here the shop is not at rest before.
 */
final class LocalExtension implements AutoCloseable {
    private static final int LIMIT = 10 * 1024 * 1024;

    private final URI collector;
    private final Posting posting = new Posting();
    private final Queue<Taken> taken = new ConcurrentLinkedQueue<>();
    private final ExecutorService sender = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "extension-sender");
        thread.setDaemon(true);
        return thread;
    });
    private final LoopbackServer server;
    private volatile @Nullable Quiet quiet;
    private volatile @Nullable IOException problem;

    private record Taken(String path, String type, byte[] body, Quiet.Activity activity) {}

    /** Starts one that sends on to a collector. */
    LocalExtension(URI collector) {
        this.collector = collector;
        this.server = LoopbackServer.start("extension", 0, this::take);
    }

    URI uri() {
        return server.uri();
    }

    /** Says who is to know that it is still at work. */
    void workIn(Quiet shop) {
        quiet = shop;
    }

    private void take(HttpExchange exchange) throws IOException {
        Quiet known = quiet;
        byte[] body = LoopbackServer.read(exchange, LIMIT);
        if (body == null || known == null) {
            LoopbackServer.send(exchange, body == null ? 413 : 503, new byte[0]);
            return;
        }
        String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
        taken.add(new Taken(exchange.getRequestURI().getPath(), type, body, known.begin("spans in the extension")));
        exchange.getResponseHeaders().set("Content-Type", type);
        LoopbackServer.send(exchange, 200, new byte[0]);
    }

    /** Is told that the function has answered. */
    void answered() {
        sender.execute(this::send);
    }

    private void send() {
        for (Taken next = taken.poll(); next != null; next = taken.poll()) {
            try {
                int status = posting.post(collector.resolve(next.path()), next.type(), next.body());
                if (status != 200) {
                    throw new IOException("the collector answered " + status);
                }
            } catch (IOException e) {
                problem = e;
            } finally {
                next.activity().close();
            }
        }
    }

    /** Returns what kept it from sending on what it had taken, if anything did. */
    @Nullable
    IOException problem() {
        return problem;
    }

    @Override
    public void close() {
        server.close();
        sender.shutdownNow();
    }
}
