package dev.tracedshop.inventoryordering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracedshop.events.Json;
import dev.tracedshop.events.JsonObject;
import dev.tracedshop.function.FunctionEnvironment;
import dev.tracedshop.testing.AwsService;
import java.time.Instant;
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

    private final AwsService service = new AwsService();
    private final SfnClient client = new FunctionEnvironment(Map.of("AWS_REGION", "eu-west-1"))
            .clientWithoutTraceHeader(SfnClient.builder().endpointOverride(service.uri()))
            .build();
    private final StockOrders orders = new StockOrderExecutions(client, MACHINE);

    @AfterEach
    void stop() {
        client.close();
        service.close();
    }

    @Test
    void beginsAnExecutionNamedAfterTheEventWithTheOrderAsItsInput() {
        service.answers(200, STARTED);
        assertThat(orders.begin(ORDER)).isTrue();
        assertThat(service.requests()).singleElement().satisfies(sent -> {
            assertThat(sent.operation()).isEqualTo("AWSStepFunctions.StartExecution");
            JsonObject request = Json.readObject(sent.body());
            assertThat(request.string("stateMachineArn")).isEqualTo(MACHINE);
            assertThat(request.string("name")).isEqualTo(ORDER.eventId().toString());
            assertThat(request.string("input")).isEqualTo(ORDER.toJson());
        });
    }

    @Test
    void theInvocationsTraceHeaderIsNotSent() {
        // The build sets that header for this process as Lambda does; a plain client sends it.
        service.answers(200, STARTED);
        orders.begin(ORDER);
        assertThat(service.headers("X-Amzn-Trace-Id")).containsExactly(List.of());
    }

    @Test
    void anExecutionThatExistsIsAnOrderThatHadBeenBegun() {
        service.answers(400, EXISTS);
        assertThat(orders.begin(ORDER)).isFalse();
        assertThat(service.requests()).hasSize(1);
    }

    @Test
    void everyOtherRefusalIsAFault() {
        service.answers(400, NO_MACHINE);
        assertThatThrownBy(() -> orders.begin(ORDER)).isInstanceOf(SfnException.class);
    }
}
