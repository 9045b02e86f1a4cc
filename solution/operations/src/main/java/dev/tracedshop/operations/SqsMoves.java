package dev.tracedshop.operations;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksRequest;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResultEntry;
import software.amazon.awssdk.services.sqs.model.SqsException;
import software.amazon.awssdk.services.sqs.model.StartMessageMoveTaskRequest;

/** Has SQS move the messages, by its move tasks. */
final class SqsMoves implements Moves {

    private static final int BAD_REQUEST = 400;

    private final SqsClient sqs;

    SqsMoves(SqsClient sqs) {
        this.sqs = sqs;
    }

    @Override
    public void begin(Redrive redrive) {
        try {
            sqs.startMessageMoveTask(StartMessageMoveTaskRequest.builder()
                    .sourceArn(redrive.sourceArn())
                    .destinationArn(redrive.destinationArn())
                    .build());
        } catch (SqsException e) {
            // SQS has no code of its own for it, only a text: the list of tasks is the surer sign.
            if (e.statusCode() == BAD_REQUEST
                    && newest(redrive.sourceArn()).filter(Move::isActive).isPresent()) {
                throw new RedriveAlreadyRunning(redrive.sourceArn(), e);
            }
            throw e;
        }
    }

    @Override
    public Optional<Move> newest(String sourceArn) {
        return sqs
                .listMessageMoveTasks(ListMessageMoveTasksRequest.builder()
                        .sourceArn(sourceArn)
                        .maxResults(1)
                        .build())
                .results()
                .stream()
                .map(SqsMoves::move)
                .findFirst();
    }

    private static Move move(ListMessageMoveTasksResultEntry task) {
        return new Move(
                task.status(),
                orZero(task.approximateNumberOfMessagesMoved()),
                orZero(task.approximateNumberOfMessagesToMove()),
                Objects.requireNonNullElse(task.failureReason(), ""));
    }

    /** SQS leaves numbers out that it does not know yet. */
    private static long orZero(@Nullable Long number) {
        return number == null ? 0 : number;
    }
}
