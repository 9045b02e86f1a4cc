package dev.tracedshop.local.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.Account;
import dev.tracedshop.local.Hurry;
import dev.tracedshop.local.Quiet;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.assembly.Place;
import dev.tracedshop.local.aws.AwsAnswer;
import dev.tracedshop.local.aws.AwsCall;
import dev.tracedshop.local.aws.AwsError;
import dev.tracedshop.local.aws.AwsService;
import dev.tracedshop.local.delivery.DeliveryException;
import dev.tracedshop.local.delivery.Hops;
import dev.tracedshop.local.delivery.MessageAttribute;
import dev.tracedshop.local.delivery.QueueMessage;
import dev.tracedshop.local.delivery.Queues;
import dev.tracedshop.local.delivery.WireCarrier;
import dev.tracedshop.local.trouble.Trouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** SQS as its clients see it, and the queues of an assembly for whoever delivers to them. */
public final class Sqs implements AwsService, Queues, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONTENT_TYPE = "application/x-amz-json-1.0";

    private final Map<String, Queue> queues = new LinkedHashMap<>();
    private final String urls;
    private final Sending sending;
    private final Hops hops;
    private final Receipts receipts = new Receipts();
    private final MoveTasks moves;

    /**
     * Creates the queues that the templates declare.
     *
     * @param engine the engine's address
     * @param frontDoor the address under which clients know the queues
     * @param trouble may let every message come twice
     * @param door takes the calls that move tasks make in the name of whoever started them
     */
    public Sqs(
            URI engine,
            URI frontDoor,
            Function<AwsCall, AwsAnswer> door,
            Assembly assembly,
            Hurry hurry,
            Account account,
            Quiet quiet,
            Hops hops,
            Trouble trouble) {
        this.hops = hops;
        this.moves = new MoveTasks(queues::values, this::url, door, hurry, quiet);
        this.urls = frontDoor + "/" + assembly.place().account() + "/";
        this.sending = new Sending(hurry, trouble);
        Map<String, QueueDefinition> definitions = new LinkedHashMap<>();
        QueueDefinition.of(assembly).forEach(definition -> definitions.put(definition.arn(), definition));
        SqsEngine calls = new SqsEngine(engine);
        definitions.keySet().forEach(arn -> create(arn, definitions, calls, account, quiet, assembly.place()));
    }

    /** A queue's dead-letter queue is created before it, wherever it stands in the templates. */
    private void create(
            String arn,
            Map<String, QueueDefinition> definitions,
            SqsEngine engine,
            Account account,
            Quiet quiet,
            Place place) {
        QueueDefinition definition = definitions.get(arn);
        if (definition == null || has(arn)) {
            return;
        }
        Optional<String> deadLetters = definition.redrive().map(QueueDefinition.Redrive::deadLetters);
        deadLetters.ifPresent(other -> {
            if (!definitions.containsKey(other)) {
                throw new IllegalStateException(definition.path() + " gives its dead letters to " + other
                        + ", which is no queue of this assembly.");
            }
            create(other, definitions, engine, account, quiet, place);
        });
        ObjectNode request = JSON.createObjectNode().put("QueueName", definition.name());
        ObjectNode attributes = request.putObject("Attributes")
                .put("VisibilityTimeout", Long.toString(definition.visibility().toSeconds()))
                .put(
                        "ReceiveMessageWaitTimeSeconds",
                        Long.toString(definition.longPoll().toSeconds()));
        definition
                .redrive()
                .ifPresent(redrive -> attributes.put(
                        "RedrivePolicy",
                        JSON.createObjectNode()
                                .put("deadLetterTargetArn", redrive.deadLetters())
                                .put("maxReceiveCount", redrive.maxReceiveCount())
                                .toString()));
        try {
            String url = engine.call("CreateQueue", request).path("QueueUrl").asText();
            account.open(definition.name());
            queues.put(
                    definition.name(),
                    new Queue(
                            definition,
                            url,
                            engine,
                            account,
                            quiet,
                            deadLetters.flatMap(this::find).orElse(null)));
        } catch (AwsError error) {
            throw new IllegalStateException(
                    "CreateQueue for " + definition.path() + " was refused: " + error.getMessage(), error);
        }
    }

    /** Returns the queues, dead-letter queues before those that they serve. */
    public Collection<Queue> all() {
        return List.copyOf(queues.values());
    }

    /** Finds a queue by its ARN. */
    public Optional<Queue> find(String arn) {
        return queues.values().stream()
                .filter(queue -> queue.definition().arn().equals(arn))
                .findFirst();
    }

    @Override
    public boolean has(String queueArn) {
        return find(queueArn).isPresent();
    }

    @Override
    public String send(String queueArn, QueueMessage message) {
        Queue queue = find(queueArn).orElseThrow(() -> new DeliveryException("There is no queue " + queueArn));
        ObjectNode request = JSON.createObjectNode().put("MessageBody", message.body());
        ObjectNode attributes = request.putObject("MessageAttributes");
        message.attributes()
                .forEach((name, attribute) -> attributes
                        .putObject(name)
                        .put("DataType", attribute.type())
                        .put(attribute.isBinary() ? "BinaryValue" : "StringValue", attribute.value()));
        try {
            return sending.one(queue, request, message.traceHeader())
                    .path("MessageId")
                    .asText();
        } catch (AwsError error) {
            throw new DeliveryException(queueArn + " refused the message: " + error.getMessage());
        } catch (UncheckedIOException failure) {
            throw new DeliveryException(queueArn + " did not take the message: " + failure.getMessage());
        }
    }

    @Override
    public String displayName() {
        return "Sqs";
    }

    @Override
    public String operation(AwsCall call) {
        String target = call.header("X-Amz-Target");
        return target.startsWith("AmazonSQS.")
                ? target.substring("AmazonSQS.".length())
                : "a call in SQS's query protocol";
    }

    @Override
    public AwsAnswer answer(String operation, AwsCall call) {
        ObjectNode request = request(call);
        String traceHeader = call.header("X-Amzn-Trace-Id");
        ObjectNode answer = switch (operation) {
            case "SendMessage" -> {
                ObjectNode sent = sending.one(queue(request), request, traceHeader);
                told(call, operation, queue(request), request, sent);
                yield sent;
            }
            case "SendMessageBatch" -> {
                ObjectNode sent = sending.batch(queue(request), request, traceHeader);
                toldBatch(call, operation, request, sent);
                yield sent;
            }
            case "ReceiveMessage" -> receipts.receive(queue(request), request);
            case "DeleteMessage" -> receipts.delete(queue(request), request);
            case "DeleteMessageBatch" -> receipts.deleteBatch(queue(request), request);
            case "ChangeMessageVisibility" -> receipts.changeVisibility(queue(request), request);
            case "ChangeMessageVisibilityBatch" -> receipts.changeVisibilityBatch(queue(request), request);
            case "GetQueueUrl" -> JSON.createObjectNode().put("QueueUrl", url(named(request, "QueueName")));
            case "GetQueueAttributes" -> attributes(queue(request), request);
            case "ListQueues" -> list(request);
            case "StartMessageMoveTask" -> moves.start(call.caller(), request);
            case "ListMessageMoveTasks" -> moves.list(request);
            case "CancelMessageMoveTask" -> moves.cancel(request);
            case "ListDeadLetterSourceQueues" -> moves.sources(queue(request));
            case "PurgeQueue" -> {
                queue(request).purge();
                yield JSON.createObjectNode();
            }
            default -> throw AwsError.unsupported("Sqs: " + operation);
        };
        return AwsAnswer.of(200, CONTENT_TYPE, answer.isEmpty() ? "" : answer.toString());
    }

    private void toldBatch(AwsCall call, String operation, ObjectNode request, ObjectNode answer) {
        for (JsonNode sent : answer.path("Successful")) {
            for (JsonNode entry : request.path("Entries")) {
                if (entry.path("Id").equals(sent.path("Id"))) {
                    told(call, operation, queue(request), entry, sent);
                }
            }
        }
    }

    private void told(AwsCall call, String operation, Queue queue, JsonNode message, JsonNode answer) {
        hops.sent(
                call.caller(),
                displayName() + "." + operation,
                queue.definition().name(),
                answer.path("MessageId").asText(),
                WireCarrier.ofAttributes(
                        "MessageAttributes",
                        MessageAttribute.read(message.path("MessageAttributes")),
                        call.header("X-Amzn-Trace-Id")));
    }

    private static ObjectNode request(AwsCall call) {
        try {
            return call.body().length > 0 && JSON.readTree(call.body()) instanceof ObjectNode request
                    ? request
                    : JSON.createObjectNode();
        } catch (IOException e) {
            throw new UncheckedIOException("The request is no JSON", e);
        }
    }

    private Queue queue(ObjectNode request) {
        String url = request.path("QueueUrl").asText();
        if (url.isEmpty()) {
            throw SqsLimits.error("MissingParameter", "The request must contain the parameter QueueUrl.");
        }
        return named(url.substring(url.lastIndexOf('/') + 1));
    }

    private Queue named(ObjectNode request, String property) {
        return named(request.path(property).asText());
    }

    private Queue named(String name) {
        Queue queue = queues.get(name);
        if (queue == null) {
            throw SqsLimits.error(
                    "QueueDoesNotExist",
                    "The specified queue does not exist: '" + name + "'. There are: "
                            + String.join(", ", queues.keySet()));
        }
        return queue;
    }

    /** Returns the address under which clients know a queue. */
    private String url(Queue queue) {
        return urls + queue.definition().name();
    }

    private ObjectNode list(ObjectNode request) {
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode found = answer.putArray("QueueUrls");
        String prefix = request.path("QueueNamePrefix").asText();
        queues.values().stream()
                .filter(queue -> queue.definition().name().startsWith(prefix))
                .forEach(queue -> found.add(url(queue)));
        return answer;
    }

    private static ObjectNode attributes(Queue queue, ObjectNode request) {
        JsonNode wanted = request.path("AttributeNames");
        ObjectNode all = JSON.createObjectNode();
        all.putArray("AttributeNames").add("All");
        ObjectNode attributes =
                (ObjectNode) queue.call("GetQueueAttributes", all).path("Attributes");
        attributes.put("MaximumMessageSize", Integer.toString(SqsLimits.MESSAGE_BYTES));
        attributes.put(
                "MessageRetentionPeriod",
                Long.toString(queue.definition().retention().toSeconds()));
        attributes.put("DelaySeconds", Long.toString(queue.definition().delay().toSeconds()));
        ObjectNode answer = JSON.createObjectNode();
        ObjectNode told = answer.putObject("Attributes");
        attributes.properties().forEach(attribute -> {
            for (JsonNode name : wanted) {
                if (name.asText().equals("All") || name.asText().equals(attribute.getKey())) {
                    told.set(attribute.getKey(), attribute.getValue());
                }
            }
        });
        return answer;
    }

    @Override
    public AwsAnswer refuse(AwsError error, String requestId) {
        String body = JSON.createObjectNode()
                .put("__type", "com.amazonaws.sqs#" + error.code())
                .put("message", error.getMessage())
                .toString();
        return AwsAnswer.of(error.status(), CONTENT_TYPE, body)
                .with("x-amzn-query-error", queryCode(error.code()) + (error.status() < 500 ? ";Sender" : ";Receiver"));
    }

    /** Clients know the errors by the names that they had in the older query protocol. */
    private static String queryCode(String code) {
        return switch (code) {
            case "QueueDoesNotExist" -> "AWS.SimpleQueueService.NonExistentQueue";
            case "EmptyBatchRequest",
                    "TooManyEntriesInBatchRequest",
                    "BatchEntryIdsNotDistinct",
                    "BatchRequestTooLong",
                    "InvalidBatchEntryId",
                    "MessageNotInflight",
                    "UnsupportedOperation" -> "AWS.SimpleQueueService." + code;
            default -> code;
        };
    }

    @Override
    public void close() {
        moves.close();
        sending.close();
        queues.values().forEach(Queue::forgetAll);
    }
}
