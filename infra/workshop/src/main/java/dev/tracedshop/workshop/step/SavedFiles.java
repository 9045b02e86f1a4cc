package dev.tracedshop.workshop.step;

import dev.tracedshop.workshop.WorkshopException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices when one of some files is saved. Editors save in several strokes (a new file, a rename, an attribute), so a saving is over when
 * nothing more was heard for a moment. What is saved between two calls is not missed.
 */
public final class SavedFiles implements AutoCloseable {
    private static final long STILL_MILLIS = 200;

    private final WatchService service;
    private final Map<WatchKey, Set<Path>> namesByDirectory = new HashMap<>();

    /** Begins to watch files whose directories exist. */
    public SavedFiles(List<Path> files) {
        try {
            this.service = FileSystems.getDefault().newWatchService();
            for (Path file : files) {
                Path directory = file.toAbsolutePath().getParent();
                Path name = file.getFileName();
                if (directory == null || name == null) {
                    throw new IllegalArgumentException(file + " is no file that could be saved");
                }
                WatchKey key = directory.register(
                        service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
                namesByDirectory
                        .computeIfAbsent(key, ignored -> new HashSet<>())
                        .add(name);
            }
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot watch your files (" + e.getMessage()
                    + "); run ./workshop check without --watch after each change.");
        }
    }

    /** Waits until one of the files was saved and nothing more is heard of it. */
    public void await() throws InterruptedException {
        boolean saved = false;
        while (true) {
            @Nullable WatchKey key = saved ? service.poll(STILL_MILLIS, TimeUnit.MILLISECONDS) : service.take();
            if (key == null) {
                return;
            }
            Set<Path> names = namesByDirectory.getOrDefault(key, Set.of());
            for (WatchEvent<?> event : key.pollEvents()) {
                saved |= event.kind() == StandardWatchEventKinds.OVERFLOW
                        || (event.context() instanceof Path changed && names.contains(changed));
            }
            if (!key.reset()) {
                throw WorkshopException.setup(
                        "The directory of your files is no longer there; ./workshop reset makes it anew.");
            }
        }
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot stop watching your files: " + e.getMessage());
        }
    }
}
