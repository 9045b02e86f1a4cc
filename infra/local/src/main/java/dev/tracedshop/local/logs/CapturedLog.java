package dev.tracedshop.local.logs;

import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.function.FunctionDefinition;
import dev.tracedshop.local.function.FunctionListener;
import dev.tracedshop.local.function.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Hears what functions write and puts the platform's own lines around it, so that a log group holds what it holds on AWS: {@code START},
 * the function's lines, {@code END} and {@code REPORT} of each invocation.
 */
public final class CapturedLog implements FunctionListener {
    private final FunctionListener listener;
    private final List<SubscriptionFilter> filters;
    private final Set<String> functions;
    private final Map<String, Deque<Attempt>> attempts = new ConcurrentHashMap<>();
    private final Map<String, String> newestInstance = new ConcurrentHashMap<>();
    private final Map<String, Duration> initializations = new ConcurrentHashMap<>();
    private volatile Consumer<LogLine> lines = line -> {};

    /** One try of an invocation. A retry has the same request id, and may begin before its first try is over. */
    private static final class Attempt {
        final String instance;
        final Instant started;
        final @Nullable Duration initialization;
        volatile @Nullable Instant finished;

        Attempt(String instance, Instant started, @Nullable Duration initialization) {
            this.instance = instance;
            this.started = started;
            this.initialization = initialization;
        }
    }

    private CapturedLog(FunctionListener listener, List<SubscriptionFilter> filters) {
        this.listener = listener;
        this.filters = filters;
        this.functions =
                filters.stream().flatMap(filter -> filter.writers().stream()).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Hears the functions whose log groups somebody has subscribed to.
     *
     * @param listener is told everything as before
     * @return empty when nobody has subscribed to anything
     */
    public static Optional<CapturedLog> of(Assembly assembly, FunctionListener listener) {
        List<SubscriptionFilter> filters = SubscriptionFilter.of(assembly);
        return filters.isEmpty() ? Optional.empty() : Optional.of(new CapturedLog(listener, filters));
    }

    /** Returns who has subscribed. */
    List<SubscriptionFilter> filters() {
        return filters;
    }

    /** Hands every line to somebody from now on. */
    void tell(Consumer<LogLine> taker) {
        lines = taker;
    }

    @Override
    public void initStarted(FunctionDefinition function, String instance, Instant at) {
        newestInstance.put(function.name(), instance);
        listener.initStarted(function, instance, at);
    }

    @Override
    public void initFinished(FunctionDefinition function, String instance, Duration took) {
        initializations.put(instance, took);
        listener.initFinished(function, instance, took);
    }

    @Override
    public void invocationStarted(
            FunctionDefinition function, String instance, String requestId, Instant at, boolean cold, boolean early) {
        listener.invocationStarted(function, instance, requestId, at, cold, early);
        if (!functions.contains(function.name())) {
            return;
        }
        attempts.computeIfAbsent(requestId, ignored -> new ConcurrentLinkedDeque<>())
                .addLast(new Attempt(instance, at, initializations.remove(instance)));
        line(function, instance, at, "START RequestId: " + requestId + " Version: $LATEST");
    }

    @Override
    public void wrote(FunctionDefinition function, @Nullable String requestId, Instant at, String line) {
        listener.wrote(function, requestId, at, line);
        if (!functions.contains(function.name())) {
            return;
        }
        Deque<Attempt> of = requestId == null ? null : attempts.get(requestId);
        Attempt attempt = of == null ? null : of.peekFirst();
        line(
                function,
                attempt == null ? newestInstance.getOrDefault(function.name(), function.name()) : attempt.instance,
                at,
                line);
    }

    @Override
    public void invocationFinished(FunctionDefinition function, String requestId, Instant at, Outcome outcome) {
        listener.invocationFinished(function, requestId, at, outcome);
        Deque<Attempt> of = attempts.get(requestId);
        if (of != null) {
            of.stream()
                    .filter(attempt -> attempt.finished == null)
                    .findFirst()
                    .ifPresent(attempt -> attempt.finished = at);
        }
    }

    @Override
    public void invocationOver(FunctionDefinition function, String requestId) {
        Deque<Attempt> of = attempts.get(requestId);
        Attempt attempt = of == null ? null : of.pollFirst();
        if (attempt != null) {
            attempts.computeIfPresent(requestId, (id, left) -> left.isEmpty() ? null : left);
            Instant finished = attempt.finished;
            Instant end = finished == null ? Instant.now() : finished;
            line(function, attempt.instance, end, "END RequestId: " + requestId);
            line(function, attempt.instance, end, report(function, requestId, attempt, end));
        }
        listener.invocationOver(function, requestId);
    }

    /** Writes the line by which Lambda bills, without the memory used, which nobody measures here. */
    private static String report(FunctionDefinition function, String requestId, Attempt attempt, Instant end) {
        double millis = Duration.between(attempt.started, end).toNanos() / 1e6;
        String report = String.format(
                Locale.ROOT,
                "REPORT RequestId: %s\tDuration: %.2f ms\tBilled Duration: %.0f ms\tMemory Size: %d MB",
                requestId,
                millis,
                Math.ceil(millis),
                function.memoryMb());
        Duration initialization = attempt.initialization;
        return initialization == null
                ? report
                : report + String.format(Locale.ROOT, "\tInit Duration: %.2f ms", initialization.toNanos() / 1e6);
    }

    private void line(FunctionDefinition function, String instance, Instant at, String text) {
        // As the function itself is told the name of its stream.
        lines.accept(new LogLine(function.name(), "local/[$LATEST]" + instance, at, text));
    }
}
