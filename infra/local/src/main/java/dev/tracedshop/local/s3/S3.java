package dev.tracedshop.local.s3;

import dev.tracedshop.local.aws.AwsAnswer;
import dev.tracedshop.local.aws.AwsCall;
import dev.tracedshop.local.aws.AwsError;
import dev.tracedshop.local.aws.AwsService;
import dev.tracedshop.local.engine.EngineException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** S3, path style: passes calls to the engine as they are, and has changes told. */
public final class S3 implements AwsService {
    /** Headers of one connection, which say nothing about the next, and those that HTTP clients set themselves. */
    private static final Set<String> OF_THE_CONNECTION = Set.of(
            "connection", "content-length", "date", "expect", "host", "keep-alive", "transfer-encoding", "upgrade");

    private final ObjectStore store;
    private final Notifications notifications;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /**
     * @param store the engine
     * @param notifications is told what changed
     */
    public S3(ObjectStore store, Notifications notifications) {
        this.store = store;
        this.notifications = notifications;
    }

    @Override
    public String displayName() {
        return "S3";
    }

    @Override
    public String operation(AwsCall call) {
        return S3Operation.of(call).name();
    }

    @Override
    public AwsAnswer answer(String operation, AwsCall call) {
        if (!S3Operation.NAMES.contains(operation)) {
            throw AwsError.unsupported("S3: " + operation);
        }
        AwsAnswer answer = passOn(call.method(), call.uri(), call.headers(), call.body());
        if (answer.status() < 300) {
            notifications.of(S3Operation.of(call), call, answer, this::head);
        }
        return answer;
    }

    private AwsAnswer head(URI object) {
        return passOn("HEAD", object, Map.of(), new byte[0]);
    }

    private AwsAnswer passOn(String method, URI uri, Map<String, ? extends Iterable<String>> headers, byte[] body) {
        URI engine = store.uri();
        String path = uri.getRawPath().substring(1) + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(engine + path))
                .timeout(Duration.ofSeconds(30))
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        HttpResponse<byte[]> response;
        try {
            response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new EngineException(
                    "The S3 engine does not answer: " + e.getMessage() + ". Its log is s3mock.log.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the S3 engine worked", e);
        }
        Map<String, String> answered = new LinkedHashMap<>();
        response.headers().map().forEach((name, values) -> {
            // What a HEAD is asked for is the length of what it does not send.
            boolean length = method.equals("HEAD") && name.equalsIgnoreCase("content-length");
            if (length || !OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                answered.put(name, String.join(",", values));
            }
        });
        answered.putIfAbsent("x-amz-request-id", UUID.randomUUID().toString());
        return new AwsAnswer(response.statusCode(), answered, response.body());
    }

    @Override
    public AwsAnswer refuse(AwsError error, String requestId) {
        return AwsAnswer.of(
                        error.status(),
                        "application/xml",
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + escaped(error.code())
                                + "</Code><Message>" + escaped(String.valueOf(error.getMessage()))
                                + "</Message><RequestId>" + requestId + "</RequestId></Error>")
                .with("x-amz-request-id", requestId);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
