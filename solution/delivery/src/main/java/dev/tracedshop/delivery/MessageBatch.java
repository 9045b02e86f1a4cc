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
 * Handles the messages of a batch one by one, each in its process span, and reports which of them are to be delivered
 * again.
 */
public final class MessageBatch {

    /*
     * A message is handled, refused or repeated, and what becomes of one is nothing to the others. Refused is what can
     * never be handled: the handler says so, or the text is not the JSON that was agreed. It goes to the dead-letter
     * queue at once and counts as handled; three more deliveries would not make it better. Any other exception is taken
     * for a fault that passes: the message is reported, and delivered again. So is one that could not be dead-lettered.
     */

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
        // region:each
        boolean first = true;
        for (SQSMessage message : messages) {
            if (!isHandled(message, first, handler)) {
                failures.add(new BatchItemFailure(message.getMessageId()));
            }
            first = false;
        }
        return new SQSBatchResponse(failures);
        // endregion:each
    }

    private boolean isHandled(SQSMessage message, boolean first, Consumer<SQSMessage> handler) {
        // region:process
        try {
            spans.process(message, first, () -> handleOrRefuse(message, handler));
            return true;
        } catch (RuntimeException e) {
            // The span has the exception, and the log line its trace: both were written inside of the span.
            return false;
        }
        // endregion:process
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
