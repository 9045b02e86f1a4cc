package dev.tracedshop.telemetry;

import java.util.Map;
import java.util.TreeMap;

/**
 * The span of the AWS service that stands before a function, as far as the event alone tells it.
 *
 * @param name for example {@code aws.httpapi}
 * @param service after {@code DD_SERVICE_MAPPING}
 * @param resource for example {@code POST /product}
 * @param type {@code web} for almost all
 * @param start nanoseconds since the epoch
 * @param tags its own tags
 */
record InferredSpan(String name, String service, String resource, String type, long start, Map<String, String> tags) {
    InferredSpan {
        tags = Map.copyOf(tags);
    }

    /** Returns the same span with the mark of the service whose event it wraps; {@code aws.lambda} keeps the nearest service's. */
    InferredSpan wrappedBy(String source) {
        Map<String, String> more = new TreeMap<>(tags);
        more.put(Trigger.EVENT_SOURCE, source);
        return new InferredSpan(name, service, resource, type, start, more);
    }
}
