package dev.tracedshop.local.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.assembly.Place;
import dev.tracedshop.local.assembly.Resource;
import dev.tracedshop.local.engine.Dynoxide;
import dev.tracedshop.local.streams.StreamApi;
import dev.tracedshop.local.streams.TableStreams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Hands DynamoDB calls to the engine, and presents its ARNs with the region and account of the templates. */
public final class DynamoDb implements AwsService {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final URI engine;
    private final String arn;
    private final TableStreams streams;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /**
     * @param engine the engine's address
     * @param streams the streams of its tables; told of every write
     */
    public DynamoDb(URI engine, Place place, TableStreams streams) {
        this.engine = engine;
        this.arn = place.arn("dynamodb", "");
        this.streams = streams;
    }

    @Override
    public String displayName() {
        return "DynamoDb";
    }

    @Override
    public String operation(AwsCall call) {
        String target = call.header("X-Amz-Target");
        return target.substring(target.indexOf('.') + 1);
    }

    @Override
    public AwsAnswer answer(String operation, AwsCall call) {
        if (call.header("X-Amz-Target").startsWith(StreamApi.TARGET)) {
            return AwsAnswer.of(
                    200,
                    "application/x-amz-json-1.0",
                    streams.api().call(operation, JsonProtocol.request(call)).toString());
        }
        try {
            return passOn(call);
        } finally {
            // However it ended: the engine may have written and not have been able to say so.
            if (streams.areRead()) {
                streams.written(operation, JsonProtocol.request(call));
            }
        }
    }

    private AwsAnswer passOn(AwsCall call) {
        HttpRequest.Builder request = HttpRequest.newBuilder(engine)
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofByteArray(call.body()));
        for (String header : List.of("X-Amz-Target", "Content-Type", "Authorization", "X-Amz-Date")) {
            if (call.headers().containsKey(header)) {
                request.header(header, call.header(header));
            }
        }
        HttpResponse<byte[]> response;
        try {
            response = send(request.build());
        } catch (UncheckedIOException e) {
            // Whoever asks again finds the engine started again; whether this call took effect, nobody knows.
            throw new AwsError(500, "InternalServerError", String.valueOf(e.getMessage()));
        }
        byte[] body = response.body();
        Map<String, String> headers = new LinkedHashMap<>();
        response.headers().firstValue("content-type").ifPresent(value -> headers.put("Content-Type", value));
        response.headers().firstValue("x-amzn-requestid").ifPresent(value -> headers.put("x-amzn-RequestId", value));
        String text = new String(body, StandardCharsets.UTF_8);
        if (text.contains(StreamApi.ENGINE_ARN)) {
            body = text.replace(StreamApi.ENGINE_ARN, arn).getBytes(StandardCharsets.UTF_8);
        } else {
            // The checksum of an untouched body is still right.
            response.headers().firstValue("x-amz-crc32").ifPresent(value -> headers.put("x-amz-crc32", value));
        }
        return new AwsAnswer(response.statusCode(), headers, body);
    }

    @Override
    public AwsAnswer refuse(AwsError error, String requestId) {
        ObjectNode body = JSON.createObjectNode()
                .put("__type", "com.amazonaws.dynamodb.v20120810#" + error.code())
                .put("message", error.getMessage());
        return AwsAnswer.of(error.status(), "application/x-amz-json-1.0", body.toString());
    }

    /** Creates the tables that the templates declare, and tells the templates the ARNs of their streams. */
    public void createTables(Assembly assembly) {
        for (Resource resource : assembly.resources("AWS::DynamoDB::Table")) {
            JsonNode properties = assembly.properties(resource);
            ObjectNode request = JSON.createObjectNode();
            request.put("TableName", assembly.physicalId(resource));
            // Capacity is not simulated, so every table is paid per request.
            request.put("BillingMode", "PAY_PER_REQUEST");
            request.set("KeySchema", properties.path("KeySchema"));
            request.set("AttributeDefinitions", properties.path("AttributeDefinitions"));
            if (properties.has("GlobalSecondaryIndexes")) {
                request.set("GlobalSecondaryIndexes", properties.path("GlobalSecondaryIndexes"));
            }
            if (properties.has("StreamSpecification")) {
                request.putObject("StreamSpecification")
                        .put("StreamEnabled", true)
                        .set(
                                "StreamViewType",
                                properties.path("StreamSpecification").path("StreamViewType"));
            }
            JsonNode created = require("CreateTable", request, resource).path("TableDescription");
            if (created.has("LatestStreamArn")) {
                String streamArn = created.path("LatestStreamArn").asText().replace(StreamApi.ENGINE_ARN, arn);
                streams.add(assembly.physicalId(resource), streamArn);
                assembly.bind(resource, "StreamArn", streamArn);
            }
            if (properties.has("TimeToLiveSpecification")) {
                ObjectNode ttl = JSON.createObjectNode().put("TableName", assembly.physicalId(resource));
                ttl.set("TimeToLiveSpecification", properties.path("TimeToLiveSpecification"));
                require("UpdateTimeToLive", ttl, resource);
            }
        }
    }

    private JsonNode require(String operation, JsonNode request, Resource resource) {
        HttpResponse<byte[]> response = send(Dynoxide.request(engine, operation, request.toString()));
        if (response.statusCode() != 200) {
            throw new IllegalStateException(operation + " for " + resource.path() + " was refused: "
                    + new String(response.body(), StandardCharsets.UTF_8));
        }
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException("The DynamoDB engine answers " + operation + " with what is not JSON", e);
        }
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The DynamoDB engine at " + engine + " does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the DynamoDB engine worked", e);
        }
    }
}
