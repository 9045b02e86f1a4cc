package dev.tracedshop.function;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sns.SnsClient;

/** Holds what clients send. The build sets the variables that Lambda sets, the invocation's trace header among them. */
class ClientsTest {

    private static final String ANSWER = "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\">"
            + "<PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>";

    private final List<String> traceHeaders = new ArrayList<>();
    private final List<String> authorizations = new ArrayList<>();
    private final HttpServer server;
    private final FunctionEnvironment environment = new FunctionEnvironment(Map.of("AWS_REGION", "eu-west-1"));

    ClientsTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aClientSignsForItsRegionAndSendsTheInvocationsTraceHeader() {
        try (SnsClient client = environment
                .client(SnsClient.builder().endpointOverride(endpoint()))
                .build()) {
            assertThat(client.publish(message -> message.topicArn("arn:aws:sns:eu-west-1:1:t")
                                    .message("hello"))
                            .messageId())
                    .isEqualTo("1");
        }
        assertThat(authorizations).singleElement().asString().contains("Credential=test/", "/eu-west-1/sns/");
        assertThat(traceHeaders)
                .singleElement()
                .asString()
                .startsWith("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1");
    }

    @Test
    void aClientCanLeaveTheTraceHeaderOut() {
        try (SnsClient client = environment
                .clientWithoutTraceHeader(SnsClient.builder().endpointOverride(endpoint()))
                .build()) {
            assertThat(client.publish(message -> message.topicArn("arn:aws:sns:eu-west-1:1:t")
                                    .message("hello"))
                            .messageId())
                    .isEqualTo("1");
        }
        assertThat(authorizations).singleElement().asString().contains("Credential=test/", "/eu-west-1/sns/");
        assertThat(traceHeaders).containsExactly("none");
    }

    private URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            List<String> headers = exchange.getRequestHeaders().get(RemoveTraceHeader.HEADER);
            traceHeaders.add(headers == null ? "none" : String.join(" and ", headers));
            authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] body = ANSWER.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
