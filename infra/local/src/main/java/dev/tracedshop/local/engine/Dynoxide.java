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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * A running DynamoDB engine.
 *
 * <p>Its tables lie in a file, which costs a fraction of a millisecond for each write and lets them outlive the engine's process: when
 * that ends, whoever ended it, it is started again on the same port with the same file. The file is gone with the shop.
 */
public final class Dynoxide implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    /** An engine that ends again and again has a reason that no further start removes. */
    private static final int MOST_STARTS = 20;

    private final Path program;
    private final Path work;
    private final int port;
    private final CompletableFuture<String> failure = new CompletableFuture<>();
    private Leash process;
    private int starts = 1;
    private boolean closed;

    private Dynoxide(Path program, Path work, int port, Leash process) {
        this.program = program;
        this.work = work;
        this.port = port;
        this.process = process;
        watch(process);
    }

    /**
     * Starts the engine and waits until it takes connections.
     *
     * @param program the engine's program
     * @param work a directory for its log and its data
     */
    public static Dynoxide start(Path program, Path work) {
        forget(work);
        // Another program may take the port between our look and the engine's start; then the engine ends at once, and
        // the next port is tried.
        for (int attempt = 1; attempt <= 3; attempt++) {
            int port = freePort();
            try {
                Leash process = launch(program, work, port);
                if (awaitPort(port, process) && isNew(address(port)) && process.isAlive()) {
                    return new Dynoxide(program, work, port, process);
                }
                process.close();
            } catch (IOException e) {
                throw new EngineException("Cannot start the DynamoDB engine " + program + ": " + e.getMessage(), e);
            }
        }
        throw new EngineException("The DynamoDB engine does not start. It says:\n" + tail(log(work)));
    }

    private static Leash launch(Path program, Path work, int port) throws IOException {
        return Leash.start(
                List.of(
                        program.toString(),
                        "serve",
                        "--host",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port),
                        "--db-path",
                        data(work).toString()),
                work,
                Map.of(),
                log(work));
    }

    private void watch(Leash running) {
        var unused = running.onExit().thenRun(this::startAgain);
    }

    private synchronized void startAgain() {
        if (closed) {
            return;
        }
        String why;
        try {
            while (starts++ < MOST_STARTS) {
                process = launch(program, work, port);
                if (awaitPort(port, process)) {
                    System.err.println(
                            "The DynamoDB engine had ended and was started again; its tables are all there.");
                    watch(process);
                    return;
                }
            }
            why = "does not start again, so the tables are lost. It says:\n" + tail(log(work));
        } catch (IOException e) {
            why = "cannot be started again, so the tables are lost: " + e.getMessage();
        }
        failure.complete("The DynamoDB engine ended and " + why);
    }

    /** Returns a future that completes, with what to say about it, if the engine has ended for good. */
    public CompletableFuture<String> failure() {
        return failure;
    }

    private static Path log(Path work) {
        return work.resolve("dynoxide.log");
    }

    private static Path data(Path work) {
        return work.resolve("dynoxide.sqlite");
    }

    private static void forget(Path work) {
        for (String part : List.of("", "-wal", "-shm")) {
            Path file = data(work).resolveSibling(data(work).getFileName() + part);
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new EngineException("Cannot delete " + file + ": " + e.getMessage(), e);
            }
        }
    }

    private static URI address(int port) {
        return URI.create("http://127.0.0.1:" + port + "/");
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
        return address(port);
    }

    @Override
    public void close() {
        Leash last;
        synchronized (this) {
            closed = true;
            last = process;
        }
        last.close();
        forget(work);
    }
}
