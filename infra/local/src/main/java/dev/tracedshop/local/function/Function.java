package dev.tracedshop.local.function;

import dev.tracedshop.local.Quiet;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One function: the invocations that wait for it and the processes that work on them.
 *
 * <p>A process is started when an invocation finds none that is free, up to the allowed number; otherwise invocations wait their turn. A
 * process that ends takes its invocation with it, and one that cannot start takes the invocation that asked for it, so that nobody waits
 * forever.
 */
public final class Function implements AutoCloseable {
    /** AWS allows ten seconds; on a slow machine with the tracer that may be too few, and forever is too many. */
    private static final Duration INITIALIZATION_LIMIT = Duration.ofSeconds(60);

    private final FunctionListener listener;
    private final ProcessCommand command;
    private final Quiet quiet;
    private final ScheduledExecutorService timer;
    private final String runtimeApi;
    private final int concurrency;
    private final Freezer freezer;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Invocation> waiting = new ArrayDeque<>();
    private final List<FunctionProcess> processes = new ArrayList<>();
    private FunctionDefinition definition;
    private boolean closed;
    private int started;

    Function(
            FunctionDefinition definition,
            FunctionListener listener,
            ProcessCommand command,
            Quiet quiet,
            ScheduledExecutorService timer,
            String runtimeApi,
            int concurrency,
            Freezer freezer) {
        this.definition = definition;
        this.listener = listener;
        this.command = command;
        this.quiet = quiet;
        this.timer = timer;
        this.runtimeApi = runtimeApi;
        this.concurrency = concurrency;
        this.freezer = freezer;
    }

    /** Returns what the template says of it, with the code that it runs now. */
    public FunctionDefinition definition() {
        lock.lock();
        try {
            return definition;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Invokes the function.
     *
     * @param event the event's JSON
     * @param traceHeader the X-Ray header of the call, or empty
     * @return completes with the outcome, never exceptionally
     */
    public CompletableFuture<Outcome> invoke(byte[] event, String traceHeader) {
        return invoke(UUID.randomUUID().toString(), event, traceHeader);
    }

    /**
     * Invokes the function under an id that the caller chose, as a retry does: it has the id of the first attempt.
     *
     * @param requestId the invocation's id
     * @param event the event's JSON
     * @param traceHeader the X-Ray header of the call, or empty
     * @return completes with the outcome; exceptionally only when the invocation is {@linkplain #withdraw withdrawn}
     */
    public CompletableFuture<Outcome> invoke(String requestId, byte[] event, String traceHeader) {
        Quiet.Activity activity = quiet.begin("invocation of " + definition().name());
        Invocation invocation = new Invocation(
                requestId, event, traceHeader, new CompletableFuture<>(), new CompletableFuture<>(), activity);
        lock.lock();
        try {
            if (closed) {
                // Nobody is told: the function never saw it.
                invocation.result().complete(new Outcome.Exited(invocation.requestId(), 0, null));
                activity.close();
            } else {
                waiting.add(invocation);
                changed.signalAll();
                startWhatIsNeeded();
            }
        } finally {
            lock.unlock();
        }
        return invocation.result();
    }

    /**
     * Takes back an invocation that nobody waits for any longer, unless a process works on it or is being started for it. On AWS it would
     * not be there: a synchronous call that finds the allowed number of processes busy is refused at once. Here it waits, and to work
     * for callers who have given up would make those who still wait give up, too.
     *
     * @return whether it was taken back; its result is then cancelled
     */
    public boolean withdraw(String requestId) {
        lock.lock();
        try {
            Optional<Invocation> withdrawn = waiting.stream()
                    .skip(free())
                    .filter(invocation -> invocation.requestId().equals(requestId))
                    .findFirst();
            withdrawn.ifPresent(invocation -> {
                waiting.remove(invocation);
                timer.execute(() -> invocation.result().cancel(false));
                invocation.activity().close();
            });
            return withdrawn.isPresent();
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether a process of it works on an event. */
    public boolean isBusy() {
        lock.lock();
        try {
            return processes.stream().anyMatch(process -> process.current != null);
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether a process of it has answered an event, and works on the next one or waits for it. */
    public boolean isWarm() {
        lock.lock();
        try {
            return processes.stream().anyMatch(process -> process.answered);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Kills a process as the end of its machine would: one that works on an event if there is one, otherwise one that waits.
     *
     * @return whether there was one
     */
    public boolean kill() {
        lock.lock();
        try {
            Optional<FunctionProcess> one = processes.stream()
                    .filter(process -> process.ready)
                    .max(Comparator.comparing(process -> process.current != null));
            one.ifPresent(FunctionProcess::kill);
            return one.isPresent();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Kills a process that is frozen, as Lambda does without a word when it has no more use for one.
     *
     * @return whether there was one
     */
    public boolean killFrozen() {
        lock.lock();
        try {
            Optional<FunctionProcess> one =
                    processes.stream().filter(process -> process.frozen).findFirst();
            // At once, not when its end is noticed: an event that comes meanwhile must not be handed to it.
            one.ifPresent(process -> end(process, null));
            return one.isPresent();
        } finally {
            lock.unlock();
        }
    }

    /** Lets processes that wait look again at whether they are to be frozen. */
    void freezingChanged() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Starts a process before anything calls the function. */
    public void warm() {
        lock.lock();
        try {
            if (processes.isEmpty() && !closed) {
                start(true);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a process is ready for its first event, or all have ended. */
    public boolean awaitReady(Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lock();
        try {
            while (processes.stream().noneMatch(process -> process.ready)) {
                if (left <= 0 || processes.isEmpty()) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Replaces its code: processes that run the old code end, and the next invocation starts one with the new. */
    public void replace(FunctionDefinition replacement) {
        List<FunctionProcess> old;
        lock.lock();
        try {
            definition = replacement;
            old = new ArrayList<>(processes);
            for (FunctionProcess process : old) {
                if (process.current == null) {
                    end(process, null);
                } else {
                    process.retired = true; // It finishes what it is at.
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether a process of it could give the archive that its package does not have yet. */
    boolean lacksArchive(ClassDataArchives archives) {
        return giver(archives).isPresent();
    }

    /** Takes the archive of its package from a process, if there is none yet and a process can give one. */
    boolean archive(ClassDataArchives archives) throws InterruptedException {
        FunctionProcess giver = giver(archives).orElse(null);
        if (giver == null) {
            return false;
        }
        try {
            keepAwake(giver, true);
            return archives.take(definition(), giver.pid());
        } finally {
            keepAwake(giver, false);
        }
    }

    /** A frozen process writes no archive. */
    private void keepAwake(FunctionProcess process, boolean awake) {
        lock.lock();
        try {
            process.keptAwake = awake;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Finds a process that was started to give an archive and has been through an invocation. */
    private Optional<FunctionProcess> giver(ClassDataArchives archives) {
        lock.lock();
        try {
            if (archives.of(definition).filter(file -> !Files.exists(file)).isEmpty()) {
                return Optional.empty();
            }
            return processes.stream()
                    .filter(process -> process.givesArchive && process.invoked && process.current == null)
                    .findFirst();
        } finally {
            lock.unlock();
        }
    }

    private void startWhatIsNeeded() {
        long free = free();
        while (free < waiting.size() && processes.size() < concurrency && !closed) {
            // One that cannot be started has answered the invocation that asked for it.
            if (start(false)) {
                free++;
            }
        }
    }

    /** Returns how many processes will each take the next invocation that waits. */
    private long free() {
        return processes.stream().filter(process -> process.current == null).count();
    }

    private boolean start(boolean early) {
        String id = definition.name() + "-" + ++started;
        try {
            FunctionProcess process =
                    FunctionProcess.start(id, early, definition, listener, command, runtimeApi + "/" + id);
            processes.add(process);
            var unusedAlarm = timer.schedule(
                    () -> notReadyInTime(process), INITIALIZATION_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            var unused = process.onExit().thenAccept(status -> ended(process, status));
            return true;
        } catch (IOException e) {
            Invocation first = waiting.poll();
            if (first != null) {
                listener.wrote(
                        definition, first.requestId(), Instant.now(), "Cannot start a process: " + e.getMessage());
                finish(first, new Outcome.Exited(first.requestId(), 127, null));
                endWhenTold(first, CompletableFuture.completedFuture(null));
            }
            return false;
        }
    }

    Optional<FunctionProcess> process(String id) {
        lock.lock();
        try {
            return processes.stream().filter(process -> process.id.equals(id)).findFirst();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the next invocation for a process that asks for it.
     *
     * @return the invocation, or empty when the process is to end
     */
    Optional<Invocation> next(FunctionProcess process) throws InterruptedException {
        lock.lock();
        try {
            if (!process.ready) {
                process.ready = true;
                listener.initFinished(definition, process.id, process.age());
                changed.signalAll();
            }
            while (!process.closed && process.isAlive()) {
                if (freezeOrThaw(process)) {
                    Invocation invocation = waiting.poll();
                    if (invocation != null) {
                        handOver(process, invocation);
                        return Optional.of(invocation);
                    }
                    changed.await();
                }
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Freezes a process that waits, or lets it go on when there is something for it to do. That it asks for its next event is the proof
     * that it has read the answer to its last one.
     *
     * @return false if the process was given up, because it is gone or what it does now cannot be known
     */
    private boolean freezeOrThaw(FunctionProcess process) {
        boolean wanted = freezer.isOn() && waiting.isEmpty() && !process.keptAwake;
        try {
            if (wanted && !process.frozen) {
                process.frozen = freezer.stop(process.pid());
            } else if (!wanted && process.frozen) {
                process.frozen = false;
                if (!freezer.goOn(process.pid())) {
                    end(process, null); // Somebody killed it meanwhile; whoever waits gets another one.
                    return false;
                }
            }
            process.settled();
            return true;
        } catch (IllegalStateException e) {
            listener.wrote(definition, null, Instant.now(), e.getMessage() + " It was killed.");
            end(process, null);
            return false;
        }
    }

    private void handOver(FunctionProcess process, Invocation invocation) {
        Instant now = Instant.now();
        process.current = invocation;
        process.handedOverAt = now;
        boolean cold = !process.invoked;
        process.invoked = true;
        CompletableFuture<Void> output = process.expectOutput(invocation.requestId());
        listener.invocationStarted(definition, process.id, invocation.requestId(), now, cold, cold && process.early);
        Duration timeout = definition.timeout();
        ScheduledFuture<?> alarm =
                timer.schedule(() -> timedOut(process, invocation, timeout), timeout.toMillis(), TimeUnit.MILLISECONDS);
        var unused = invocation.result().whenComplete((outcome, failure) -> alarm.cancel(false));
        endWhenTold(invocation, output);
    }

    /** An invocation is over only when whoever waited for its answer has done with it and all its output has been read. */
    private void endWhenTold(Invocation invocation, CompletableFuture<Void> output) {
        FunctionDefinition ran = definition;
        var unused = invocation.told().runAfterBoth(output, () -> {
            listener.invocationOver(ran, invocation.requestId());
            invocation.activity().close();
        });
    }

    /** Takes back an invocation that could not be handed over, because the process went away at that moment. */
    void returned(FunctionProcess process, Invocation invocation) {
        lock.lock();
        try {
            if (process.worksOn(invocation) && !process.closed) {
                end(process, new Outcome.Exited(invocation.requestId(), 0, process.handedOverAt));
            }
        } finally {
            lock.unlock();
        }
    }

    void answered(FunctionProcess process, String requestId, Outcome outcome) {
        lock.lock();
        try {
            Invocation invocation = process.current;
            if (invocation != null && invocation.requestId().equals(requestId)) {
                process.current = null;
                process.answered = true;
                if (freezer.isOn()) {
                    // Nothing is at rest before the process is.
                    process.settling = quiet.begin("freezing of " + process.id);
                }
                finish(invocation, outcome);
                if (process.retired) {
                    end(process, null);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** The function's class could not be initialized: whoever waits first is told so. The process ends by itself. */
    void initializationFailed(FunctionProcess process, Outcome outcome) {
        lock.lock();
        try {
            process.closed = true;
            processes.remove(process);
            Invocation first = waiting.poll();
            if (first != null) {
                var output = process.expectOutput(first.requestId());
                listener.invocationStarted(definition, process.id, first.requestId(), Instant.now(), true, false);
                finish(first, outcome);
                endWhenTold(first, output);
            }
            changed.signalAll();
            startWhatIsNeeded();
        } finally {
            lock.unlock();
        }
    }

    /** A process that did not come to its first event ends with the invocation that has waited longest, if there is one. */
    private void takeFirstWaiting(FunctionProcess process) {
        Invocation first = waiting.poll();
        if (first != null) {
            listener.invocationStarted(definition, process.id, first.requestId(), Instant.now(), true, false);
            endWhenTold(first, CompletableFuture.completedFuture(null));
            process.current = first;
            process.handedOverAt = null;
        }
    }

    private void notReadyInTime(FunctionProcess process) {
        lock.lock();
        try {
            if (!process.ready && !process.closed) {
                takeFirstWaiting(process);
                Invocation first = process.current;
                if (first == null) {
                    end(process, null);
                    return;
                }
                listener.wrote(
                        definition,
                        first.requestId(),
                        Instant.now(),
                        "The function's class was not ready after " + INITIALIZATION_LIMIT.toSeconds() + " seconds");
                end(process, new Outcome.TimedOut(first.requestId(), INITIALIZATION_LIMIT));
            }
        } finally {
            lock.unlock();
        }
    }

    private void timedOut(FunctionProcess process, Invocation invocation, Duration timeout) {
        lock.lock();
        try {
            if (process.worksOn(invocation)) {
                listener.wrote(
                        definition,
                        invocation.requestId(),
                        Instant.now(),
                        "%s Task timed out after %.2f seconds"
                                .formatted(invocation.requestId(), timeout.toMillis() / 1000.0));
                end(process, new Outcome.TimedOut(invocation.requestId(), timeout));
            }
        } finally {
            lock.unlock();
        }
    }

    private void ended(FunctionProcess process, int status) {
        lock.lock();
        try {
            if (process.closed) {
                return;
            }
            if (!process.ready && process.current == null) {
                takeFirstWaiting(process);
            }
            Invocation invocation = process.current;
            end(
                    process,
                    invocation == null
                            ? null
                            : new Outcome.Exited(invocation.requestId(), status, process.handedOverAt));
        } finally {
            lock.unlock();
        }
    }

    private void end(FunctionProcess process, @Nullable Outcome outcome) {
        process.closed = true;
        processes.remove(process);
        process.kill();
        if (process.frozen) {
            process.frozen = false;
            freezer.forget(process.pid());
        }
        process.settled();
        Invocation invocation = process.current;
        process.current = null;
        if (invocation != null) {
            finish(
                    invocation,
                    outcome == null ? new Outcome.Exited(invocation.requestId(), 0, process.handedOverAt) : outcome);
        }
        changed.signalAll();
        startWhatIsNeeded();
    }

    private void finish(Invocation invocation, Outcome outcome) {
        listener.invocationFinished(definition, invocation.requestId(), Instant.now(), outcome);
        // Not on this thread: whoever waits may do anything, and the lock is held.
        timer.execute(() -> {
            invocation.result().complete(outcome);
            invocation.told().complete(null);
        });
    }

    /** Ends all processes; invocations that wait are answered as if their process had ended. */
    @Override
    public void close() {
        List<FunctionProcess> left;
        lock.lock();
        try {
            closed = true;
            left = new ArrayList<>(processes);
            left.forEach(process -> end(process, null));
            for (Invocation invocation : waiting) {
                finish(invocation, new Outcome.Exited(invocation.requestId(), 0, null));
                endWhenTold(invocation, CompletableFuture.completedFuture(null));
            }
            waiting.clear();
        } finally {
            lock.unlock();
        }
        try {
            for (FunctionProcess process : left) {
                process.awaitEnd(Duration.ofSeconds(2));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
