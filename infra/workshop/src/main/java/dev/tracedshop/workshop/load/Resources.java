package dev.tracedshop.workshop.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What this process and those that it started hold at a moment.
 *
 * @param heap bytes of the heap of this process that are in use after a collection
 * @param memory bytes of memory that all processes have in use together; 0 where the system does not tell
 * @param files open files of all processes; 0 where the system does not tell
 * @param threads threads of this process
 * @param processes how many processes
 */
record Resources(long heap, long memory, long files, int threads, int processes) {
    private static final Path PROC = Path.of("/proc");

    /** Looks now. */
    static Resources now() {
        // Without it one would see how long ago the last collection was.
        System.gc();
        List<ProcessHandle> all = Stream.concat(
                        Stream.of(ProcessHandle.current()),
                        ProcessHandle.current().descendants())
                .toList();
        return new Resources(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                all.stream().mapToLong(process -> memory(process.pid())).sum(),
                all.stream().mapToLong(process -> files(process.pid())).sum(),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                all.size());
    }

    private static long memory(long pid) {
        Path status = PROC.resolve(pid + "/status");
        if (!Files.exists(status)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .sum();
        } catch (IOException | UncheckedIOException e) {
            return 0; // It has ended since.
        }
    }

    private static long files(long pid) {
        Path open = PROC.resolve(pid + "/fd");
        if (!Files.exists(open)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(open)) {
            return files.count();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }
}
