package dev.tracedshop.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracedshop.events.Json;
import dev.tracedshop.testing.AwsService;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** Holds the requests of a move, and how what SQS is documented to answer is read. */
class SqsMovesTest {

    private static final Redrive REDRIVE =
            new Redrive("arn:aws:sqs:eu-west-1:111111111111:dead", "arn:aws:sqs:eu-west-1:111111111111:work");
    private static final String REFUSED = "{\"__type\":\"com.amazonaws.sqs#InvalidParameterValue\",\"message\":"
            + "\"There is already a task running. Only one active task is allowed for a source queue arn at a given time.\"}";

    private final AwsService service = new AwsService();
    private final SqsClient client = service.client(SqsClient.builder());
    private final Moves moves = new SqsMoves(client);

    @AfterEach
    void stop() {
        client.close();
        service.close();
    }

    @Test
    void aMoveNamesItsSourceAndItsDestination() {
        service.answers(200, "{\"TaskHandle\":\"handle\"}");
        moves.begin(REDRIVE);
        assertThat(service.requests()).singleElement().satisfies(request -> {
            assertThat(request.operation()).isEqualTo("AmazonSQS.StartMessageMoveTask");
            assertThat(Json.read(request.body()))
                    .isEqualTo(Map.of("SourceArn", REDRIVE.sourceArn(), "DestinationArn", REDRIVE.destinationArn()));
        });
    }

    @Test
    void aSecondMoveWhileOneRunsIsSaidByItsName() {
        for (String status : new String[] {"RUNNING", "CANCELLING"}) {
            service.answers(400, REFUSED).answers(200, "{\"Results\":[{\"Status\":\"" + status + "\"}]}");
            assertThatThrownBy(() -> moves.begin(REDRIVE))
                    .isInstanceOf(RedriveAlreadyRunning.class)
                    .hasMessageContaining(REDRIVE.sourceArn());
        }
    }

    @Test
    void everyOtherRefusalIsAFault() {
        service.answers(400, REFUSED).answers(200, "{\"Results\":[{\"Status\":\"COMPLETED\"}]}");
        assertThatThrownBy(() -> moves.begin(REDRIVE)).isInstanceOf(SqsException.class);
        service.answers(403, "{\"__type\":\"com.amazonaws.sqs#AccessDenied\",\"message\":\"no\"}");
        assertThatThrownBy(() -> moves.begin(REDRIVE)).isInstanceOf(SqsException.class);
    }

    @Test
    void theNewestMoveIsReadWithWhatSqsKnowsOfIt() {
        service.answers(
                        200,
                        "{\"Results\":[{\"Status\":\"FAILED\",\"ApproximateNumberOfMessagesMoved\":3,"
                                + "\"ApproximateNumberOfMessagesToMove\":7,\"FailureReason\":\"AccessDenied\"}]}")
                .answers(200, "{\"Results\":[{\"Status\":\"RUNNING\"}]}")
                .answers(200, "{\"Results\":[]}");
        assertThat(moves.newest(REDRIVE.sourceArn())).contains(new Move("FAILED", 3, 7, "AccessDenied"));
        assertThat(moves.newest(REDRIVE.sourceArn())).contains(new Move("RUNNING", 0, 0, ""));
        assertThat(moves.newest(REDRIVE.sourceArn())).isEmpty();
        assertThat(Json.read(service.requests().get(0).body()))
                .isEqualTo(Map.of("SourceArn", REDRIVE.sourceArn(), "MaxResults", BigDecimal.ONE));
    }
}
