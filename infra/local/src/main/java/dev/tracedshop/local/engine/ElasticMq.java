package dev.tracedshop.local.engine;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.tracedshop.local.assembly.Place;
import java.net.URI;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.scaladsl.Http;
import org.elasticmq.RelaxedSQSLimits$;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/**
 * A running SQS engine, in memory.
 *
 * <p>It runs in this process: nothing of what it brings is also brought by another part, and a process of its own would cost a second and
 * 200 MB more and could outlive this one. It is asked over HTTP all the same, since that is the interface which it keeps stable.
 */
public final class ElasticMq implements AutoCloseable {
    // The engine's own limits are older than AWS's; ours stand in front of it.
    private static final Config CONFIG = ConfigFactory.parseString("""
            pekko.loglevel = WARNING
            pekko.stdout-loglevel = OFF
            pekko.loggers = ["org.apache.pekko.event.slf4j.Slf4jLogger"]
            pekko.daemonic = on
            pekko.coordinated-shutdown.run-by-jvm-shutdown-hook = off
            # A connection that closes between two calls would make the next one fail.
            pekko.http.server.idle-timeout = infinite
            pekko.http.server.request-timeout = 60 s
            """);

    // Held, for the platform forgets the level of a logger that nobody holds.
    private static final List<Logger> LOGS =
            List.of(Logger.getLogger("org.elasticmq"), Logger.getLogger("org.apache.pekko"));

    private final ActorSystem actors;
    private final SQSRestServer server;
    private final URI uri;

    private ElasticMq(ActorSystem actors, SQSRestServer server, URI uri) {
        this.actors = actors;
        this.server = server;
        this.uri = uri;
    }

    /**
     * Starts the engine and waits until it takes connections.
     *
     * @param place the region and account of its ARNs
     */
    public static ElasticMq start(Place place) {
        LOGS.forEach(log -> log.setLevel(Level.WARNING));
        ActorSystem actors = ActorSystem.create(
                "elasticmq",
                CONFIG.withFallback(ConfigFactory.load(ElasticMq.class.getClassLoader())),
                ElasticMq.class.getClassLoader());
        try {
            SQSRestServer server = SQSRestServerBuilder.withActorSystem(actors)
                    .withInterface("127.0.0.1")
                    .withDynamicPort()
                    .withAWSRegion(place.region())
                    .withAWSAccountId(place.account())
                    .withSQSLimits(RelaxedSQSLimits$.MODULE$)
                    .start();
            Http.ServerBinding binding = server.waitUntilStarted();
            return new ElasticMq(
                    actors,
                    server,
                    URI.create("http://127.0.0.1:" + binding.localAddress().getPort() + "/"));
        } catch (RuntimeException e) {
            var unused = actors.terminate();
            throw new EngineException("The SQS engine does not start: " + e.getMessage(), e);
        }
    }

    /** Returns its address. */
    public URI uri() {
        return uri;
    }

    @Override
    public void close() {
        server.stopAndWait();
        var unused = actors.terminate();
    }
}
