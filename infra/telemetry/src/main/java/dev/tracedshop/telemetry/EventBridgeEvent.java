package dev.tracedshop.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;

/**
 * One event of an EventBridge bus, as a rule hands it to a function, a queue or a topic.
 *
 * @param resourceName the bus, as far as the producer's tracer said it, else the event's source
 * @param start when the producer's tracer sent it, else the event's own time, which has whole seconds; nanoseconds since the epoch
 * @param carrier what {@code detail} carries
 */
record EventBridgeEvent(String source, String detailType, String resourceName, long start, Carrier carrier) {

    static final String SOURCE = "eventbridge";
    private static final String START_TIME = "x-datadog-start-time";
    private static final String RESOURCE_NAME = "x-datadog-resource-name";
    private static final BigInteger LATEST = BigInteger.valueOf(Long.MAX_VALUE);

    /** Reads an event, strictly. */
    static EventBridgeEvent read(EventFields event) throws EventMismatch {
        for (String field : new String[] {"id", "version", "account", "region"}) {
            event.text(field);
        }
        if (!event.node().path("resources").isArray()) {
            throw new EventMismatch(event.path() + "resources is to be an array");
        }
        JsonNode detail = event.node().path("detail");
        if (detail.isMissingNode()) {
            throw new EventMismatch(event.path() + "detail is absent");
        }
        Carrier carrier = Carrier.ofMember(event.path() + "detail", detail);
        String source = event.text("source");
        return new EventBridgeEvent(
                source,
                event.text("detail-type"),
                carrier.pairs().getOrDefault(RESOURCE_NAME, source),
                start(carrier).orElse(Nanos.of(event.time("time"))),
                carrier);
    }

    /** Reads a text as an event; empty if it is none. */
    static Optional<EventBridgeEvent> inText(JsonNode text, String path, ObjectMapper json) {
        Optional<JsonNode> parsed = EventFields.parse(text, json);
        if (parsed.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(new EventFields(parsed.get(), path)));
        } catch (EventMismatch e) {
            // It is what any other text looks like.
            return Optional.empty();
        }
    }

    /** Returns the producer's time, in milliseconds that may have a fraction; empty if there is none that is a time. */
    private static Optional<Long> start(Carrier carrier) {
        String text = carrier.pairs().get(START_TIME);
        if (text == null || text.length() > 40) {
            return Optional.empty();
        }
        try {
            BigDecimal milliseconds = new BigDecimal(text.strip());
            if (milliseconds.precision() - milliseconds.scale() > 15) {
                return Optional.empty();
            }
            BigInteger nanoseconds = milliseconds.movePointRight(6).toBigInteger();
            return nanoseconds.signum() < 0 || nanoseconds.compareTo(LATEST) > 0
                    ? Optional.empty()
                    : Optional.of(nanoseconds.longValue());
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Returns the span of the bus. */
    InferredSpan span(FunctionProfile profile) {
        String service = Trigger.serviceName(profile, resourceName, "lambda_eventbridge", resourceName, SOURCE);
        return new InferredSpan(
                "aws.eventbridge",
                service,
                resourceName,
                "web",
                start,
                Map.of("operation_name", "aws.eventbridge", "detail_type", detailType));
    }
}
