package dev.tracedshop.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tracedshop.trace.LogLine;
import dev.tracedshop.trace.Span;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for Datadog's Lambda extension: learns of an invocation from the platform (whoever runs the functions), from the tracer
 * (calls at the handler's start and end) and from the intake (the tracer's placeholder span), and makes its spans when the platform
 * says that it ended. Safe for use by many threads; nothing here waits.
 */
public final class Extension {

    /*
     * On AWS the order is start call, traces, end call, platform's end; each may be missing here or come late. The platform's end is
     * when the spans are made, from what is known then. Whatever comes later makes them again, and the store replaces the earlier
     * ones. The real extension does not: what comes after the platform's end is lost there. Here the tracer may flush by a timer,
     * and a learner's trace must not depend on who was faster.
     *
     * A function whose tracer never called start yields nothing, as on AWS: without a tracer there is no trace.
     *
     * An event that nobody waits for is tried again under the request id of its first attempt. Each attempt has spans of its own: one
     * that begins when the one before has ended takes its place under the id. The earlier one is still known by it, for spans and lines
     * that come late: what is older than an attempt's end belongs to that attempt.
     */

    static final String PLACEHOLDER = "dd-tracer-serverless-span";
    private static final String REQUEST_ID_HEADER = "lambda-runtime-aws-request-id";
    private static final int REMEMBERED_INVOCATIONS = 10_000;
    private static final int REMEMBERED_INSTANCES = 1_000;
    private static final int WAITING_LINES = TraceStore.MAXIMUM_LINES_PER_TRACE;
    private static final int NAMES_LIMIT = 100;
    private static final Pattern TRACE_ID_IN_LINE = Pattern.compile(
            "dd\\.trace_id[\\\\\"']*\\s*[=:]\\s*[\\\\\"']*(?:([0-9a-fA-F]{32})|([0-9]{1,20}))(?![0-9a-fA-F])");
    private static final String PRINTED_TRACE = "{\"traces\":[[";

    private record Instance(Instant started, @Nullable Duration duration) {}

    private final TraceStore store;
    private final ObjectMapper json = new ObjectMapper();
    private final CustomMetrics metrics = new CustomMetrics();
    private final PayloadCapture capture = new PayloadCapture();
    private final TriggerTypes triggerTypes = new TriggerTypes();
    private final Map<String, FunctionProfile> profiles = new ConcurrentHashMap<>();
    private final Map<String, Map<String, String>> functionTags = new ConcurrentHashMap<>();
    private final Map<String, String> printedTraces = new ConcurrentHashMap<>();
    private final Set<String> tracedFunctions = ConcurrentHashMap.newKeySet();
    private final Map<String, Instance> instances = bounded(REMEMBERED_INSTANCES);
    private final Map<String, Invocation> invocations = bounded(REMEMBERED_INVOCATIONS);

    Extension(TraceStore store) {
        this.store = store;
    }

    /** Makes a function known; repeated, it replaces what was known of it. */
    public void register(FunctionProfile profile) {
        profiles.put(profile.name(), profile);
        functionTags.put(profile.name(), profile.tags());
    }

    /** Notes that a process of the function began to initialize. */
    public void initStarted(String function, String instanceId, Instant time) {
        profile(function);
        synchronized (instances) {
            instances.put(instanceId, new Instance(time, null));
        }
    }

    /** Notes how long a process of the function took to initialize. */
    public void initReported(String function, String instanceId, Duration duration) {
        profile(function);
        synchronized (instances) {
            instances.computeIfPresent(instanceId, (id, instance) -> new Instance(instance.started(), duration));
        }
    }

    /**
     * Notes that an event goes to a process of the function.
     *
     * @param coldStart whether the process was started for this invocation
     * @param proactive whether the process was started ahead of any invocation, and this is its first one
     */
    public void invocationStarted(
            String function, String instanceId, String requestId, Instant time, boolean coldStart, boolean proactive) {
        profile(function);
        Invocation invocation = attempt(function, requestId);
        synchronized (invocation) {
            invocation.instanceId = instanceId;
            invocation.started = time;
            invocation.coldStart = coldStart;
            invocation.proactive = proactive;
        }
    }

    /**
     * Notes that an invocation ended, and puts its spans into the store; what the tracer says later still changes them.
     *
     * @param end when the response was there, or the process was given up
     */
    public void invocationFinished(String function, String requestId, Instant end, Outcome outcome) {
        profile(function);
        Invocation invocation = invocation(function, requestId);
        synchronized (invocation) {
            invocation.ended = end;
            invocation.outcome = outcome;
            publish(invocation);
        }
    }

    /**
     * Joins a line that the function wrote to a trace: the one whose id stands in the line, else the invocation's. A line with neither
     * joins none; one that is a metric goes to {@link #metrics()} instead.
     *
     * @param requestId the invocation during which it was written, or null if there was none
     */
    public void log(String function, @Nullable String requestId, LogLine line) {
        if (line.text().startsWith(PRINTED_TRACE)) {
            printedTraces.put(function, line.text());
            return;
        }
        if (metrics.take(function, line.text())) {
            return;
        }
        OptionalLong inLine = traceIdLow(line.text());
        if (inLine.isPresent()) {
            store.addLine(inLine.getAsLong(), line);
            return;
        }
        if (requestId == null) {
            return;
        }
        Invocation invocation = invocation(function, requestId).at(Nanos.of(line.time()));
        synchronized (invocation) {
            Optional<Long> traceIdLow = invocation.knownTraceIdLow();
            if (traceIdLow.isPresent()) {
                store.addLine(traceIdLow.get(), line);
            } else if (!invocation.stored.isEmpty()) {
                store.addLine(invocation.stored.get(0).traceId().low(), line);
            } else if (invocation.waitingLines.size() < WAITING_LINES) {
                invocation.waitingLines.add(line);
            }
        }
    }

    /** Returns the newest trace that the function's tracer printed on standard output because it found no extension. */
    public Optional<String> printedTrace(String function) {
        return Optional.ofNullable(printedTraces.get(function));
    }

    /** Returns the metrics that functions printed. */
    public CustomMetrics metrics() {
        return metrics;
    }

    /** Returns what the event of an invocation carried, in the order in which it was looked at; empty if no tracer asked. */
    public List<ReceivedCarrier> carriers(String requestId) {
        Invocation invocation;
        synchronized (invocations) {
            invocation = invocations.get(requestId);
        }
        if (invocation == null) {
            return List.of();
        }
        synchronized (invocation) {
            return invocation.carriers;
        }
    }

    /** Returns whether the function's tracer ever called. */
    public boolean hasTracer(String function) {
        return tracedFunctions.contains(function);
    }

    /**
     * Handles the tracer's call at the handler's start.
     *
     * @param headers with lower-case names
     * @return the headers of the answer: the context found, without a parent id; none if there was no context
     */
    Map<String, String> start(String function, Map<String, String> headers, byte[] body) {
        FunctionProfile profile = profile(function);
        tracedFunctions.add(function);
        Invocation invocation = byHeader(function, headers, candidate -> !candidate.startCalled);
        JsonNode event = parse(body);
        TriggerTypes.Identified identified = triggerTypes.identify(event);
        ContextSearch search = new ContextSearch(new Propagation(profile), identified);
        Optional<PropagatedContext> context = search.find(event, headers);
        synchronized (invocation) {
            invocation.startCalled = true;
            invocation.trigger = identified.trigger();
            invocation.context = context;
            invocation.carriers = search.seen();
            invocation.requestTags = capture.tags("function.request", event, profile);
            if (invocation.started == null) {
                invocation.started = Instant.now();
            }
            update(invocation);
        }
        return context.map(Extension::answer).orElse(Map.of());
    }

    /** Handles the tracer's call at the handler's end; header names are lower-case. */
    void end(String function, Map<String, String> headers, byte[] body) {
        FunctionProfile profile = profile(function);
        tracedFunctions.add(function);
        Invocation invocation = byHeader(function, headers, candidate -> candidate.end == null);
        JsonNode response = parse(body);
        JsonNode status = response.path("statusCode");
        Map<String, String> errorTags = new TreeMap<>();
        putDecoded(headers, "x-datadog-invocation-error-msg", "error.msg", errorTags);
        putDecoded(headers, "x-datadog-invocation-error-type", "error.type", errorTags);
        putDecoded(headers, "x-datadog-invocation-error-stack", "error.stack", errorTags);
        boolean error = "true".equalsIgnoreCase(headers.get("x-datadog-invocation-error")) || !errorTags.isEmpty();
        Invocation.End end = new Invocation.End(
                PropagatedContext.parseId(headers.getOrDefault("x-datadog-trace-id", ""))
                        .orElse(0),
                PropagatedContext.parseId(headers.getOrDefault("x-datadog-span-id", ""))
                        .orElse(0),
                priority(headers.getOrDefault("x-datadog-sampling-priority", "")),
                Propagation.datadogTags(headers.getOrDefault("x-datadog-tags", "")),
                status.isIntegralNumber() ? OptionalInt.of(status.intValue()) : OptionalInt.empty(),
                error,
                errorTags,
                capture.tags("function.response", response, profile));
        synchronized (invocation) {
            invocation.end = end;
            update(invocation);
        }
    }

    /**
     * Takes the tracer's placeholder for {@code aws.lambda}, recognised by {@link #isPlaceholder}.
     *
     * @return the function whose invocation it belongs to, if that is known
     */
    Optional<String> placeholder(SpanBuilder span, @Nullable String functionHint) {
        String requestId = span.tags.getOrDefault("request_id", "");
        Invocation invocation;
        synchronized (invocations) {
            invocation = invocations.get(requestId);
        }
        if (invocation == null) {
            if (functionHint == null || requestId.isEmpty()) {
                return Optional.ofNullable(functionHint);
            }
            invocation = invocation(functionHint, requestId);
        }
        invocation = invocation.at(span.start);
        synchronized (invocation) {
            invocation.placeholder = span;
            update(invocation);
        }
        return Optional.of(invocation.function);
    }

    /** Tells whether a span of the tracer stands for {@code aws.lambda}; web frameworks may have renamed either of the two. */
    static boolean isPlaceholder(SpanBuilder span) {
        return span.tags.containsKey("request_id")
                && (span.resource.equals(PLACEHOLDER) || span.name.equals(PLACEHOLDER));
    }

    /** Returns the tags for every span of a function; none if it is not registered. */
    Map<String, String> functionTags(String function) {
        return functionTags.getOrDefault(function, Map.of());
    }

    boolean knows(String function) {
        return profiles.containsKey(function);
    }

    Collection<String> functions() {
        return profiles.keySet().stream().sorted().toList();
    }

    private static Map<String, String> answer(PropagatedContext context) {
        Map<String, String> headers = new TreeMap<>();
        headers.put(
                "x-datadog-trace-id", Long.toUnsignedString(context.traceId().low()));
        context.priority()
                .ifPresent(priority -> headers.put("x-datadog-sampling-priority", Integer.toString(priority)));
        String upper = context.tags().get(TracePayload.UPPER_TRACE_ID_TAG);
        if (upper != null) {
            headers.put("x-datadog-tags", TracePayload.UPPER_TRACE_ID_TAG + "=" + upper);
        }
        return headers;
    }

    /** Brings the waiting lines home, and makes the spans again if they were made already. */
    private void update(Invocation invocation) {
        invocation.knownTraceIdLow().ifPresent(low -> releaseLines(invocation, low));
        if (invocation.ended != null) {
            publish(invocation);
        }
    }

    private void publish(Invocation invocation) {
        Instant ended = invocation.ended;
        if (ended == null || !isTraced(invocation)) {
            return;
        }
        Instance instance;
        synchronized (instances) {
            instance = instances.get(invocation.instanceId);
        }
        FunctionProfile profile = profile(invocation.function);
        List<Span> spans = new InvocationSpans(invocation, profile, functionTags(invocation.function), ended)
                .make(instance == null ? null : instance.started(), instance == null ? null : instance.duration());
        store.replace(invocation.stored, spans);
        invocation.stored = spans;
        releaseLines(invocation, spans.get(0).traceId().low());
    }

    /** Tells whether a tracer is known for this invocation; one that died or hung before its first call is known from earlier ones. */
    private boolean isTraced(Invocation invocation) {
        boolean gaveUp =
                invocation.outcome instanceof Outcome.TimedOut || invocation.outcome instanceof Outcome.Crashed;
        return invocation.startCalled
                || invocation.end != null
                || invocation.placeholder != null
                || (gaveUp && tracedFunctions.contains(invocation.function));
    }

    private void releaseLines(Invocation invocation, long traceIdLow) {
        invocation.waitingLines.forEach(line -> store.addLine(traceIdLow, line));
        invocation.waitingLines.clear();
    }

    private FunctionProfile profile(String function) {
        FunctionProfile profile = profiles.get(function);
        if (profile == null) {
            throw new IllegalArgumentException("The extension does not know the function '" + function
                    + "'. Register it before its first invocation; known are " + functions());
        }
        return profile;
    }

    private Invocation invocation(String function, String requestId) {
        synchronized (invocations) {
            return invocations.computeIfAbsent(requestId, id -> new Invocation(id, function, null));
        }
    }

    /** Returns the invocation that begins now: a new one if the one with this id has ended. */
    private Invocation attempt(String function, String requestId) {
        synchronized (invocations) {
            return invocations.compute(
                    requestId,
                    (id, before) ->
                            before == null || before.hasEnded() ? new Invocation(id, function, before) : before);
        }
    }

    /** Finds the invocation by the tracer's header, without one the function's oldest that still expects such a call. */
    private Invocation byHeader(String function, Map<String, String> headers, Predicate<Invocation> expecting) {
        String requestId = headers.get(REQUEST_ID_HEADER);
        if (requestId != null) {
            return invocation(function, requestId);
        }
        List<Invocation> all;
        synchronized (invocations) {
            all = List.copyOf(invocations.values());
        }
        for (Invocation candidate : all) {
            synchronized (candidate) {
                if (candidate.function.equals(function) && candidate.ended == null && expecting.test(candidate)) {
                    return candidate;
                }
            }
        }
        return invocation(function, "unknown request of " + function);
    }

    /** Returns the body as JSON; one that is none counts as an empty object, as with the extension. */
    private JsonNode parse(byte[] body) {
        try {
            JsonNode parsed = json.readTree(body);
            return parsed == null || parsed.isMissingNode() ? JsonNodeFactory.instance.objectNode() : parsed;
        } catch (IOException e) {
            return JsonNodeFactory.instance.objectNode();
        }
    }

    private static OptionalInt priority(String text) {
        try {
            return OptionalInt.of(Integer.parseInt(text.strip()));
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    /** Puts a header's text as a tag: decoded if it is base64 of UTF-8, else as it is. */
    private static void putDecoded(Map<String, String> headers, String header, String tag, Map<String, String> tags) {
        String value = headers.get(header);
        if (value != null) {
            tags.put(tag, decoded(value));
        }
    }

    static String decoded(String value) {
        try {
            byte[] bytes = Base64.getDecoder().decode(value);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return value;
        }
    }

    /** Returns the lower half of the trace id that stands in a line as 32 hex digits or as a decimal number, if it is not 0. */
    static OptionalLong traceIdLow(String line) {
        Matcher matcher = TRACE_ID_IN_LINE.matcher(line);
        if (!matcher.find()) {
            return OptionalLong.empty();
        }
        String hex = matcher.group(1);
        OptionalLong id = hex == null
                ? PropagatedContext.parseId(matcher.group(2))
                : OptionalLong.of(java.util.HexFormat.fromHexDigitsToLong(hex, 16, 32));
        return id.isPresent() && id.getAsLong() == 0 ? OptionalLong.empty() : id;
    }

    private static <V> Map<String, V> bounded(int limit) {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > limit;
            }
        };
    }

    /** Looks for a context at all the places of an event, in the extension's order, and remembers what was there. */
    private static final class ContextSearch {

        private final Propagation propagation;
        private final TriggerTypes.Identified identified;
        private final String source;
        private final List<ReceivedCarrier> seen = new ArrayList<>();
        private Optional<PropagatedContext> found = Optional.empty();

        ContextSearch(Propagation propagation, TriggerTypes.Identified identified) {
            this.propagation = propagation;
            this.identified = identified;
            this.source = identified.trigger().map(Trigger::source).orElse("unknown");
        }

        Optional<PropagatedContext> find(JsonNode event, Map<String, String> callHeaders) {
            if (identified.trigger().isPresent()) {
                Trigger trigger = identified.trigger().get();
                List<Carrier> carriers = trigger.carriers();
                for (int i = 0; i < carriers.size(); i++) {
                    look(carriers.get(i), i == 0);
                }
                if (found.isEmpty()) {
                    trigger.generatedContext().ifPresent(this::take);
                }
            } else {
                List<String> fields = StreamSupport.stream(event.properties().spliterator(), false)
                        .map(Map.Entry::getKey)
                        .limit(NAMES_LIMIT)
                        .toList();
                seen.add(new ReceivedCarrier(source, "event", fields, Map.of(), false, identified.problem()));
            }
            lookInside(event.path("request").path("headers"), "request.headers");
            lookInside(event.path("headers"), "headers");
            if (found.isEmpty()) {
                Carrier call = Carrier.ofHeaders("start-invocation call", callHeaders);
                if (!call.tracingPairs().isEmpty()) {
                    look(call, true);
                }
            }
            return found;
        }

        List<ReceivedCarrier> seen() {
            return List.copyOf(seen);
        }

        private void lookInside(JsonNode headers, String place) {
            if (found.isPresent() || !headers.isObject()) {
                return;
            }
            Map<String, String> pairs = new TreeMap<>();
            headers.properties().forEach(header -> {
                if (header.getValue().isTextual()) {
                    pairs.put(header.getKey(), header.getValue().textValue());
                }
            });
            boolean lookedAlready =
                    seen.stream().anyMatch(carrier -> carrier.place().equals(place));
            if (!lookedAlready) {
                look(Carrier.ofHeaders(place, pairs), true);
            }
        }

        private void take(Trigger.GeneratedContext generated) {
            found = Optional.of(generated.context());
            note(generated.from(), true);
        }

        private void look(Carrier carrier, boolean drives) {
            boolean used = false;
            if (drives && found.isEmpty()) {
                found = propagation.extract(carrier.pairs());
                used = found.isPresent();
            }
            note(carrier, used);
        }

        private void note(Carrier carrier, boolean used) {
            seen.add(new ReceivedCarrier(
                    source,
                    carrier.place(),
                    carrier.names().stream().limit(NAMES_LIMIT).toList(),
                    carrier.tracingPairs(),
                    used,
                    carrier.problem()));
        }
    }
}
