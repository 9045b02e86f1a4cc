package dev.tracedshop.local.streams;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.assembly.Place;
import dev.tracedshop.local.aws.AwsError;
import dev.tracedshop.local.engine.Dynoxide;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * The Streams API of the DynamoDB engine, with the ARNs, regions and ids that AWS would show.
 *
 * <p>A shard iterator is written as AWS writes it, with the stream's ARN in front of the engine's own, so that whoever gets records knows
 * whose they are. An update that changed nothing leaves no record on AWS, and so it does here where the images can be compared.
 */
public final class StreamApi {
    /** How the engine's ARNs begin. */
    public static final String ENGINE_ARN = "arn:aws:dynamodb:dynoxide:000000000000:";

    /** What precedes an operation in the header {@code X-Amz-Target}. */
    public static final String TARGET = "DynamoDBStreams_20120810.";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BETWEEN = "|1|";

    private final URI engine;
    private final Place place;
    private final String arn;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** @param engine the engine's address */
    public StreamApi(URI engine, Place place) {
        this.engine = engine;
        this.place = place;
        this.arn = place.arn("dynamodb", "");
    }

    /**
     * Makes a call.
     *
     * @param operation for example {@code GetRecords}
     * @param request with ARNs and iterators as this API gave them
     * @throws AwsError if the engine refuses
     */
    public JsonNode call(String operation, JsonNode request) {
        return switch (operation) {
            case "GetShardIterator" -> {
                ObjectNode answer = (ObjectNode) send(operation, request);
                yield answer.put(
                        "ShardIterator",
                        request.path("StreamArn").asText()
                                + BETWEEN
                                + answer.path("ShardIterator").asText());
            }
            case "GetRecords" -> records(request);
            default -> send(operation, request);
        };
    }

    private JsonNode records(JsonNode request) {
        String iterator = request.path("ShardIterator").asText();
        int end = iterator.indexOf(BETWEEN);
        if (end < 0) {
            throw new AwsError(400, "ValidationException", "Invalid ShardIterator: " + iterator);
        }
        String stream = iterator.substring(0, end);
        ObjectNode asked = request.deepCopy();
        asked.put("ShardIterator", iterator.substring(end + BETWEEN.length()));
        JsonNode answer = send("GetRecords", asked);
        ObjectNode presented = JSON.createObjectNode();
        ArrayNode records = presented.putArray("Records");
        for (JsonNode record : answer.path("Records")) {
            if (changedSomething(record.path("dynamodb"))) {
                records.add(present(record, stream));
            }
        }
        if (answer.hasNonNull("NextShardIterator")) {
            presented.put(
                    "NextShardIterator",
                    stream + BETWEEN + answer.path("NextShardIterator").asText());
        }
        return presented;
    }

    private static boolean changedSomething(JsonNode change) {
        return !change.has("NewImage")
                || !change.has("OldImage")
                || !change.path("NewImage").equals(change.path("OldImage"));
    }

    private ObjectNode present(JsonNode engineRecord, String stream) {
        ObjectNode record = engineRecord.deepCopy();
        ObjectNode change = (ObjectNode) record.path("dynamodb");
        record.put("eventID", eventId(stream, change.path("SequenceNumber").asText()));
        record.put("awsRegion", place.region());
        // Whole seconds, as AWS tells it.
        change.put(
                "ApproximateCreationDateTime",
                change.path("ApproximateCreationDateTime").asLong());
        return record;
    }

    /** The engine counts records per stream; an event's id is unique on AWS. */
    private static String eventId(String stream, String sequenceNumber) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((stream + "/" + sequenceNumber).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private JsonNode send(String operation, JsonNode request) {
        HttpResponse<String> response;
        try {
            response = client.send(
                    Dynoxide.call(engine, TARGET + operation, request.toString().replace(arn, ENGINE_ARN)),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The DynamoDB engine at " + engine + " does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the DynamoDB engine worked", e);
        }
        JsonNode answer = json(response.body().replace(ENGINE_ARN, arn));
        if (response.statusCode() != 200) {
            String type = answer.path("__type").asText();
            throw new AwsError(
                    response.statusCode(),
                    type.substring(type.indexOf('#') + 1),
                    answer.path("message").asText(operation + " was refused"));
        }
        return answer;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            throw new IllegalStateException("The DynamoDB engine answers what is not JSON: " + text, e);
        }
    }
}
