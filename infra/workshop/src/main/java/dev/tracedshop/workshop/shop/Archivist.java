package dev.tracedshop.workshop.shop;

import dev.tracedshop.local.LocalRuntime;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Takes class-data archives in the background while a shop is at rest, so that its functions start faster the next time. */
public final class Archivist implements AutoCloseable {
    private static final long LOOK_EVERY_SECONDS = 3;

    private final LocalRuntime runtime;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "archivist");
        thread.setDaemon(true);
        return thread;
    });

    public Archivist(LocalRuntime runtime) {
        this.runtime = runtime;
    }

    /** Begins to look. */
    public void start() {
        var unused = timer.scheduleWithFixedDelay(this::look, LOOK_EVERY_SECONDS, LOOK_EVERY_SECONDS, TimeUnit.SECONDS);
    }

    private void look() {
        if (!runtime.quiet().pending().isEmpty() || !runtime.functions().lackArchives()) {
            return;
        }
        try {
            int unusedCount = runtime.functions().archive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
