package dev.tracedshop.inventoryacl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.InventoryEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.NotFoundException;

/** Holds the request that publishes an event, and that a refused one is told. */
class SnsInventoryEventsTest {

    private static final String TOPIC = "arn:aws:sns:eu-west-1:111111111111:topic";
    private static final String PUBLISHED = "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\">"
            + "<PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>";
    private static final String REFUSED = "<ErrorResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><Error>"
            + "<Type>Sender</Type><Code>NotFound</Code><Message>Topic does not exist</Message></Error></ErrorResponse>";

    private final List<String> requests = new ArrayList<>();
    private final HttpServer server;
    private final SnsClient client;
    private int status = 200;

    SnsInventoryEventsTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        client = SnsClient.builder()
                .endpointOverride(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    @Test
    void publishesTheEnvelopeToItsTopic() {
        new SnsInventoryEvents(client, TOPIC).publish(event());
        assertThat(requests)
                .singleElement()
                .asString()
                .contains("Action=Publish", "TopicArn=" + TOPIC, "Message=" + event().toJson());
    }

    @Test
    void aRefusedEventIsAFault() {
        status = 404;
        assertThatThrownBy(() -> new SnsInventoryEvents(client, TOPIC).publish(event()))
                .isInstanceOf(NotFoundException.class);
    }

    private static CloudEvent<InventoryEvent> event() {
        return CloudEvent.of(new UUID(1, 2), "inventory", Instant.EPOCH, new InventoryEvent.NewProductAdded("p1"));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(URLDecoder.decode(
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                    StandardCharsets.UTF_8));
            byte[] body = (status == 200 ? PUBLISHED : REFUSED).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
