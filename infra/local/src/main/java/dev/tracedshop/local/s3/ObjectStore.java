package dev.tracedshop.local.s3;

import dev.tracedshop.local.engine.EngineException;
import dev.tracedshop.local.engine.S3Mock;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The S3 engine of a shop: started when it is needed first, and again when it has died since. The objects go with the shop. */
public final class ObjectStore implements AutoCloseable {
    private final S3Mock.Location location;
    private final Path work;
    private final List<String> buckets;
    private @Nullable S3Mock engine;
    private volatile @Nullable Thread starter;
    private volatile boolean closed;

    /**
     * @param location where the engine is
     * @param work a directory for its log and its objects
     * @param buckets the buckets that the templates declare
     */
    public ObjectStore(S3Mock.Location location, Path work, List<String> buckets) {
        this.location = location;
        this.work = work;
        this.buckets = List.copyOf(buckets);
    }

    /**
     * Returns the address of the running engine; whoever comes while it starts waits.
     *
     * @throws EngineException when it does not start
     */
    public synchronized URI uri() {
        if (closed) {
            throw new EngineException("The S3 engine has been stopped with the shop.");
        }
        S3Mock running = engine;
        if (running == null || !running.isAlive()) {
            if (running != null) {
                System.err.println("The S3 engine has ended; another one takes its place and its objects.");
                running.close();
            }
            starter = Thread.currentThread();
            try {
                running = S3Mock.start(location, work, buckets);
            } finally {
                starter = null;
            }
            engine = running;
        }
        return running.uri();
    }

    /** Starts the engine beside everything else, for somebody is about to need it. */
    void begin() {
        Thread thread = new Thread(
                () -> {
                    try {
                        uri();
                    } catch (EngineException e) {
                        // Whoever needs it tries again, and is told.
                    }
                },
                "s3-engine");
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns the buckets that there are. */
    List<String> buckets() {
        return buckets;
    }

    @Override
    public void close() {
        closed = true;
        Thread starting = starter;
        if (starting != null) {
            starting.interrupt();
        }
        synchronized (this) {
            if (engine != null) {
                engine.close();
                S3Mock.forget(work);
            }
        }
    }
}
