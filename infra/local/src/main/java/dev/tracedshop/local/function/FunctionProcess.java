package dev.tracedshop.local.function;

import dev.tracedshop.local.Quiet;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One process of a function: Lambda's execution environment. Guarded by its function's lock where not said otherwise. */
final class FunctionProcess {
    /** A function that prints without end must not fill this machine's memory; CloudWatch would bill it instead. */
    private static final int MAX_LINES_PER_INVOCATION = 10_000;

    private static final int MAX_CHARACTERS_PER_INVOCATION = 1 << 20;

    final String id;
    final boolean early;
    final boolean givesArchive;
    private final FunctionDefinition function;
    private final FunctionListener listener;
    private final Process process;
    private final Instant startedAt = Instant.now();
    /** Who writes: the first. The next one may be handed its event before the first one's last lines have been read. */
    private final Deque<String> writers = new ConcurrentLinkedDeque<>();

    /** What is yet to be read, in the order of the invocations: a retry has the id of its first attempt. */
    private final Queue<ExpectedOutput> outputs = new ConcurrentLinkedQueue<>();

    private final CompletableFuture<Void> outputEnded = new CompletableFuture<>();
    private long keptLines;
    private long keptCharacters;
    private long droppedLines;

    private record ExpectedOutput(String requestId, CompletableFuture<Void> read) {}

    boolean ready;
    boolean closed;
    boolean retired;
    boolean invoked;
    boolean answered;
    boolean frozen;
    boolean keptAwake;
    Quiet.@Nullable Activity settling;

    @Nullable
    Invocation current;

    /** When the current invocation's event was handed over; null if it was not, or not yet. */
    volatile @Nullable Instant handedOverAt;

    private FunctionProcess(
            String id,
            boolean early,
            boolean givesArchive,
            FunctionDefinition function,
            FunctionListener listener,
            Process process) {
        this.id = id;
        this.early = early;
        this.givesArchive = givesArchive;
        this.function = function;
        this.listener = listener;
        this.process = process;
    }

    static FunctionProcess start(
            String id,
            boolean early,
            FunctionDefinition function,
            FunctionListener listener,
            ProcessCommand command,
            String runtimeApi)
            throws IOException {
        listener.initStarted(function, id, Instant.now());
        List<String> commandLine = command.commandLine(function);
        ProcessBuilder builder = new ProcessBuilder(commandLine).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(command.environment(function, id, runtimeApi));
        // Standard input stays open and empty: its end tells the process that this one is gone.
        FunctionProcess started = new FunctionProcess(
                id, early, ClassDataArchives.isPossibleWith(commandLine), function, listener, builder.start());
        Thread reader = new Thread(
                new OutputReader(started.process.getInputStream(), started.new Output()),
                "output-of-" + function.name());
        reader.setDaemon(true);
        reader.start();
        return started;
    }

    private final class Output implements OutputReader.Sink {
        @Override
        public void line(String line) {
            if (ClassDataArchives.isReportOfDump(line)) {
                return;
            }
            if (keptLines >= MAX_LINES_PER_INVOCATION || keptCharacters >= MAX_CHARACTERS_PER_INVOCATION) {
                droppedLines++;
                return;
            }
            keptLines++;
            keptCharacters += line.length();
            listener.wrote(function, writers.peekFirst(), Instant.now(), line);
        }

        @Override
        public void endOf(String requestId) {
            tellDropped();
            writers.remove(requestId);
            outputs.stream()
                    .filter(output -> output.requestId().equals(requestId))
                    .findFirst()
                    .ifPresent(output -> {
                        outputs.remove(output);
                        output.read().complete(null);
                    });
        }

        @Override
        public void end() {
            tellDropped();
            outputEnded.complete(null);
            outputs.forEach(output -> output.read().complete(null));
        }

        private void tellDropped() {
            if (droppedLines > 0) {
                String text = "(" + droppedLines + " more lines were written and are not kept)";
                listener.wrote(function, writers.peekFirst(), Instant.now(), text);
            }
            keptLines = 0;
            keptCharacters = 0;
            droppedLines = 0;
        }
    }

    /** Notes whose output comes next, and returns a future that completes when all of it has been read. */
    CompletableFuture<Void> expectOutput(String requestId) {
        ExpectedOutput output = new ExpectedOutput(requestId, new CompletableFuture<>());
        outputs.add(output);
        writers.addLast(requestId);
        if (outputEnded.isDone()) {
            output.read().complete(null);
        }
        return output.read();
    }

    /** Notes that nothing more happens to it between two events. */
    void settled() {
        if (settling != null) {
            settling.close();
            settling = null;
        }
    }

    boolean worksOn(Invocation invocation) {
        return current != null && current.requestId().equals(invocation.requestId());
    }

    Duration age() {
        return Duration.between(startedAt, Instant.now());
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    CompletableFuture<Integer> onExit() {
        // The exit is told only when all that the process wrote has been read.
        return process.onExit().thenCombine(outputEnded, (ended, ignored) -> ended.exitValue());
    }

    void kill() {
        process.destroyForcibly();
    }

    void awaitEnd(Duration limit) throws InterruptedException {
        process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }
}
