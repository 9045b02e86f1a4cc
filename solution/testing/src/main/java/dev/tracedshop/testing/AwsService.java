package dev.tracedshop.testing;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;

/**
 * Stands for a service of AWS where a test asks what an adapter sends and how it reads what the service is documented to answer. It notes
 * each request and gives the answers that it was told, one after the other; beyond them it answers 500.
 */
public final class AwsService implements AutoCloseable {
    /**
     * One request.
     *
     * @param operation what {@code X-Amz-Target} names; without it the path, and an invocation's type behind it
     * @param body the body; of a form, decoded
     */
    public record Request(String operation, String body) {}

    private record Answer(int status, String body) {}

    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Headers> headers = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    /** Starts it on a free port of this machine. */
    public AwsService() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    /** Returns where it listens, for a client's {@code endpointOverride}. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Returns a client that calls it, made of such as {@code SnsClient.builder()}. */
    public <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(B builder) {
        return builder.endpointOverride(uri())
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    /** Tells it one more answer. */
    public AwsService answers(int status, String body) {
        answers.add(new Answer(status, body));
        return this;
    }

    /** Returns what it was asked, in that order. */
    public List<Request> requests() {
        return requests;
    }

    /** Returns the values of a header, request by request. */
    public List<List<String>> headers(String name) {
        return headers.stream().map(of -> of.getOrDefault(name, List.of())).toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Headers asked = exchange.getRequestHeaders();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            headers.add(asked);
            requests.add(new Request(operation(exchange), isForm(asked) ? decoded(body) : body));
            Answer answer = answers.poll();
            byte[] text = (answer == null ? "" : answer.body()).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("x-amzn-RequestId", "request-" + requests.size());
            exchange.sendResponseHeaders(answer == null ? 500 : answer.status(), text.length == 0 ? -1 : text.length);
            exchange.getResponseBody().write(text);
        }
    }

    private static String operation(HttpExchange exchange) {
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        if (target != null) {
            return target;
        }
        String type = exchange.getRequestHeaders().getFirst("X-Amz-Invocation-Type");
        return exchange.getRequestURI().getPath() + (type == null ? "" : " " + type);
    }

    private static boolean isForm(Headers headers) {
        String type = headers.getFirst("Content-Type");
        return type != null && type.startsWith("application/x-www-form-urlencoded");
    }

    private static String decoded(String form) {
        return URLDecoder.decode(form, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
