package dev.tracedshop.telemetry;

import java.util.Map;

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
}
