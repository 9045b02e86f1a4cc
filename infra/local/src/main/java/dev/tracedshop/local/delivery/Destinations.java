package dev.tracedshop.local.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.iam.Permissions;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where records and dead letters of asynchronous invocations go, found by ARN. Topics and buses themselves invoke functions, so they are told
 * once they exist; nothing is delivered before.
 */
public final class Destinations {
    private final Queues queues;
    private final Permissions permissions;
    private volatile @Nullable Topics topics;
    private volatile @Nullable Buses buses;

    /**
     * @param queues the queues of the assembly
     * @param permissions whether a function's role may send what became of its events
     */
    public Destinations(Queues queues, Permissions permissions) {
        this.queues = queues;
        this.permissions = permissions;
    }

    /** Tells the topics and buses. */
    public void open(Topics newTopics, Buses newBuses) {
        topics = newTopics;
        buses = newBuses;
    }

    /**
     * Sends a message to a queue or a topic.
     *
     * @throws DeliveryException if it does not take the message
     */
    public void send(String arn, QueueMessage message) {
        Topics known = topics;
        if (service(arn).equals("sqs")) {
            queues.send(arn, message);
        } else if (service(arn).equals("sns") && known != null) {
            known.publish(arn, message.body(), message.attributes(), message.traceHeader());
        } else {
            throw new DeliveryException(arn + " is no queue and no topic");
        }
    }

    /**
     * Sends the record of an invocation to a queue, a topic or a bus.
     *
     * @param functionArn whose invocation it was
     * @param succeeded whether it succeeded
     * @throws DeliveryException if the destination does not take it
     */
    void record(String arn, String functionArn, boolean succeeded, JsonNode record, String traceHeader) {
        Buses known = buses;
        if (service(arn).equals("events") && known != null) {
            known.put(
                    arn,
                    "lambda",
                    "Lambda Function Invocation Result - " + (succeeded ? "Success" : "Failure"),
                    List.of(arn, functionArn),
                    record,
                    traceHeader);
        } else {
            send(arn, new QueueMessage(record.toString(), Map.of(), traceHeader));
        }
    }

    /**
     * Demands that a function's role may send something to a destination.
     *
     * @throws DeliveryException if it may not
     */
    public void permit(String role, String arn) {
        permissions.refusal(role, action(arn), arn).ifPresent(denial -> {
            throw new DeliveryException(denial.message());
        });
    }

    private static String action(String arn) {
        return switch (service(arn)) {
            case "sqs" -> "sqs:SendMessage";
            case "sns" -> "sns:Publish";
            case "events" -> "events:PutEvents";
            default -> "lambda:InvokeFunction";
        };
    }

    private static String service(String arn) {
        String[] parts = arn.split(":", -1);
        return parts.length > 2 ? parts[2] : "";
    }
}
