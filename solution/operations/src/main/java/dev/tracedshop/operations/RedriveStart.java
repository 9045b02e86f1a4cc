package dev.tracedshop.operations;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import dev.tracedshop.function.FunctionEnvironment;
import dev.tracedshop.tracing.Log;
import dev.tracedshop.tracing.Spans;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Begins a redrive, as the first task of its state machine: {@code {sourceArn, destinationArn}} is answered with {@code
 * {status: "INITIATED", moved, toMove, reason, attempts, maxAttempts, waitSeconds}}.
 *
 * <p>It throws {@link RedriveAlreadyRunning} if that queue's messages are being moved already; the machine does not try
 * that again.
 */
public final class RedriveStart implements RequestHandler<Map<String, Object>, Map<String, Object>> {

    private static final Log LOG = new Log(RedriveStart.class);
    private static final String WAIT = "WAIT_SECONDS";
    private static final String MOST = "MAX_ATTEMPTS";

    private final Moves moves;
    private final long waitSeconds;
    private final long maxAttempts;

    /** Makes the function as Lambda does; WAIT_SECONDS is the time between two looks, MAX_ATTEMPTS how many there are. */
    public RedriveStart() {
        this(FunctionEnvironment.ofProcess(WAIT, MOST));
    }

    private RedriveStart(FunctionEnvironment environment) {
        this(
                new SqsMoves(environment.client(SqsClient.builder()).build()),
                Long.parseLong(environment.value(WAIT)),
                Long.parseLong(environment.value(MOST)));
    }

    RedriveStart(Moves moves, long waitSeconds, long maxAttempts) {
        this.moves = moves;
        this.waitSeconds = waitSeconds;
        this.maxAttempts = maxAttempts;
    }

    @Override
    public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
        Redrive redrive = Redrive.of(event);
        Spans.tag("redrive.source", redrive.sourceArn());
        Spans.tag("redrive.destination", redrive.destinationArn());
        moves.begin(redrive);
        LOG.info(
                "redrive begun",
                Map.of("redrive.source", redrive.sourceArn(), "redrive.destination", redrive.destinationArn()));
        return new RedriveState(Move.INITIATED, 0, maxAttempts, waitSeconds).toJson();
    }
}
