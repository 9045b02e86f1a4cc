package dev.tracedshop.delivery;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.tracedshop.events.MalformedJsonException;
import dev.tracedshop.tracing.Log;
import dev.tracedshop.tracing.ProcessSpans;
import dev.tracedshop.tracing.Spans;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Handles the messages of a batch one by one, and reports which of them are to be delivered again.
 *
 * <p>What you need is there: {@link ProcessSpans#process} does a piece of work in a process span of a message; {@link
 * #handleOrRefuse} handles one message, and throws what a later delivery may mend.
 */
public final class MessageBatch {

    private static final Log LOG = new Log(MessageBatch.class);

    private final ProcessSpans spans;
    private final DeadLetterQueue deadLetters;

    public MessageBatch(ProcessSpans spans, DeadLetterQueue deadLetters) {
        this.spans = spans;
        this.deadLetters = deadLetters;
    }

    /**
     * Handles every message of the event.
     *
     * @param handler handles one message; throws {@link PermanentlyBadMessageException} or
     *     {@link MalformedJsonException} for one that can never be handled, anything else for a fault that passes
     * @return the ids of the messages to be delivered again
     */
    public SQSBatchResponse handle(SQSEvent event, Consumer<SQSMessage> handler) {
        List<SQSMessage> messages = event.getRecords();
        spans.batchOf(messages.size());
        List<BatchItemFailure> failures = new ArrayList<>();
        // TODO 1: a span for each message. This is one for all of them, and it belongs to the first.
        // TODO 3: an exception ends this, and all messages come back. Report the one that failed, and go on with the
        // others.
        spans.process(messages.get(0), true, () -> messages.forEach(message -> handleOrRefuse(message, handler)));
        return new SQSBatchResponse(failures);
    }

    private void handleOrRefuse(SQSMessage message, Consumer<SQSMessage> handler) {
        Map<String, String> fields = Map.of("messaging.message.id", message.getMessageId());
        try {
            handler.accept(message);
        } catch (PermanentlyBadMessageException | MalformedJsonException bad) {
            Spans.record(bad);
            LOG.error("message refused for good, sent to the dead letters", bad, fields);
            deadLetters.send(message, Objects.requireNonNullElse(bad.getMessage(), ""));
        } catch (RuntimeException failure) {
            LOG.error("message not handled, to be delivered again", failure, fields);
            throw failure;
        }
    }
}
