package dev.tracedshop.telemetry;

import dev.tracedshop.trace.LogLine;
import dev.tracedshop.trace.Span;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one invocation so far. The platform's and the tracer's news come in any order and from several threads: every access
 * is synchronized on the invocation.
 */
final class Invocation {

    /**
     * What the tracer said when the handler had ended.
     *
     * @param traceIdLow the lower half of the trace id, 0 if it said none
     * @param spanId the placeholder's id, 0 if it said none
     * @param priority the sampling priority
     * @param upperTags {@code _dd.p.*}, which the Java tracer does not send
     * @param statusCode the response's {@code statusCode}, if it has a whole one
     * @param error whether the tracer reports an error
     * @param errorTags {@code error.msg}, {@code error.type}, {@code error.stack} as far as reported
     * @param payloadTags the captured response
     */
    record End(
            long traceIdLow,
            long spanId,
            OptionalInt priority,
            Map<String, String> upperTags,
            OptionalInt statusCode,
            boolean error,
            Map<String, String> errorTags,
            Map<String, String> payloadTags) {}

    final String requestId;
    final String function;
    /** Taken if the tracer's ids never come. */
    final long ownTraceIdLow = newId();

    final long ownSpanId = newId();
    final long coldStartSpanId = newId();
    private final List<Long> inferredIds = new ArrayList<>();

    String instanceId = "";

    @Nullable
    Instant started;

    boolean coldStart;
    boolean proactive;

    boolean startCalled;
    Optional<Trigger> trigger = Optional.empty();
    Optional<PropagatedContext> context = Optional.empty();
    Map<String, String> requestTags = new TreeMap<>();
    List<ReceivedCarrier> carriers = List.of();

    @Nullable
    End end;

    @Nullable
    SpanBuilder placeholder;

    @Nullable
    Instant ended;

    @Nullable
    Outcome outcome;

    /** What was put into the store. */
    List<Span> stored = List.of();

    /** Lines that came before the trace was known. */
    final List<LogLine> waitingLines = new ArrayList<>();

    private final @Nullable Invocation before;

    /** @param before the attempt before this one at the same event, or null */
    Invocation(String requestId, String function, @Nullable Invocation before) {
        this.requestId = requestId;
        this.function = function;
        this.before = before;
    }

    synchronized boolean hasEnded() {
        return ended != null;
    }

    /** Returns the attempt that something belongs to: the first one that had not ended yet at that time. */
    Invocation at(long nanos) {
        Invocation earlier = before;
        return earlier != null && nanos <= earlier.end() ? earlier.at(nanos) : this;
    }

    private synchronized long end() {
        Instant end = ended;
        return end == null ? Long.MAX_VALUE : Nanos.of(end);
    }

    /** Returns the id of the inferred span with this number, always the same one. */
    long inferredId(int number) {
        while (inferredIds.size() <= number) {
            inferredIds.add(newId());
        }
        return inferredIds.get(number);
    }

    /** Returns the lower half of the trace id, as far as somebody said it. */
    Optional<Long> knownTraceIdLow() {
        if (context.isPresent()) {
            return Optional.of(context.get().traceId().low());
        }
        End end = this.end;
        if (end != null && end.traceIdLow() != 0) {
            return Optional.of(end.traceIdLow());
        }
        SpanBuilder placeholder = this.placeholder;
        return placeholder == null ? Optional.empty() : Optional.of(placeholder.traceIdLow);
    }

    private static long newId() {
        return ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    }
}
