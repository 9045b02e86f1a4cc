package dev.tracedshop.productchanges;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;
import dev.tracedshop.function.FunctionEnvironment;
import dev.tracedshop.tracing.Log;
import dev.tracedshop.tracing.Spans;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Keeps an audit entry of each write to the table of products, whoever has written.
 *
 * <p>The stream carries no trace context. What joins an entry to its writer are span pointers: the tracer leaves one on
 * the write, and the extension one on the reader, for the batch's first record alone. So the batch size is 1.
 */
public final class ProductChanges implements RequestHandler<DynamodbEvent, StreamsEventResponse> {

    /*
     * The entries need no lease: a record that comes again has the same id, and the entry is there already. The records
     * of one product come in order. When one cannot be handled the rest is left alone, and the stream begins again at
     * that one; after the last attempt its place in the stream goes to the dead letters, and the stream goes on.
     */

    /** The id of the record, which is the key of its audit entry. */
    static final String EVENT_ID = "audit.event_id";

    /** What the write was: INSERT, MODIFY or REMOVE. */
    static final String EVENT_NAME = "audit.event_name";

    /** The tag of a span whose entry was kept before: {@code true}. */
    static final String DUPLICATE = "duplicate";

    private static final String TABLE = "AUDIT_TABLE_NAME";
    private static final Log LOG = new Log(ProductChanges.class);

    private final AuditTrail trail;

    /** Makes the function as Lambda does; the environment names the table of the audit entries. */
    public ProductChanges() {
        this(FunctionEnvironment.ofProcess(TABLE));
    }

    private ProductChanges(FunctionEnvironment environment) {
        this(new DynamoDbAuditTrail(environment.client(DynamoDbClient.builder()).build(), environment.value(TABLE)));
    }

    public ProductChanges(AuditTrail trail) {
        this.trail = trail;
    }

    @Override
    public StreamsEventResponse handleRequest(DynamodbEvent event, Context context) {
        for (DynamodbStreamRecord record : event.getRecords()) {
            if (!isKept(record)) {
                return new StreamsEventResponse(List.of(new BatchItemFailure(sequenceNumber(record))));
            }
        }
        return new StreamsEventResponse(List.of());
    }

    private boolean isKept(DynamodbStreamRecord record) {
        try {
            Spans.inSpan("product.audit", () -> keep(record));
            return true;
        } catch (RuntimeException e) {
            // The span has the exception, and the log line its trace: both were written inside of the span.
            return false;
        }
    }

    private boolean keep(DynamodbStreamRecord record) {
        try {
            AuditEntry entry = AuditEntry.of(record);
            Spans.tag(Spans.PRODUCT_ID, entry.productId());
            Spans.tag(EVENT_ID, entry.eventId());
            Spans.tag(EVENT_NAME, entry.eventName());
            boolean added = trail.add(entry);
            if (!added) {
                Spans.tag(DUPLICATE, true);
            }
            LOG.info(
                    added ? "change of a product audited" : "change of a product had been audited before",
                    Map.of(
                            Spans.PRODUCT_ID,
                            entry.productId(),
                            EVENT_ID,
                            entry.eventId(),
                            EVENT_NAME,
                            entry.eventName()));
            return added;
        } catch (RuntimeException failure) {
            LOG.error(
                    "change of a product not audited, to be delivered again",
                    failure,
                    Map.of(EVENT_ID, Objects.toString(record.getEventID(), "")));
            throw failure;
        }
    }

    /** Without a sequence number the answer names none, and Lambda takes the whole batch for failed. */
    private static @Nullable String sequenceNumber(DynamodbStreamRecord record) {
        return record.getDynamodb() == null ? null : record.getDynamodb().getSequenceNumber();
    }
}
