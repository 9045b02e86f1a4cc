package dev.tracedshop.local.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.aws.AwsError;
import dev.tracedshop.local.http.LoopbackServer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The engine's answers are made up here: the real one fails too seldom. */
class SqsEngineTest {
    private static final ObjectNode REQUEST = new ObjectMapper().createObjectNode();

    private final AtomicInteger calls = new AtomicInteger();

    private LoopbackServer engine(int refusals, int status, String type) {
        return LoopbackServer.start("engine", 0, exchange -> {
            boolean refused = calls.incrementAndGet() <= refusals;
            if (refused && status == 0) {
                exchange.close(); // The connection breaks off.
                return;
            }
            String body = refused ? "{\"__type\":\"" + type + "\",\"Message\":\"not now\"}" : "{\"MessageId\":\"1\"}";
            LoopbackServer.respond(
                    exchange, refused ? status : 200, "application/json", body.getBytes(StandardCharsets.UTF_8));
        });
    }

    @Test
    void anEngineThatCannotAnswerIsCalledAgain() {
        try (LoopbackServer server = engine(3, 500, "InternalFailure")) {
            assertThat(new SqsEngine(server.uri())
                            .call("SendMessage", REQUEST)
                            .path("MessageId")
                            .asText())
                    .isEqualTo("1");
        }
        assertThat(calls).hasValue(4);
    }

    @Test
    void anEngineWhoseConnectionsBreakOffIsCalledAgain() {
        try (LoopbackServer server = engine(2, 0, "")) {
            assertThat(new SqsEngine(server.uri())
                            .call("SendMessage", REQUEST)
                            .path("MessageId")
                            .asText())
                    .isEqualTo("1");
        }
        assertThat(calls).hasValueGreaterThan(2);
    }

    @Test
    void whatTheEngineRefusesIsNotAskedTwice() {
        try (LoopbackServer server = engine(9, 400, "com.amazonaws.sqs#ReceiptHandleIsInvalid")) {
            assertThatThrownBy(() -> new SqsEngine(server.uri()).call("DeleteMessage", REQUEST))
                    .isInstanceOfSatisfying(
                            AwsError.class, error -> assertThat(error.code()).isEqualTo("ReceiptHandleIsInvalid"));
        }
        assertThat(calls).hasValue(1);
    }
}
