package dev.tracedshop.telemetry;

import dev.tracedshop.trace.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Takes the tracers' payloads in: leaves out what Datadog's extension leaves out, gives each span its function's tags, and stores it.
 * Safe for use by many threads.
 */
final class Intake {

    /** The size of a payload that is still read, in bytes. */
    static final int LIMIT = 50 * 1024 * 1024;

    private final TraceStore store;
    private final Extension extension;
    private final OtlpReader otlp = new OtlpReader();
    private final TracePayload payloads = new TracePayload();
    private final List<String> platformUrls = new CopyOnWriteArrayList<>();
    private final Map<String, String> functionByRuntimeId = new ConcurrentHashMap<>();
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong malformed = new AtomicLong();
    private final AtomicLong stored = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();

    Intake(TraceStore store, Extension extension) {
        this.store = store;
        this.extension = extension;
    }

    /** Leaves out, from now on, spans of calls to URLs with this beginning. */
    void ignoreCallsTo(String urlPrefix) {
        platformUrls.add(urlPrefix);
    }

    /**
     * Takes one payload in.
     *
     * @param version {@code v0.4} or {@code v0.5}
     * @param function the sender, if the URL named it
     * @throws MalformedPayload if it cannot be read; nothing of it is stored then
     */
    void accept(String version, byte[] payload, @Nullable String function) throws MalformedPayload {
        List<List<SpanBuilder>> chunks;
        try {
            chunks = version.equals("v0.4") ? payloads.readVersion04(payload) : payloads.readVersion05(payload);
        } catch (MalformedPayload e) {
            malformed.incrementAndGet();
            throw e;
        }
        read.incrementAndGet();
        List<Span> spans = new ArrayList<>();
        for (List<SpanBuilder> chunk : chunks) {
            keep(chunk, sender(chunk, function), spans);
        }
        stored.addAndGet(spans.size());
        store.add(spans);
    }

    /**
     * Takes an OTLP export in protobuf in.
     *
     * @throws MalformedPayload if it cannot be read; nothing of it is stored then
     */
    void acceptOtlp(byte[] payload) throws MalformedPayload {
        takeIn(payload, otlp::read);
    }

    /**
     * Takes an OTLP export in JSON in.
     *
     * @throws MalformedPayload if it cannot be read; nothing of it is stored then
     */
    void acceptOtlpJson(byte[] payload) throws MalformedPayload {
        takeIn(payload, otlp::readJson);
    }

    /** Reads a payload that has no chunks, and whose spans do not belong to a function that the extension knows. */
    private interface Reader {
        List<SpanBuilder> read(byte[] payload) throws MalformedPayload;
    }

    private void takeIn(byte[] payload, Reader reader) throws MalformedPayload {
        List<SpanBuilder> builders;
        try {
            builders = reader.read(payload);
        } catch (MalformedPayload e) {
            malformed.incrementAndGet();
            throw e;
        }
        read.incrementAndGet();
        List<Span> spans = new ArrayList<>();
        keep(builders, Optional.empty(), spans);
        stored.addAndGet(spans.size());
        store.add(spans);
    }

    IntakeCounts counts() {
        return new IntakeCounts(read.get(), malformed.get(), stored.get(), dropped.get());
    }

    /**
     * Returns whose spans these are. Functions may share a service, so it is known by the placeholder's request id, and later by the
     * process that sent that placeholder.
     */
    private Optional<String> sender(List<SpanBuilder> chunk, @Nullable String function) {
        Optional<String> sender = Optional.ofNullable(function);
        for (SpanBuilder span : chunk) {
            String runtimeId = span.tags.get("runtime-id");
            if (Extension.isPlaceholder(span)) {
                sender = extension.placeholder(span, function);
                if (runtimeId != null) {
                    sender.ifPresent(name -> functionByRuntimeId.put(runtimeId, name));
                }
            } else if (sender.isEmpty() && runtimeId != null) {
                sender = Optional.ofNullable(functionByRuntimeId.get(runtimeId));
            }
        }
        return sender;
    }

    private void keep(List<SpanBuilder> chunk, Optional<String> sender, List<Span> spans) {
        Map<String, String> functionTags = sender.map(extension::functionTags).orElse(Map.of());
        for (SpanBuilder span : chunk) {
            if (isPlatform(span) || span.spanId == 0 || span.traceIdLow == 0) {
                dropped.incrementAndGet();
            } else {
                span.tags.putAll(functionTags);
                spans.add(span.build());
            }
        }
    }

    /** Tells whether the extension leaves a span out: it belongs to the platform and not to the function's work. */
    private boolean isPlatform(SpanBuilder span) {
        String url = span.tags.get("http.url");
        return (url != null && platformUrls.stream().anyMatch(url::startsWith))
                || span.resource.equals(Extension.PLACEHOLDER)
                || span.name.equals("dns.lookup")
                || span.resource.equals("127.0.0.1")
                || span.resource.equals("0.0.0.0");
    }
}
