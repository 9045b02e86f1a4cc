package dev.tracedshop.local.engine;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A running S3 engine. It keeps objects in files, so that one that is started after another's end has them still. */
public final class S3Mock implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final Leash process;
    private final URI uri;
    private final List<Integer> ports;

    private S3Mock(Leash process, URI uri, List<Integer> ports) {
        this.process = process;
        this.uri = uri;
        this.ports = ports;
    }

    /**
     * Where the engine is and what it runs with.
     *
     * @param java the program that runs it
     * @param directory where the build has put it: {@code infra/object-store/target}
     */
    public record Location(Path java, Path directory) {}

    /**
     * Starts the engine and waits until it answers.
     *
     * @param files where it is
     * @param work a directory for its log and its objects
     * @param buckets the buckets that it makes where they are not there yet
     * @throws EngineException when it does not start
     */
    public static S3Mock start(Location files, Path work, Collection<String> buckets) {
        Path log = work.resolve("s3mock.log");
        Path libraries = files.directory().resolve("lib");
        if (!Files.isDirectory(libraries)) {
            throw new EngineException(libraries + " is missing; build with ./mvnw verify.");
        }
        // Another program may take the port between our look and the engine's start; then the engine ends at once, and
        // the next port is tried.
        for (int attempt = 1; attempt <= 3 && !Thread.currentThread().isInterrupted(); attempt++) {
            int port = Dynoxide.freePort();
            int spare = Dynoxide.freePort();
            try {
                Files.createDirectories(work);
                Leash process = Leash.start(command(files, libraries, work, buckets, port, spare), work, Map.of(), log);
                URI uri = URI.create("http://127.0.0.1:" + port + "/");
                if (awaitAnswer(uri, process) && process.isAlive()) {
                    return new S3Mock(process, uri, List.of(port, spare));
                }
                process.close();
            } catch (IOException e) {
                throw new EngineException("Cannot start the S3 engine: " + e.getMessage(), e);
            }
        }
        throw new EngineException("The S3 engine does not start. It says:\n" + Dynoxide.tail(log));
    }

    private static List<String> command(
            Location files, Path libraries, Path work, Collection<String> buckets, int port, int spare) {
        return List.of(
                files.java().toString(),
                "-Xmx192m",
                // It lives for a few hundred calls: a quick start is worth more than fast code.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                libraries + File.separator + "*" + File.pathSeparator
                        + files.directory().resolve("classes"),
                "com.adobe.testing.s3mock.S3MockApplication",
                "--spring.main.sources=dev.tracedshop.objectstore.LoopbackOnly",
                "--spring.main.banner-mode=off",
                "--logging.level.root=WARN",
                // The port that is HTTPS otherwise, for only this one can be bound and chosen.
                "--server.address=127.0.0.1",
                "--server.port=" + port,
                "--server.ssl.enabled=false",
                "--http.port=" + spare,
                // A connection that closes between two calls would make the next one fail.
                "--server.tomcat.keep-alive-timeout=-1",
                "--server.tomcat.max-keep-alive-requests=-1",
                "--com.adobe.testing.s3mock.store.root=" + objects(work),
                "--com.adobe.testing.s3mock.store.retain-files-on-exit=true",
                "--com.adobe.testing.s3mock.store.initial-buckets=" + String.join(",", buckets));
    }

    private static boolean awaitAnswer(URI uri, Leash process) {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(1))
                .build();
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build();
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            try {
                String body = client.send(request, HttpResponse.BodyHandlers.ofString())
                        .body();
                return body.contains("ListAllMyBucketsResult");
            } catch (IOException e) {
                LockSupport.parkNanos(
                        Duration.ofMillis(20).toNanos()); // Not listening yet; there is nothing to be told by.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    private static Path objects(Path work) {
        return work.resolve("objects");
    }

    /**
     * Deletes the objects of engines that have ended.
     *
     * @param work the directory that they were started with
     */
    public static void forget(Path work) {
        if (!Files.isDirectory(objects(work))) {
            return;
        }
        try (Stream<Path> files = Files.walk(objects(work))) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                if (!file.toFile().delete()) {
                    file.toFile().deleteOnExit();
                }
            });
        } catch (IOException | UncheckedIOException e) {
            System.err.println("Objects are left over in " + objects(work) + ": " + e.getMessage());
        }
    }

    /** Returns the engine's address. */
    public URI uri() {
        return uri;
    }

    /** Returns the ports on which it listens; the first is that of its address. */
    List<Integer> ports() {
        return ports;
    }

    /** Returns whether it still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.close();
    }
}
