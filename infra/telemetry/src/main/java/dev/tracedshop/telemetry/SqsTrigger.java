package dev.tracedshop.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A queue's event source mapping calls the function with a batch. Only the first message drives the invocation: its context, its spans.
 *
 * @param carriers one per message
 * @param traceHeader X-Ray's header, as SQS keeps it of the sender's call
 * @param notification the body, if it is an SNS envelope
 * @param event the body, if it is an EventBridge event
 */
record SqsTrigger(
        String queueArn,
        String region,
        String receiptHandle,
        String receiveCount,
        String senderId,
        long sent,
        List<Carrier> carriers,
        Optional<String> traceHeader,
        Optional<SnsNotification> notification,
        Optional<EventBridgeEvent> event)
        implements Trigger {

    private static final int MOST_CARRIERS = 100;

    SqsTrigger {
        carriers = List.copyOf(carriers);
    }

    /** Recognises {@code Records[0].eventSource}. */
    static final class Type implements TriggerType {

        private final ObjectMapper json = new ObjectMapper();

        @Override
        public String name() {
            return "a batch of SQS messages";
        }

        @Override
        public boolean matches(JsonNode event) {
            return event.path("Records").path(0).path("eventSource").asText().equals("aws:sqs");
        }

        @Override
        public Trigger read(JsonNode event) throws EventMismatch {
            EventFields message = new EventFields(event, "").first("Records");
            EventFields attributes = message.object("attributes");
            for (String field : new String[] {"messageId", "md5OfBody", "eventSource"}) {
                message.text(field);
            }
            attributes.text("ApproximateFirstReceiveTimestamp");
            JsonNode body = message.node().path("body");
            message.text("body");
            Optional<SnsNotification> notification = SnsNotification.inText(body, message.path() + "body.", json);
            Optional<EventBridgeEvent> bridged = notification.isPresent()
                    ? Optional.empty()
                    : EventBridgeEvent.inText(body, message.path() + "body.", json);
            return new SqsTrigger(
                    message.text("eventSourceARN"),
                    message.text("awsRegion"),
                    message.text("receiptHandle"),
                    attributes.text("ApproximateReceiveCount"),
                    attributes.text("SenderId"),
                    attributes.milliseconds("SentTimestamp"),
                    carriers(event.path("Records")),
                    attributes.optionalText("AWSTraceHeader"),
                    notification,
                    bridged);
        }

        private List<Carrier> carriers(JsonNode records) throws EventMismatch {
            List<Carrier> carriers = new ArrayList<>();
            for (int i = 0; i < Math.min(records.size(), MOST_CARRIERS); i++) {
                EventFields message = new EventFields(records.path(i), "Records[" + i + "].");
                try {
                    carriers.add(carrier(message));
                } catch (EventMismatch e) {
                    if (i == 0) {
                        throw e;
                    }
                    // The extension looks at the first message only; the others are told for the diagnosis.
                    carriers.add(new Carrier(message.place(), List.of(), Map.of(), String.valueOf(e.getMessage())));
                }
            }
            return carriers;
        }

        /** Returns what the message's own attribute carries, else what the event or envelope in its body does. */
        private Carrier carrier(EventFields message) throws EventMismatch {
            EventFields attributes = message.object("messageAttributes");
            List<String> names = new ArrayList<>();
            for (Map.Entry<String, JsonNode> attribute : attributes.node().properties()) {
                attributes.object(attribute.getKey()).text("dataType");
                names.add(attribute.getKey());
            }
            String problem = "";
            if (names.contains(Carrier.DATADOG)) {
                EventFields datadog = attributes.object(Carrier.DATADOG);
                String type = datadog.text("dataType");
                Optional<String> text = datadog.optionalText("stringValue");
                Optional<String> bytes = datadog.optionalText("binaryValue");
                // A label may follow the type, as in String.json.
                if (type.startsWith("String") && text.isPresent()) {
                    return Carrier.ofJson(attributes.place(), names, text.get(), json);
                }
                if (type.startsWith("Binary") && bytes.isPresent()) {
                    return Carrier.ofBase64(attributes.place(), names, bytes.get(), json);
                }
                problem = "_datadog has the type " + type + " or no value of it; only String and Binary are read";
            }
            JsonNode body = message.node().path("body");
            Carrier own = new Carrier(attributes.place(), names, Map.of(), problem);
            return SnsNotification.inText(body, message.path() + "body.", json)
                    .map(SnsNotification::carrier)
                    .or(() -> EventBridgeEvent.inText(body, message.path() + "body.", json)
                            .map(EventBridgeEvent::carrier))
                    .orElse(own);
        }
    }

    @Override
    public String source() {
        return "sqs";
    }

    @Override
    public Optional<GeneratedContext> generatedContext() {
        return traceHeader.flatMap(header -> AwsTraceHeader.parse(header)
                .map(context -> new GeneratedContext(
                        new Carrier(
                                "Records[0].attributes",
                                List.of("AWSTraceHeader"),
                                Map.of("x-amzn-trace-id", header),
                                ""),
                        context)));
    }

    @Override
    public boolean isAsynchronous() {
        return true;
    }

    @Override
    public List<InferredSpan> inferredSpans(FunctionProfile profile) {
        String queue = queueName();
        Map<String, String> tags = new TreeMap<>(messageTags());
        tags.put("operation_name", "aws.sqs");
        tags.put("receipt_handle", receiptHandle);
        String service = Trigger.serviceName(profile, queue, "lambda_sqs", queue, source());
        InferredSpan span = new InferredSpan("aws.sqs", service, queue, "web", sent * 1_000_000L, tags);
        if (notification.isPresent()) {
            return List.of(notification.get().span(profile), span.wrappedBy(SnsNotification.SOURCE));
        }
        if (event.isPresent()) {
            return List.of(event.get().span(profile), span.wrappedBy(EventBridgeEvent.SOURCE));
        }
        return List.of(span);
    }

    @Override
    public Map<String, String> tags(FunctionProfile profile) {
        Map<String, String> tags = new TreeMap<>(messageTags());
        tags.put(EVENT_SOURCE, source());
        String[] parts = queueArn.split(":", -1);
        String account = parts.length > 4 ? parts[4] : profile.account();
        tags.put(
                EVENT_SOURCE_ARN,
                "arn:" + Trigger.partition(profile.region()) + ":sqs:" + profile.region() + ":" + account + ":"
                        + queueName());
        return tags;
    }

    private Map<String, String> messageTags() {
        return Map.of("retry_count", receiveCount, "sender_id", senderId, "source_arn", queueArn, "aws_region", region);
    }

    private String queueName() {
        return queueArn.substring(queueArn.lastIndexOf(':') + 1);
    }
}
