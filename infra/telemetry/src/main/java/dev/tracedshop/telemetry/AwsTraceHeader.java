package dev.tracedshop.telemetry;

import dev.tracedshop.trace.TraceId;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads the X-Ray header that AWS hands on as {@code AWSTraceHeader}. The Java tracer writes its own ids into it, padded to X-Ray's
 * form, and the upper half of a 128-bit trace id is lost there. A genuine X-Ray id is read the same way: it cannot be told apart.
 */
final class AwsTraceHeader {

    private static final int LOW_HALF_OFFSET = 24;

    private AwsTraceHeader() {}

    /** Parses {@code Root=1-<8 hex>-<24 hex>;Parent=<16 hex>;Sampled=0|1}; empty for any other text and for ids of 0. */
    static Optional<PropagatedContext> parse(String header) {
        if (!header.startsWith("Root=")) {
            return Optional.empty();
        }
        Optional<Long> traceId = Optional.empty();
        Optional<Long> parentId = Optional.empty();
        int priority = 0;
        for (String part : header.split(";", -1)) {
            if (part.startsWith("Root=") && part.length() > LOW_HALF_OFFSET) {
                traceId = PropagatedContext.parseHex(part.substring(LOW_HALF_OFFSET));
            } else if (part.startsWith("Parent=")) {
                parentId = PropagatedContext.parseHex(part.substring("Parent=".length()));
            } else if (part.equals("Sampled=1")) {
                priority = 1;
            }
        }
        long trace = traceId.orElse(0L);
        long parent = parentId.orElse(0L);
        if (trace == 0 || parent == 0) {
            return Optional.empty();
        }
        return Optional.of(new PropagatedContext(new TraceId(0, trace), parent, OptionalInt.of(priority), Map.of()));
    }
}
