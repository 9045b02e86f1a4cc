package dev.tracedshop.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tracedshop.testing.Invocation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Holds what the two tasks of the redrive's state machine take and answer. */
class RedriveTest {

    private static final String SOURCE = "arn:aws:sqs:eu-west-1:111111111111:dev-work-dead-letters";
    private static final String DESTINATION = "arn:aws:sqs:eu-west-1:111111111111:dev-work";

    private final List<Redrive> begun = new ArrayList<>();
    private final Deque<Move> progress = new ArrayDeque<>();
    private final Moves moves = new Moves() {
        @Override
        public void begin(Redrive redrive) {
            begun.add(redrive);
        }

        @Override
        public Optional<Move> newest(String sourceArn) {
            assertThat(sourceArn).isEqualTo(SOURCE);
            return Optional.ofNullable(progress.poll());
        }
    };
    private final RedriveStart start = new RedriveStart(moves, 15, 2);
    private final RedriveCheck check = new RedriveCheck(moves);

    private Map<String, Object> started() {
        return start.handleRequest(
                Map.of("sourceArn", SOURCE, "destinationArn", DESTINATION, "_datadog", Map.of()), new Invocation());
    }

    private Map<String, Object> checked(Map<String, Object> redrive) {
        return check.handleRequest(Map.of("sourceArn", SOURCE, "redrive", redrive), new Invocation());
    }

    @Test
    void aRedriveIsBegunAndSaysHowLongToWait() {
        assertThat(started())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "status", "INITIATED",
                        "moved", 0L,
                        "toMove", 0L,
                        "reason", "",
                        "attempts", 0L,
                        "maxAttempts", 2L,
                        "waitSeconds", 15L));
        assertThat(begun).containsExactly(new Redrive(SOURCE, DESTINATION));
    }

    @Test
    void eachCheckTellsHowFarItIsAndCounts() {
        progress.add(new Move("RUNNING", 3, 7, ""));
        progress.add(new Move("FAILED", 4, 7, "AccessDenied"));
        Map<String, Object> first = checked(started());
        assertThat(first)
                .containsEntry("status", "RUNNING")
                .containsEntry("moved", 3L)
                .containsEntry("toMove", 7L)
                .containsEntry("attempts", 1L)
                .containsEntry("maxAttempts", 2L)
                .containsEntry("waitSeconds", 15L);
        assertThat(checked(first))
                .containsEntry("status", "FAILED")
                .containsEntry("reason", "AccessDenied")
                .containsEntry("attempts", 2L);
    }

    @Test
    void aMoveThatSqsDoesNotListYetIsStillInitiated() {
        assertThat(checked(started())).containsEntry("status", "INITIATED").containsEntry("attempts", 1L);
    }

    @Test
    void whatIsNoRedriveIsRefusedBeforeSqsIsAsked() {
        for (Map<String, Object> wrong : List.<Map<String, Object>>of(
                Map.of(),
                Map.of("sourceArn", SOURCE),
                Map.of("sourceArn", SOURCE, "destinationArn", 7),
                Map.of("sourceArn", SOURCE, "destinationArn", SOURCE),
                Map.of("sourceArn", "arn:aws:sns:eu-west-1:111111111111:topic", "destinationArn", DESTINATION))) {
            assertThatIllegalArgumentException()
                    .as(wrong.toString())
                    .isThrownBy(() -> start.handleRequest(wrong, new Invocation()))
                    .withMessageContaining("Arn");
        }
        assertThat(begun).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check.handleRequest(Map.of("sourceArn", SOURCE), new Invocation()))
                .withMessageContaining("redrive");
    }
}
