package dev.tracedshop.telemetry;

import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.TraceId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the spans of one ended invocation: {@code aws.lambda}, what stands before it, and the cold start. */
final class InvocationSpans {

    /*
     * The tree:      sender's span            from the carrier; absent, the trace begins below
     *                └ inferred (outer)       e.g. aws.eventbridge, only where one service's event is wrapped in another's
     *                  └ inferred             e.g. aws.httpapi, aws.sns; absent in a direct invocation
     *                    ├ aws.lambda.cold_start
     *                    └ aws.lambda         has the placeholder's span id: the tracer's spans hang below it as they are
     *
     * Trace id: the carrier's, else what the tracer said at the end, else the placeholder's, else one of our own. The tracer says
     * only the lower half; the upper half is the carrier's or the placeholder's.
     *
     * Tags of aws.lambda, later ones win: request id and captured payload, the carrier's tags (if there is no inferred span to
     * take them), the placeholder's, what the tracer said at the end, how the platform saw it end, cold start, trigger, function.
     *
     * Durations: a synchronous sender waits, so its span ends with aws.lambda; an asynchronous one's ends where aws.lambda
     * starts; a wrapper's ends where the wrapped one starts. Clocks that disagree never give a negative duration.
     *
     * Errors keep the extension's names: error.msg, error.type, error.stack. The tracer's error.message comes in with the
     * placeholder. Where the tracer never said how the handler ended (its exception's message has a line break or a character
     * beyond ASCII, or the process died), the placeholder's error.message, else what the platform saw, becomes error.msg.
     * A crash yields a span here; on AWS nothing is left of such an invocation but a line in the platform's log.
     */

    private static final String ERROR_MESSAGE = "error.msg";
    private static final String ERROR_TYPE = "error.type";

    private final Invocation invocation;
    private final FunctionProfile profile;
    private final Map<String, String> functionTags;
    private final TraceId traceId;
    private final Instant started;
    private final Instant ended;
    /** Before the function's own service tag replaces it. */
    private final String service;

    InvocationSpans(Invocation invocation, FunctionProfile profile, Map<String, String> functionTags, Instant ended) {
        this.invocation = invocation;
        this.profile = profile;
        this.functionTags = functionTags;
        this.ended = ended;
        Instant started = invocation.started;
        this.started = started == null ? ended : started;
        this.traceId = traceId(invocation);
        this.service = profile.representsServices() ? profile.service().toLowerCase(Locale.ROOT) : "aws.lambda";
    }

    /** Returns the spans, {@code aws.lambda} first. */
    List<Span> make(@Nullable Instant initStarted, @Nullable Duration initDuration) {
        SpanBuilder lambda = lambda();
        List<SpanBuilder> inferred = inferred(lambda);
        long parent = inferred.isEmpty()
                ? invocation.context.map(PropagatedContext::parentId).orElse(0L)
                : inferred.get(inferred.size() - 1).spanId;
        lambda.parentId = parent;
        List<SpanBuilder> all = new ArrayList<>();
        all.add(lambda);
        all.addAll(inferred);
        if (invocation.coldStart && initStarted != null) {
            all.add(coldStart(parent, initStarted, initDuration));
        }
        all.forEach(span -> span.tags.putAll(functionTags));
        return all.stream().map(SpanBuilder::build).toList();
    }

    private static TraceId traceId(Invocation invocation) {
        long low = invocation.knownTraceIdLow().orElse(invocation.ownTraceIdLow);
        long high = invocation.context.map(context -> context.traceId().high()).orElse(0L);
        SpanBuilder placeholder = invocation.placeholder;
        if (high == 0 && placeholder != null && placeholder.traceIdLow == low) {
            high = placeholder.traceIdHigh;
        }
        Invocation.End end = invocation.end;
        if (high == 0 && end != null) {
            high = Optional.ofNullable(end.upperTags().get(TracePayload.UPPER_TRACE_ID_TAG))
                    .flatMap(PropagatedContext::parseHex)
                    .orElse(0L);
        }
        return new TraceId(high, low);
    }

    private SpanBuilder blank(String name) {
        SpanBuilder span = new SpanBuilder();
        span.traceIdHigh = traceId.high();
        span.traceIdLow = traceId.low();
        span.name = name;
        span.resource = profile.name();
        span.service = functionTags.getOrDefault("service", service);
        span.type = "serverless";
        return span;
    }

    private SpanBuilder lambda() {
        SpanBuilder span = blank("aws.lambda");
        Invocation.End end = invocation.end;
        SpanBuilder placeholder = invocation.placeholder;
        span.spanId = end != null && end.spanId() != 0
                ? end.spanId()
                : placeholder != null ? placeholder.spanId : invocation.ownSpanId;
        span.start = Nanos.of(started);
        span.duration = Math.max(0, Nanos.of(ended) - span.start);
        span.tags.put("request_id", invocation.requestId);
        span.tags.putAll(invocation.requestTags);
        boolean outermost = invocation
                .trigger
                .map(trigger -> trigger.inferredSpans(profile).isEmpty())
                .orElse(true);
        if (outermost) {
            invocation.context.ifPresent(context -> span.tags.putAll(context.tags()));
        }
        if (placeholder != null) {
            span.tags.putAll(placeholder.tags);
            span.metrics.putAll(placeholder.metrics);
            span.links.addAll(placeholder.links);
            span.pointers.addAll(placeholder.pointers);
        }
        if (end != null) {
            span.tags.putAll(end.payloadTags());
            if (invocation.context.isEmpty()) {
                span.tags.putAll(end.upperTags());
                end.priority().ifPresent(priority -> span.metrics.put("_sampling_priority_v1", (double) priority));
            }
            end.statusCode().ifPresent(code -> span.tags.put("http.status_code", Integer.toString(code)));
        }
        errors(span);
        span.tags.put("cold_start", Boolean.toString(invocation.coldStart && !invocation.proactive));
        if (invocation.proactive) {
            span.tags.put("proactive_initialization", "true");
        }
        invocation.trigger.ifPresent(trigger -> span.tags.putAll(trigger.tags(profile)));
        span.tags.put("span.kind", "server");
        return span;
    }

    private void errors(SpanBuilder span) {
        Invocation.End end = invocation.end;
        SpanBuilder placeholder = invocation.placeholder;
        if (end != null) {
            int status = end.statusCode().orElse(0);
            span.error = end.error() || (status >= 500 && status <= 599);
            span.tags.putAll(end.errorTags());
        } else if (placeholder != null && placeholder.error) {
            span.error = true;
            String message = placeholder.tags.get("error.message");
            if (message != null) {
                span.tags.put(ERROR_MESSAGE, message);
            }
        }
        Outcome outcome = invocation.outcome;
        if (outcome instanceof Outcome.TimedOut) {
            span.error = true;
            span.tags.put(ERROR_MESSAGE, "Datadog detected a Timeout");
            span.tags.put(ERROR_TYPE, "Timeout");
        } else if (outcome instanceof Outcome.Failed failed) {
            span.error = true;
            span.tags.putIfAbsent(ERROR_MESSAGE, failed.message());
            span.tags.putIfAbsent(ERROR_TYPE, failed.type());
        } else if (outcome instanceof Outcome.Crashed crashed) {
            span.error = true;
            span.tags.putIfAbsent(ERROR_MESSAGE, crashed.message());
            span.tags.putIfAbsent(ERROR_TYPE, "Runtime.ExitError");
        }
    }

    /** Returns the spans before {@code aws.lambda}, outermost first, with their parents set. */
    private List<SpanBuilder> inferred(SpanBuilder lambda) {
        if (invocation.trigger.isEmpty()) {
            return List.of();
        }
        Trigger trigger = invocation.trigger.get();
        List<InferredSpan> parts = trigger.inferredSpans(profile);
        List<SpanBuilder> spans = new ArrayList<>();
        long parent = invocation.context.map(PropagatedContext::parentId).orElse(0L);
        for (int i = 0; i < parts.size(); i++) {
            InferredSpan part = parts.get(i);
            boolean innermost = i == parts.size() - 1;
            SpanBuilder span = blank(part.name());
            span.spanId = invocation.inferredId(i);
            span.parentId = parent;
            span.service = part.service();
            span.resource = part.resource();
            span.type = part.type();
            span.start = part.start();
            span.error = lambda.error;
            span.tags.putAll(part.tags());
            if (i == 0) {
                span.pointers.addAll(trigger.pointers());
            }
            span.tags.put("_inferred_span.tag_source", "self");
            span.tags.put("_dd.base_service", service);
            boolean asynchronous = !innermost || trigger.isAsynchronous();
            span.tags.put("_inferred_span.synchronicity", asynchronous ? "async" : "sync");
            if (innermost) {
                span.tags.put("peer.service", service);
                span.tags.put("span.kind", "server");
                invocation.context.ifPresent(context -> span.tags.putAll(context.tags()));
                String status = lambda.tags.get("http.status_code");
                Invocation.End end = invocation.end;
                if (status != null && end != null && end.statusCode().isPresent()) {
                    span.tags.put("http.status_code", status);
                }
                long until = asynchronous ? lambda.start : lambda.start + lambda.duration;
                span.duration = Math.max(0, until - span.start);
            } else {
                span.tags.put("peer.service", parts.get(i + 1).service());
                span.duration = Math.max(0, parts.get(i + 1).start() - span.start);
            }
            spans.add(span);
            parent = span.spanId;
        }
        return spans;
    }

    private SpanBuilder coldStart(long parent, Instant initStarted, @Nullable Duration initDuration) {
        SpanBuilder span = blank("aws.lambda.cold_start");
        span.spanId = invocation.coldStartSpanId;
        span.parentId = parent;
        span.start = Nanos.of(initStarted);
        // An initialization that is not reported yet lasted until the invocation started at the most.
        span.duration = initDuration == null ? Math.max(0, Nanos.of(started) - span.start) : initDuration.toNanos();
        return span;
    }
}
