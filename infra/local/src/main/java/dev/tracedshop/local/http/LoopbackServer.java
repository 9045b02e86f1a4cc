package dev.tracedshop.local.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An HTTP server that only this machine can reach. */
public final class LoopbackServer implements AutoCloseable {
    static {
        // Without it every answer waits 40 ms for a delayed acknowledgement. Read once, when the server's classes load.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads;

    /** Answers one request. */
    public interface Handler {
        /** Answers; what it throws is answered with status 500 and its message. */
        void handle(HttpExchange exchange) throws IOException;
    }

    private LoopbackServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Starts to listen; requests are answered from now on.
     *
     * @param name what listens, for thread names and messages
     * @param port the port, or 0 for a free one
     * @throws PortUnavailableException when the port cannot be had
     */
    public static LoopbackServer start(String name, int port, Handler handler) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(address(), port), 0);
            AtomicInteger count = new AtomicInteger();
            ExecutorService threads = Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
                thread.setDaemon(true);
                return thread;
            });
            server.setExecutor(threads);
            server.createContext("/", exchange -> {
                // Two blocks: a resource is closed before its own block's catch.
                try (exchange) {
                    try {
                        handler.handle(exchange);
                    } catch (RuntimeException e) {
                        e.printStackTrace();
                        respond(
                                exchange,
                                500,
                                "text/plain",
                                String.valueOf(e.getMessage()).getBytes(StandardCharsets.UTF_8));
                    }
                }
            });
            server.start();
            return new LoopbackServer(server, threads);
        } catch (BindException e) {
            throw new PortUnavailableException(name, port, e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen on 127.0.0.1 for " + name, e);
        }
    }

    /** Says that a port cannot be had: another program has it, or it is reserved. */
    public static final class PortUnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PortUnavailableException(String name, int port, Throwable cause) {
            super(
                    "Port " + port + ", wanted for " + name + ", cannot be had (" + cause.getMessage()
                            + "). If another program has it, stop that one, or choose another port.",
                    cause);
        }
    }

    /** Returns 127.0.0.1, whatever this machine's name service says. */
    public static InetAddress address() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four bytes are an address", e);
        }
    }

    /** Returns the port it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Returns its address, without a path. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + port());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** Sends a whole answer. */
    public static void respond(HttpExchange exchange, int status, String contentType, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", contentType);
        send(exchange, status, body);
    }

    /** Sends a whole answer with the headers already set. */
    public static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        boolean bodiless = body.length == 0
                || status == 204
                || status == 304
                || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, bodiless ? -1 : body.length);
        if (!bodiless) {
            exchange.getResponseBody().write(body);
        }
    }

    /**
     * Reads a request's body up to a limit. A longer one is read to its end and thrown away: a client that is still writing when the
     * connection closes would see a broken connection and not the answer.
     *
     * @return the body, or null when it is longer
     */
    public static byte @Nullable [] read(HttpExchange exchange, int limit) throws IOException {
        try (InputStream in = exchange.getRequestBody()) {
            byte[] body = in.readNBytes(limit + 1);
            if (body.length > limit) {
                in.transferTo(OutputStream.nullOutputStream());
                return null;
            }
            return body;
        }
    }
}
