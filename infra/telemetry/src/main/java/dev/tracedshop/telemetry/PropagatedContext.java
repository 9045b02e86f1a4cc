package dev.tracedshop.telemetry;

import dev.tracedshop.trace.TraceId;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A trace context as a carrier brought it.
 *
 * @param traceId the trace to continue; its upper half is 0 when the carrier did not say it
 * @param parentId the sender's span
 * @param priority the sampling priority, if the carrier said one
 * @param tags what travels with the context and becomes tags: {@code _dd.p.*}, {@code traceparent}, {@code tracestate}
 */
record PropagatedContext(TraceId traceId, long parentId, OptionalInt priority, Map<String, String> tags) {

    PropagatedContext {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** Parses 1 to 16 hex digits. */
    static Optional<Long> parseHex(String digits) {
        if (digits.isEmpty() || digits.length() > 16) {
            return Optional.empty();
        }
        try {
            return Optional.of(HexFormat.fromHexDigitsToLong(digits));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Parses an unsigned decimal number. */
    static OptionalLong parseId(String decimal) {
        try {
            return OptionalLong.of(Long.parseUnsignedLong(decimal.strip()));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
