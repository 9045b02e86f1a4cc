package dev.tracedshop.local.sns;

import dev.tracedshop.local.aws.AwsAnswer;
import dev.tracedshop.local.aws.AwsCall;
import dev.tracedshop.local.aws.AwsError;
import dev.tracedshop.local.aws.AwsService;
import dev.tracedshop.local.delivery.DeliveryException;
import dev.tracedshop.local.delivery.Hops;
import dev.tracedshop.local.delivery.MessageAttribute;
import dev.tracedshop.local.delivery.Topics;
import dev.tracedshop.local.delivery.WireCarrier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/** SNS as far as publishing goes. Speaks the query protocol: a form comes in, XML goes out. */
public final class Sns implements AwsService, Topics {
    private static final int MAX_BATCH = 10;
    private static final Pattern ENTRY_ID = Pattern.compile("[A-Za-z0-9_-]{1,80}");
    private static final String NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/";

    private final Map<String, Topic> topics = new LinkedHashMap<>();
    private final Publication publication;
    private final Hops hops;

    /**
     * @param declared the topics and subscriptions of the templates
     * @param publication takes what is published
     * @param hops is told what was published
     */
    public Sns(DeclaredTopics declared, Publication publication, Hops hops) {
        this.publication = publication;
        this.hops = hops;
        declared.topics().forEach(topic -> {
            topics.put(topic.arn(), topic);
            publication.open(topic);
        });
    }

    @Override
    public String displayName() {
        return "Sns";
    }

    @Override
    public String operation(AwsCall call) {
        return new Form(call.body()).get("Action");
    }

    @Override
    public AwsAnswer answer(String operation, AwsCall call) {
        Form form = new Form(call.body());
        return switch (operation) {
            case "Publish" -> {
                Message message = form.message("");
                publish(call, operation, topic(form), message);
                yield result(operation, "<MessageId>" + message.id() + "</MessageId>");
            }
            case "PublishBatch" -> batch(call, form);
            default -> throw AwsError.unsupported("Sns." + operation);
        };
    }

    @Override
    public boolean has(String topicArn) {
        return topics.containsKey(topicArn);
    }

    @Override
    public String publish(String topicArn, String body, Map<String, MessageAttribute> attributes, String traceHeader) {
        Topic topic = topics.get(topicArn);
        if (topic == null) {
            throw new DeliveryException("Topic does not exist: " + topicArn);
        }
        Message message = Message.of(body, "", attributes);
        if (message.size() > Form.MAX_MESSAGE) {
            throw new DeliveryException("The message is longer than " + Form.MAX_MESSAGE + " bytes");
        }
        publication.publish(topic, message, traceHeader);
        return message.id();
    }

    private void publish(AwsCall call, String operation, Topic topic, Message message) {
        String traceHeader = call.header("X-Amzn-Trace-Id");
        hops.sent(
                call.caller(),
                displayName() + "." + operation,
                topic.name(),
                message.id(),
                WireCarrier.ofAttributes("MessageAttributes", message.attributes(), traceHeader));
        publication.publish(topic, message, traceHeader);
    }

    private AwsAnswer batch(AwsCall call, Form form) {
        Topic topic = topic(form);
        Map<String, Message> entries = new LinkedHashMap<>();
        for (int i = 1; form.has("PublishBatchRequestEntries.member." + i + ".Id"); i++) {
            String prefix = "PublishBatchRequestEntries.member." + i + ".";
            String id = form.get(prefix + "Id");
            if (!ENTRY_ID.matcher(id).matches()) {
                throw new AwsError(
                        400,
                        "InvalidBatchEntryId",
                        "The Id of a batch entry in a batch request doesn't abide by the specification: " + id);
            }
            if (entries.put(id, form.message(prefix)) != null) {
                throw new AwsError(400, "BatchEntryIdsNotDistinct", "Two entries have the id " + id);
            }
        }
        if (entries.isEmpty()) {
            throw new AwsError(400, "EmptyBatchRequest", "The batch request doesn't contain any entries.");
        }
        if (entries.size() > MAX_BATCH) {
            throw new AwsError(
                    400, "TooManyEntriesInBatchRequest", "The batch request contains more entries than " + MAX_BATCH);
        }
        if (entries.values().stream().mapToLong(Message::size).sum() > Form.MAX_MESSAGE) {
            throw new AwsError(400, "BatchRequestTooLong", "The batch is longer than " + Form.MAX_MESSAGE + " bytes.");
        }
        StringBuilder successful = new StringBuilder("<Successful>");
        entries.forEach((id, message) -> {
            publish(call, "PublishBatch", topic, message);
            successful
                    .append("<member><Id>")
                    .append(xml(id))
                    .append("</Id><MessageId>")
                    .append(message.id())
                    .append("</MessageId></member>");
        });
        return result(
                "PublishBatch", successful.append("</Successful><Failed/>").toString());
    }

    private Topic topic(Form form) {
        String arn = form.has("TopicArn") ? form.get("TopicArn") : form.get("TargetArn");
        if (arn.isEmpty()) {
            throw new AwsError(
                    400,
                    "InvalidParameter",
                    "Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter");
        }
        Topic topic = topics.get(arn);
        if (topic == null) {
            throw new AwsError(404, "NotFound", "Topic does not exist: " + arn);
        }
        return topic;
    }

    private static AwsAnswer result(String operation, String inner) {
        return AwsAnswer.of(
                200,
                "text/xml",
                "<" + operation + "Response xmlns=\"" + NAMESPACE + "\"><" + operation + "Result>" + inner + "</"
                        + operation + "Result><ResponseMetadata><RequestId>" + UUID.randomUUID()
                        + "</RequestId></ResponseMetadata></" + operation + "Response>");
    }

    @Override
    public AwsAnswer refuse(AwsError error, String requestId) {
        String type = error.status() < 500 ? "Sender" : "Receiver";
        return AwsAnswer.of(
                error.status(),
                "text/xml",
                "<ErrorResponse xmlns=\"" + NAMESPACE + "\"><Error><Type>" + type + "</Type><Code>" + error.code()
                        + "</Code><Message>" + xml(String.valueOf(error.getMessage())) + "</Message></Error><RequestId>"
                        + requestId + "</RequestId></ErrorResponse>");
    }

    private static String xml(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
