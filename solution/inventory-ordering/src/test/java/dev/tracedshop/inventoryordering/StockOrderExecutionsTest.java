package dev.tracedshop.inventoryordering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tracedshop.events.Json;
import dev.tracedshop.events.JsonObject;
import dev.tracedshop.function.FunctionEnvironment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.SfnException;

/** Holds the request that begins an order, and how what Step Functions is documented to answer is read. */
class StockOrderExecutionsTest {

    private static final String MACHINE = "arn:aws:states:eu-west-1:111111111111:stateMachine:dev-stock-ordering";
    private static final String STARTED = "{\"executionArn\":\"arn\",\"startDate\":1.7E9}";
    private static final String EXISTS = "{\"__type\":\"com.amazonaws.swf.service.v2.model#ExecutionAlreadyExists\","
            + "\"message\":\"Execution Already Exists\"}";
    private static final String NO_MACHINE =
            "{\"__type\":\"com.amazonaws.swf.service.v2.model#StateMachineDoesNotExist\",\"message\":\"no\"}";
    private static final StockOrder ORDER = new StockOrder(
            UUID.fromString("0f6d6f0a-7c60-5c4e-8a55-0d0f5a1b2c3d"),
            "0b0f2f1c-6a3f-4a44-9d27-0d5c7a1c8a11",
            UUID.fromString("11111111-7c60-5c4e-8a55-0d0f5a1b2c3d"),
            UUID.fromString("22222222-7c60-5c4e-8a55-0d0f5a1b2c3d"),
            Instant.parse("2026-01-31T12:00:00Z"));

    private record Answer(int status, String body) {}

    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<String> operations = new ArrayList<>();
    private final List<JsonObject> requests = new ArrayList<>();
    private final List<List<String>> traceHeaders = new ArrayList<>();
    private final HttpServer server;
    private final SfnClient client;
    private final StockOrders orders;

    StockOrderExecutionsTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        client = new FunctionEnvironment(Map.of("AWS_REGION", "eu-west-1"))
                .clientWithoutTraceHeader(SfnClient.builder()
                        .endpointOverride(URI.create(
                                "http://127.0.0.1:" + server.getAddress().getPort())))
                .build();
        orders = new StockOrderExecutions(client, MACHINE);
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    @Test
    void beginsAnExecutionNamedAfterTheEventWithTheOrderAsItsInput() {
        answers.add(new Answer(200, STARTED));
        assertThat(orders.begin(ORDER)).isTrue();
        assertThat(operations).containsExactly("AWSStepFunctions.StartExecution");
        assertThat(requests).singleElement().satisfies(request -> {
            assertThat(request.string("stateMachineArn")).isEqualTo(MACHINE);
            assertThat(request.string("name")).isEqualTo(ORDER.eventId().toString());
            assertThat(request.string("input")).isEqualTo(ORDER.toJson());
        });
    }

    @Test
    void theInvocationsTraceHeaderIsNotSent() {
        // The build sets that header for this process as Lambda does; a plain client sends it.
        answers.add(new Answer(200, STARTED));
        orders.begin(ORDER);
        assertThat(traceHeaders).containsExactly(List.of());
    }

    @Test
    void anExecutionThatExistsIsAnOrderThatHadBeenBegun() {
        answers.add(new Answer(400, EXISTS));
        assertThat(orders.begin(ORDER)).isFalse();
        assertThat(requests).hasSize(1);
    }

    @Test
    void everyOtherRefusalIsAFault() {
        answers.add(new Answer(400, NO_MACHINE));
        assertThatThrownBy(() -> orders.begin(ORDER)).isInstanceOf(SfnException.class);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            operations.add(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
            traceHeaders.add(exchange.getRequestHeaders().getOrDefault("X-Amzn-Trace-Id", List.of()));
            requests.add(Json.readObject(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            Answer answer = answers.isEmpty() ? new Answer(500, "") : answers.remove();
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
