package dev.tracedshop.testing;

import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import dev.tracedshop.events.Json;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Hands over what the bus sent to a queue, through Lambda's own reading of the event. */
public final class BusQueue {

    /** The trace of whoever put an event on the bus. */
    public static final String TRACE_ID = "6a00000000000000112210f47de98115";

    /** The span in which it was put there. */
    public static final String SENDER = "56a27731687509c9";

    private BusQueue() {}

    /** Returns the message that the bus makes of an envelope; the sender's carrier is added to it as the tracer does. */
    public static String body(String detailType, String envelope) {
        String carrier = ",\"_datadog\":{\"x-datadog-trace-id\":\"1234605616436508949\",\"traceparent\":\"00-"
                + TRACE_ID + "-" + SENDER + "-01\"}}";
        return "{\"version\":\"0\",\"id\":\"e\",\"source\":\"dev.products\",\"detail-type\":\"" + detailType
                + "\",\"detail\":" + envelope.substring(0, envelope.length() - 1) + carrier + "}";
    }

    /** Returns a batch of messages with these bodies, whose ids are m0, m1 and so on. */
    public static SQSEvent batch(String... bodies) {
        List<Map<String, Object>> records = new ArrayList<>();
        for (String body : bodies) {
            records.add(Map.of(
                    "messageId",
                    "m" + records.size(),
                    "body",
                    body,
                    "attributes",
                    Map.of("SentTimestamp", "1795246378009"),
                    "messageAttributes",
                    Map.of(),
                    "eventSource",
                    "aws:sqs",
                    "eventSourceARN",
                    "arn:aws:sqs:eu-west-1:000000000000:queue"));
        }
        return LambdaEventSerializers.serializerFor(SQSEvent.class, BusQueue.class.getClassLoader())
                .fromJson(new ByteArrayInputStream(
                        Json.write(Map.of("Records", records)).getBytes(StandardCharsets.UTF_8)));
    }
}
