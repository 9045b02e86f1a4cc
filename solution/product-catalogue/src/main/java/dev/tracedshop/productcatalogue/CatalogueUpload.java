package dev.tracedshop.productcatalogue;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.tracedshop.function.FunctionEnvironment;
import dev.tracedshop.tracing.Log;
import dev.tracedshop.tracing.Spans;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Answers {@code PUT /catalogue/{name}} with a CSV file as its body: 202 when the file is stored, 400 with every reason
 * why it is not, or 413 when it is too large.
 *
 * <p>Whether the file is a catalogue is the import's to find out; it starts when the file is stored.
 */
public final class CatalogueUpload implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

    /** The name of the catalogue that a span is about. */
    static final String CATALOGUE = "catalogue.name";

    /** The size of the catalogue that a span is about. */
    static final String BYTES = "catalogue.bytes";

    private static final String BUCKET = "CATALOGUE_BUCKET_NAME";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Log LOG = new Log(CatalogueUpload.class);

    private final CatalogueFiles files;

    /** Makes the function as Lambda does; the environment names the bucket. */
    public CatalogueUpload() {
        this(FunctionEnvironment.ofProcess(BUCKET));
    }

    private CatalogueUpload(FunctionEnvironment environment) {
        this(new S3CatalogueFiles(environment.client(S3Client.builder()).build(), environment.value(BUCKET)));
    }

    public CatalogueUpload(CatalogueFiles files) {
        this.files = files;
    }

    @Override
    public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
        try {
            return upload(event);
        } catch (RuntimeException e) {
            Spans.record(e);
            LOG.error("catalogue not stored", e, Map.of("aws.request_id", context.getAwsRequestId()));
            return HttpResponses.fault(context);
        }
    }

    private APIGatewayV2HTTPResponse upload(APIGatewayV2HTTPEvent event) {
        List<String> broken = new ArrayList<>();
        Optional<String> name = name(event, broken);
        Optional<byte[]> csv = body(event, broken);
        if (name.isEmpty() || csv.isEmpty()) {
            return HttpResponses.refused(400, broken);
        }
        int bytes = csv.get().length;
        if (bytes > CatalogueFiles.LARGEST) {
            return HttpResponses.refused(
                    413, List.of("The body has " + bytes + " bytes; it may have " + CatalogueFiles.LARGEST));
        }
        return Spans.inSpan("catalogue.upload", () -> {
            Spans.tag(CATALOGUE, name.get());
            Spans.tag(BYTES, bytes);
            files.store(name.get(), csv.get());
            LOG.info("catalogue stored", Map.of(CATALOGUE, name.get(), BYTES, bytes));
            return HttpResponses.accepted(name.get(), bytes);
        });
    }

    private static Optional<String> name(APIGatewayV2HTTPEvent event, List<String> broken) {
        Optional<String> name = Optional.ofNullable(event.getPathParameters())
                .map(path -> path.get("name"))
                .filter(given -> NAME.matcher(given).matches());
        if (name.isEmpty()) {
            broken.add("The catalogue's name must have 1 to 64 characters of A-Z, a-z, 0-9, _ and -");
        }
        return name;
    }

    private static Optional<byte[]> body(APIGatewayV2HTTPEvent event, List<String> broken) {
        String body = event.getBody();
        if (body == null || body.isBlank()) {
            broken.add("The body is missing; it must be a CSV file whose first line is "
                    + String.join(",", CatalogueCsv.COLUMNS));
            return Optional.empty();
        }
        if (!event.getIsBase64Encoded()) {
            return Optional.of(body.getBytes(StandardCharsets.UTF_8));
        }
        try {
            return Optional.of(Base64.getDecoder().decode(body));
        } catch (IllegalArgumentException e) {
            broken.add("The body is not valid base64: " + e.getMessage());
            return Optional.empty();
        }
    }
}
