package dev.tracedshop.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpServer;
import dev.tracedshop.events.Json;
import dev.tracedshop.testing.AwsService;
import dev.tracedshop.testing.Invocation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The publisher against a real collector and a real service of secrets, both on this machine. */
class HttpCollectorTest {

    private static final String ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:collector-key-AbCd12";
    private static final String SPANS = "{\"resourceSpans\":[{\"scopeSpans\":[]}]}";

    private record Request(String path, String type, String key, String body) {}

    private final List<Request> requests = new ArrayList<>();
    private final AwsService secrets = new AwsService();
    private final HttpServer server;
    private String expectedKey = "right";

    HttpCollectorTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                String key = String.valueOf(exchange.getRequestHeaders().getFirst("x-collector-key"));
                requests.add(new Request(
                        exchange.getRequestURI().getPath(),
                        String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")),
                        key,
                        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
                byte[] answer = (key.equals(expectedKey) ? "{}" : "unknown key").getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(key.equals(expectedKey) ? 200 : 403, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        secrets.close();
    }

    private String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private LogPublisher publisher(String endpoint) {
        SecretsManagerClient client = secrets.client(SecretsManagerClient.builder());
        return new LogPublisher(new HttpCollector(endpoint, "x-collector-key", new SecretKey(client, ARN)));
    }

    private static String secret(String value) {
        return Json.write(Map.of("ARN", ARN, "Name", "collector-key", "SecretString", value));
    }

    @Test
    void linesArriveWithTheKeyThatOnlyThePublisherReads() {
        secrets.answers(200, secret("right\n"));
        LogPublisher publisher = publisher(endpoint() + "/");
        publisher.handleRequest(CloudWatch.event("START", SPANS), new Invocation());
        publisher.handleRequest(CloudWatch.event(SPANS), new Invocation());
        Request expected = new Request("/v1/traces", "application/json", "right", SPANS);
        assertThat(requests).containsExactly(expected, expected);
        // Read once, and by its ARN.
        assertThat(secrets.requests())
                .containsExactly(
                        new AwsService.Request("secretsmanager.GetSecretValue", Json.write(Map.of("SecretId", ARN))));
    }

    @Test
    void withAWrongKeyTheInvocationFailsAndTheNextOneReadsTheSecretAnew() {
        secrets.answers(200, secret("old")).answers(200, secret("right"));
        LogPublisher publisher = publisher(endpoint());
        assertThatExceptionOfType(CollectorException.class)
                .isThrownBy(() -> publisher.handleRequest(CloudWatch.event(SPANS), new Invocation()))
                .withMessageContaining("The collector answered 403: unknown key.");
        assertThat(publisher.handleRequest(CloudWatch.event(SPANS), new Invocation()))
                .isEqualTo(Map.of("forwarded", 1, "skipped", 0, "refused", 0));
        assertThat(requests).extracting(Request::key).containsExactly("old", "right");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\n  \"apiKey\": \"hush\"\n}", "hush hush", "\uFEFFhush", " \n"})
    void aSecretThatIsNoKeyIsRefusedWithoutSayingWhatItIs(String value) {
        secrets.answers(200, secret(value));
        assertThatExceptionOfType(CollectorException.class)
                .isThrownBy(() -> publisher(endpoint()).handleRequest(CloudWatch.event(SPANS), new Invocation()))
                .withMessageStartingWith("The secret " + ARN + " is no key: it ")
                .withMessageEndingWith(". Store the key alone, as text.")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hush"));
        assertThat(requests).isEmpty();
    }

    @Test
    void aBinarySecretIsNoKey() {
        secrets.answers(200, Json.write(Map.of("ARN", ARN, "Name", "collector-key", "SecretBinary", "aHVzaA==")));
        assertThatExceptionOfType(CollectorException.class)
                .isThrownBy(() -> publisher(endpoint()).handleRequest(CloudWatch.event(SPANS), new Invocation()))
                .withMessageContaining("it is binary");
    }

    @Test
    void aCollectorThatIsNotThereIsNamed() throws IOException {
        secrets.answers(200, secret("right"));
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThatExceptionOfType(CollectorException.class)
                .isThrownBy(() ->
                        publisher("http://127.0.0.1:" + port).handleRequest(CloudWatch.event(SPANS), new Invocation()))
                .withMessageStartingWith(
                        "The collector at http://127.0.0.1:" + port + "/v1/traces cannot be reached: ");
    }

    @Test
    void anEndpointThatIsNoUrlIsRefusedAtTheStart() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> publisher("127.0.0.1:4318"))
                .withMessageContaining("\"127.0.0.1:4318\", not a URL such as https://collector.example:4318");
    }
}
