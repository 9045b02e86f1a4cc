package dev.tracedshop.local.engine;

import dev.tracedshop.local.http.LoopbackServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A running DynamoDB engine, in memory. */
public final class Dynoxide implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    private final Leash process;
    private final URI uri;

    private Dynoxide(Leash process, URI uri) {
        this.process = process;
        this.uri = uri;
    }

    /**
     * Starts the engine and waits until it takes connections.
     *
     * @param program the engine's program
     * @param work a directory for its log
     */
    public static Dynoxide start(Path program, Path work) {
        Path log = work.resolve("dynoxide.log");
        // Another program may take the port between our look and the engine's start; then the engine ends at once, and
        // the next port is tried.
        for (int attempt = 1; attempt <= 3; attempt++) {
            int port = freePort();
            try {
                Leash process = Leash.start(
                        List.of(program.toString(), "serve", "--host", "127.0.0.1", "--port", Integer.toString(port)),
                        work,
                        Map.of(),
                        log);
                URI uri = URI.create("http://127.0.0.1:" + port + "/");
                if (awaitPort(port, process) && isNew(uri) && process.isAlive()) {
                    return new Dynoxide(process, uri);
                }
                process.close();
            } catch (IOException e) {
                throw new EngineException("Cannot start the DynamoDB engine " + program + ": " + e.getMessage(), e);
            }
        }
        throw new EngineException("The DynamoDB engine does not start. It says:\n" + tail(log));
    }

    private static boolean awaitPort(int port, Leash process) {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(LoopbackServer.address(), port), 500);
                return true;
            } catch (IOException e) {
                LockSupport.parkNanos(
                        Duration.ofMillis(5).toNanos()); // Not listening yet; there is nothing to be told by.
            }
        }
        return false;
    }

    /**
     * Makes a call of the engine's in our own name. It wants a signature and does not check it.
     *
     * @param engine the engine's address
     * @param operation for example {@code CreateTable}
     * @param body the request as JSON
     */
    public static HttpRequest request(URI engine, String operation, String body) {
        return call(engine, "DynamoDB_20120810." + operation, body);
    }

    /**
     * Makes a call of one of the engine's APIs in our own name.
     *
     * @param target the operation with its prefix, for example {@code DynamoDBStreams_20120810.GetRecords}
     */
    public static HttpRequest call(URI engine, String target, String body) {
        return HttpRequest.newBuilder(engine)
                .timeout(START_LIMIT)
                .header("X-Amz-Target", target)
                .header("Content-Type", "application/x-amz-json-1.0")
                .header("X-Amz-Date", "20260101T000000Z")
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    /** Another shop's engine may have taken the port: a new one has no tables. */
    private static boolean isNew(URI uri) throws IOException {
        try {
            String body = HttpClient.newHttpClient()
                    .send(request(uri, "ListTables", "{}"), HttpResponse.BodyHandlers.ofString())
                    .body();
            return body.replaceAll("\\s", "").contains("\"TableNames\":[]");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, LoopbackServer.address())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new EngineException("No free port on 127.0.0.1: " + e.getMessage(), e);
        }
    }

    static String tail(Path log) {
        try {
            return Files.readString(log).strip();
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    /** Returns the engine's address. */
    public URI uri() {
        return uri;
    }

    @Override
    public void close() {
        process.close();
    }
}
