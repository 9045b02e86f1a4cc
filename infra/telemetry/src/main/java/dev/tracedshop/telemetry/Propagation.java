package dev.tracedshop.telemetry;

import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.TraceId;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a trace context out of a carrier, by the styles that a function's environment asks for.
 *
 * <p>The first style that finds a context is the primary one. A W3C context of the same 128-bit trace then adds its {@code tracestate},
 * and if it names another parent, that parent is taken: it is the hop nearest to us, and {@code _dd.parent_id} remembers the last
 * Datadog span. A W3C context of another trace is left aside, as the extension does with its links.
 */
final class Propagation {

    private static final Pattern TRACEPARENT =
            Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");
    private static final int TAGS_LIMIT = 512;
    private static final String LAST_DATADOG_PARENT = "_dd.parent_id";

    private final List<String> styles;
    private final boolean firstOnly;

    /** Reads the styles from {@code DD_TRACE_PROPAGATION_STYLE_EXTRACT}, else {@code DD_TRACE_PROPAGATION_STYLE}, else the default. */
    Propagation(FunctionProfile profile) {
        Map<String, String> environment = profile.environment();
        String text = Stream.of("DD_TRACE_PROPAGATION_STYLE_EXTRACT", "DD_TRACE_PROPAGATION_STYLE")
                .map(environment::get)
                .filter(value -> value != null && !value.isBlank())
                .findFirst()
                .orElse("datadog,tracecontext");
        styles = Stream.of(text.split(",", -1))
                .map(style -> style.strip().toLowerCase(Locale.ROOT))
                .toList();
        firstOnly = profile.isOn("DD_TRACE_PROPAGATION_EXTRACT_FIRST", false);
    }

    /** Returns the context of a carrier whose keys are lower-case. */
    Optional<PropagatedContext> extract(Map<String, String> carrier) {
        if (styles.contains("none")) {
            return Optional.empty();
        }
        Map<String, PropagatedContext> found = new LinkedHashMap<>();
        for (String style : styles) {
            if (found.isEmpty() || !firstOnly) {
                byStyle(style, carrier).ifPresent(context -> found.put(style, context));
            }
        }
        if (found.isEmpty()) {
            return Optional.empty();
        }
        PropagatedContext primary = found.values().iterator().next();
        PropagatedContext w3c = found.get("tracecontext");
        return Optional.of(w3c == null ? primary : merge(primary, w3c));
    }

    private static Optional<PropagatedContext> byStyle(String style, Map<String, String> carrier) {
        return switch (style) {
            case "datadog" -> datadog(carrier);
            case "tracecontext" -> traceContext(carrier);
            default -> Optional.empty();
        };
    }

    private static PropagatedContext merge(PropagatedContext primary, PropagatedContext w3c) {
        if (!w3c.traceId().equals(primary.traceId())) {
            return primary;
        }
        Map<String, String> tags = new TreeMap<>(primary.tags());
        copy("tracestate", w3c.tags(), tags);
        if (w3c.parentId() == primary.parentId()) {
            return new PropagatedContext(primary.traceId(), primary.parentId(), primary.priority(), tags);
        }
        if (w3c.tags().containsKey(LAST_DATADOG_PARENT)) {
            copy(LAST_DATADOG_PARENT, w3c.tags(), tags);
        } else {
            tags.put(LAST_DATADOG_PARENT, Span.hex(primary.parentId()));
        }
        return new PropagatedContext(primary.traceId(), w3c.parentId(), primary.priority(), tags);
    }

    private static void copy(String key, Map<String, String> from, Map<String, String> to) {
        String value = from.get(key);
        if (value != null) {
            to.put(key, value);
        }
    }

    private static Optional<PropagatedContext> datadog(Map<String, String> carrier) {
        OptionalLong low = PropagatedContext.parseId(carrier.getOrDefault("x-datadog-trace-id", ""));
        if (low.isEmpty() || low.getAsLong() == 0) {
            return Optional.empty();
        }
        long parent = PropagatedContext.parseId(carrier.getOrDefault("x-datadog-parent-id", ""))
                .orElse(0);
        Map<String, String> tags = datadogTags(carrier.getOrDefault("x-datadog-tags", ""));
        long high = Optional.ofNullable(tags.get(TracePayload.UPPER_TRACE_ID_TAG))
                .flatMap(PropagatedContext::parseHex)
                .orElse(0L);
        OptionalInt priority = integer(carrier.get("x-datadog-sampling-priority"));
        return Optional.of(new PropagatedContext(new TraceId(high, low.getAsLong()), parent, priority, tags));
    }

    /** Returns the {@code _dd.p.*} pairs of {@code x-datadog-tags}; what is too long or malformed is named in a tag of its own. */
    static Map<String, String> datadogTags(String header) {
        Map<String, String> tags = new TreeMap<>();
        if (header.length() > TAGS_LIMIT) {
            tags.put("_dd.propagation_error", "extract_max_size");
            return tags;
        }
        for (String pair : header.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.strip().startsWith("_dd.p.")) {
                tags.put(
                        pair.substring(0, equals).strip(),
                        pair.substring(equals + 1).strip());
            }
        }
        String upper = tags.get(TracePayload.UPPER_TRACE_ID_TAG);
        if (upper != null && PropagatedContext.parseHex(upper).isEmpty()) {
            tags.remove(TracePayload.UPPER_TRACE_ID_TAG);
            tags.put("_dd.propagation_error", "malformed_tid " + upper);
        }
        return tags;
    }

    private static Optional<PropagatedContext> traceContext(Map<String, String> carrier) {
        String traceparent = carrier.getOrDefault("traceparent", "").strip();
        Matcher matcher = TRACEPARENT.matcher(traceparent);
        if (!matcher.matches() || matcher.group(1).equals("ff")) {
            return Optional.empty();
        }
        TraceId traceId = TraceId.parse(matcher.group(2));
        long parent = HexFormat.fromHexDigitsToLong(matcher.group(3));
        if (traceId.isZero() || parent == 0) {
            return Optional.empty();
        }
        Map<String, String> tags = new TreeMap<>();
        String tracestate = carrier.get("tracestate");
        Map<String, String> datadogMember = datadogMember(tracestate);
        for (Map.Entry<String, String> entry : datadogMember.entrySet()) {
            if (entry.getKey().startsWith("t.")) {
                // In tracestate '=' is not allowed in a value and stands there as '~'.
                tags.put(
                        "_dd.p." + entry.getKey().substring(2), entry.getValue().replace('~', '='));
            }
        }
        String lastDatadogParent = datadogMember.get("p");
        if (lastDatadogParent != null) {
            tags.put(LAST_DATADOG_PARENT, lastDatadogParent);
        }
        tags.put("traceparent", traceparent);
        if (tracestate != null) {
            tags.put("tracestate", tracestate);
        }
        tags.remove(TracePayload.UPPER_TRACE_ID_TAG);
        if (traceId.high() != 0) {
            tags.put(TracePayload.UPPER_TRACE_ID_TAG, Span.hex(traceId.high()));
        }
        boolean sampled = (HexFormat.fromHexDigits(matcher.group(4)) & 1) == 1;
        return Optional.of(new PropagatedContext(
                traceId, parent, OptionalInt.of(priority(sampled, integer(datadogMember.get("s")))), tags));
    }

    /** Returns the priority of the Datadog member if it agrees with the sampled flag, else what the flag alone says. */
    private static int priority(boolean sampled, OptionalInt stated) {
        boolean agrees = stated.isPresent() && (stated.getAsInt() > 0) == sampled;
        return agrees ? stated.getAsInt() : sampled ? 1 : 0;
    }

    /** Returns the pairs of tracestate's member {@code dd}, for example {@code s:1;p:56a2;t.dm:-1}. */
    private static Map<String, String> datadogMember(@Nullable String tracestate) {
        Map<String, String> pairs = new TreeMap<>();
        if (tracestate == null) {
            return pairs;
        }
        for (String member : tracestate.split(",", -1)) {
            if (member.strip().startsWith("dd=")) {
                for (String pair : member.strip().substring(3).split(";", -1)) {
                    int colon = pair.indexOf(':');
                    if (colon > 0) {
                        pairs.put(pair.substring(0, colon), pair.substring(colon + 1));
                    }
                }
            }
        }
        return pairs;
    }

    private static OptionalInt integer(@Nullable String text) {
        if (text == null) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of(Integer.parseInt(text.strip()));
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }
}
