package dev.tracedshop.local.aws;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.Account;
import dev.tracedshop.local.function.Function;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** SNS as far as publishing and delivery to functions go. Speaks the query protocol: a form comes in, XML goes out. */
final class Sns implements AwsService {
    /** <a href="https://docs.aws.amazon.com/general/latest/gr/sns.html">SNS quotas</a>: a message with its attributes, and a batch. */
    private static final int MAX_MESSAGE = 256 * 1024;

    private static final int MAX_BATCH = 10;
    private static final String NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/";
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Pattern ATTRIBUTE = Pattern.compile(
            "MessageAttributes\\.(?:entry|member)\\.(\\d+)\\.(Name|Value\\.(?:DataType|StringValue|BinaryValue))");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Topic> topics = new LinkedHashMap<>();
    private final Account account;
    private final BiConsumer<String, String> published;

    /**
     * A topic and who subscribed to it.
     *
     * @param arn its ARN
     * @param subscriptions in the order of the templates
     */
    record Topic(String arn, List<Subscription> subscriptions) {
        String name() {
            return arn.substring(arn.lastIndexOf(':') + 1);
        }
    }

    /**
     * A function's subscription.
     *
     * @param arn its ARN
     * @param function who is invoked
     */
    record Subscription(String arn, Function function) {}

    private record Attribute(String type, String value) {}

    private record Message(String id, String body, String subject, Map<String, Attribute> attributes) {}

    /**
     * @param topics all topics of the templates
     * @param account counts what goes through
     * @param published is told every accepted message: the topic's name and the message
     */
    Sns(List<Topic> topics, Account account, BiConsumer<String, String> published) {
        this.account = account;
        this.published = published;
        topics.forEach(topic -> {
            this.topics.put(topic.arn(), topic);
            account.open(topic.name());
        });
    }

    @Override
    public String displayName() {
        return "Sns";
    }

    @Override
    public String operation(AwsCall call) {
        return form(call).getOrDefault("Action", "");
    }

    @Override
    public AwsAnswer answer(String operation, AwsCall call) {
        Map<String, String> form = form(call);
        String traceHeader = call.header("X-Amzn-Trace-Id");
        return switch (operation) {
            case "Publish" -> {
                Message message = message(form, "");
                publish(topic(form.getOrDefault("TopicArn", form.getOrDefault("TargetArn", ""))), message, traceHeader);
                yield result(operation, "<MessageId>" + message.id() + "</MessageId>");
            }
            case "PublishBatch" -> batch(form, traceHeader);
            default -> throw AwsError.unsupported("Sns." + operation);
        };
    }

    private AwsAnswer batch(Map<String, String> form, String traceHeader) {
        Topic topic = topic(form.getOrDefault("TopicArn", ""));
        Map<String, Message> entries = new LinkedHashMap<>();
        for (int i = 1; form.containsKey("PublishBatchRequestEntries.member." + i + ".Id"); i++) {
            String prefix = "PublishBatchRequestEntries.member." + i + ".";
            String id = form.getOrDefault(prefix + "Id", "");
            if (entries.put(id, message(form, prefix)) != null) {
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
        if (entries.values().stream().mapToLong(Sns::size).sum() > MAX_MESSAGE) {
            throw new AwsError(400, "BatchRequestTooLong", "The batch is longer than " + MAX_MESSAGE + " bytes.");
        }
        StringBuilder successful = new StringBuilder("<Successful>");
        entries.forEach((id, message) -> {
            publish(topic, message, traceHeader);
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

    private Topic topic(String arn) {
        Topic topic = topics.get(arn);
        if (topic == null) {
            throw new AwsError(404, "NotFound", "Topic does not exist: " + arn);
        }
        return topic;
    }

    private static Message message(Map<String, String> form, String prefix) {
        String body = form.get(prefix + "Message");
        if (body == null || body.isEmpty()) {
            throw new AwsError(400, "InvalidParameter", "Invalid parameter: Empty message");
        }
        if (form.containsKey(prefix + "MessageStructure")) {
            throw AwsError.unsupported("Sns.Publish with MessageStructure");
        }
        Message message = new Message(
                UUID.randomUUID().toString(),
                body,
                form.getOrDefault(prefix + "Subject", ""),
                attributes(form, prefix));
        if (size(message) > MAX_MESSAGE) {
            throw new AwsError(400, "InvalidParameter", "Invalid parameter: Message too long");
        }
        return message;
    }

    private static Map<String, Attribute> attributes(Map<String, String> form, String prefix) {
        Map<Integer, Map<String, String>> parts = new TreeMap<>();
        form.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                Matcher matcher = ATTRIBUTE.matcher(key.substring(prefix.length()));
                if (matcher.matches()) {
                    parts.computeIfAbsent(Integer.valueOf(matcher.group(1)), ignored -> new LinkedHashMap<>())
                            .put(matcher.group(2), value);
                }
            }
        });
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        parts.values()
                .forEach(part -> attributes.put(
                        part.getOrDefault("Name", ""),
                        new Attribute(
                                part.getOrDefault("Value.DataType", "String"),
                                part.getOrDefault("Value.StringValue", part.getOrDefault("Value.BinaryValue", "")))));
        return attributes;
    }

    private static long size(Message message) {
        long size = bytes(message.body());
        for (Map.Entry<String, Attribute> attribute : message.attributes().entrySet()) {
            size += bytes(attribute.getKey())
                    + bytes(attribute.getValue().type())
                    + bytes(attribute.getValue().value());
        }
        return size;
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private void publish(Topic topic, Message message, String traceHeader) {
        account.published(topic.name());
        published.accept(topic.name(), message.body());
        for (Subscription subscription : topic.subscriptions()) {
            byte[] event = event(topic, subscription, message).toString().getBytes(StandardCharsets.UTF_8);
            var unused = subscription.function().invoke(event, traceHeader).thenAccept(outcome -> {
                if (outcome.succeeded()) {
                    account.delivered(topic.name());
                } else {
                    account.failed(topic.name());
                }
            });
        }
    }

    /** The event as <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html">Lambda documents it</a>. */
    private static ObjectNode event(Topic topic, Subscription subscription, Message message) {
        ObjectNode event = JSON.createObjectNode();
        ObjectNode record = event.putArray("Records").addObject();
        record.put("EventSource", "aws:sns");
        record.put("EventVersion", "1.0");
        record.put("EventSubscriptionArn", subscription.arn());
        ObjectNode sns = record.putObject("Sns");
        sns.put("Type", "Notification");
        sns.put("MessageId", message.id());
        sns.put("TopicArn", topic.arn());
        if (message.subject().isEmpty()) {
            sns.putNull("Subject");
        } else {
            sns.put("Subject", message.subject());
        }
        sns.put("Message", message.body());
        sns.put("Timestamp", TIMESTAMP.format(Instant.now()));
        sns.put("SignatureVersion", "1");
        sns.put("Signature", "not-signed-on-this-machine");
        sns.put("SigningCertUrl", "");
        sns.put("UnsubscribeUrl", "");
        ObjectNode attributes = sns.putObject("MessageAttributes");
        message.attributes()
                .forEach((name, attribute) ->
                        attributes.putObject(name).put("Type", attribute.type()).put("Value", attribute.value()));
        return event;
    }

    private static Map<String, String> form(AwsCall call) {
        Map<String, String> form = new LinkedHashMap<>();
        for (String pair : new String(call.body(), StandardCharsets.UTF_8).split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                form.put(
                        URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return form;
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
