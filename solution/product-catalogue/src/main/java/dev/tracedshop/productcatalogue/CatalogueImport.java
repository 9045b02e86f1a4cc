package dev.tracedshop.productcatalogue;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.S3Event;
import com.amazonaws.services.lambda.runtime.events.models.s3.S3EventNotification.S3EventNotificationRecord;
import com.amazonaws.services.lambda.runtime.events.models.s3.S3EventNotification.S3ObjectEntity;
import dev.tracedshop.function.FunctionEnvironment;
import dev.tracedshop.tracing.Log;
import dev.tracedshop.tracing.OwnTraces;
import dev.tracedshop.tracing.Spans;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;

/**
 * Creates the products of a catalogue when the bucket tells that it was stored.
 *
 * <p>S3 carries no trace context. What joins the import to the upload are span pointers: the tracer leaves one on the
 * call that stores the file, the extension one on the invocation that is told of it. Each row has a trace of its own,
 * linked to the import's.
 *
 * <p>After each import there is a file of errors, with a line for each row that was not imported; with none but the
 * header when there is no such row. It takes the place of the one before.
 */
public final class CatalogueImport implements RequestHandler<S3Event, @Nullable Void> {

    /** The key of the file that a span is about. */
    static final String KEY = "catalogue.key";

    private static final String BUCKET = "CATALOGUE_BUCKET_NAME";
    private static final String TABLE = "TABLE_NAME";
    private static final String TOPIC = "PRODUCT_CREATED_TOPIC_ARN";
    private static final Log LOG = new Log(CatalogueImport.class);

    /** Enough to give up a call that hangs, and to store the errors. */
    private static final int RESERVED_MILLISECONDS = 10_000;

    private final CatalogueFiles files;
    private final RowImport rows;

    /** Makes the function as Lambda does; the environment names bucket, table and topic. */
    public CatalogueImport() {
        this(FunctionEnvironment.ofProcess(BUCKET, TABLE, TOPIC));
    }

    private CatalogueImport(FunctionEnvironment environment) {
        this(
                new S3CatalogueFiles(environment.client(S3Client.builder()).build(), environment.value(BUCKET)),
                new DynamoDbProducts(
                        environment.client(DynamoDbClient.builder()).build(), environment.value(TABLE)),
                new SnsEvents(environment.client(SnsClient.builder()).build(), environment.value(TOPIC)),
                Clock.systemUTC());
    }

    public CatalogueImport(CatalogueFiles files, Products products, EventPublisher events, Clock clock) {
        this.files = files;
        this.rows = new RowImport(products, events, clock);
    }

    @Override
    public @Nullable Void handleRequest(S3Event event, Context context) {
        for (S3EventNotificationRecord notification : event.getRecords()) {
            Spans.inSpan(
                    "catalogue.import", () -> importFile(notification.getS3().getObject(), context));
        }
        return null;
    }

    private boolean importFile(S3ObjectEntity file, Context context) {
        // In a notification the key is encoded as in a URL.
        String key = file.getUrlDecodedKey();
        Spans.tag(KEY, key);
        ErrorsFile errors = new ErrorsFile();
        FileImport work = new FileImport(
                rows,
                errors,
                OwnTraces.linkedToCurrent(),
                () -> context.getRemainingTimeInMillis() > RESERVED_MILLISECONDS);
        Long size = file.getSizeAsLong();
        if (size != null && size > CatalogueFiles.LARGEST) {
            errors.add(
                    1,
                    "the file has " + size + " bytes, of " + CatalogueFiles.LARGEST + " that a catalogue may have",
                    List.of());
        } else {
            read(key, work);
        }
        files.storeErrors(key, errors.toCsv());
        int refused = errors.size() - work.unfinished();
        Spans.tag("catalogue.created", work.created());
        Spans.tag("catalogue.existing", work.existing());
        Spans.tag("catalogue.refused", refused);
        Spans.tag("catalogue.unfinished", work.unfinished());
        LOG.info(
                "catalogue imported",
                Map.of(
                        KEY,
                        key,
                        "created",
                        work.created(),
                        "existing",
                        work.existing(),
                        "refused",
                        refused,
                        "unfinished",
                        work.unfinished()));
        if (work.unfinished() > 0) {
            throw new ImportUnfinishedException(work.unfinished() + " rows of " + key
                    + " are not imported yet; its file of errors names them. The others are, and to import them again"
                    + " changes nothing");
        }
        return true;
    }

    private void read(String key, FileImport work) {
        try (InputStream file = files.open(key)) {
            work.run(file);
        } catch (IOException e) {
            throw new UncheckedIOException(key + " could not be read", e);
        }
    }
}
