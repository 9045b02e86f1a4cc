package dev.tracedshop.operations;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import dev.tracedshop.function.FunctionEnvironment;
import dev.tracedshop.tracing.Log;
import dev.tracedshop.tracing.Spans;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Looks how far a redrive has come, as a task of its state machine: {@code {sourceArn, redrive}} is answered with {@code
 * redrive} as it is now, one attempt more.
 */
public final class RedriveCheck implements RequestHandler<Map<String, Object>, Map<String, Object>> {

    private static final Log LOG = new Log(RedriveCheck.class);

    private final Moves moves;

    /** Makes the function as Lambda does. */
    public RedriveCheck() {
        this(new SqsMoves(
                FunctionEnvironment.ofProcess().client(SqsClient.builder()).build()));
    }

    RedriveCheck(Moves moves) {
        this.moves = moves;
    }

    @Override
    public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
        String source = Redrive.queue("sourceArn", event.get("sourceArn"));
        if (!(event.get("redrive") instanceof Map<?, ?> before)) {
            throw new IllegalArgumentException(
                    "redrive must be what the start of the redrive answered, not " + event.get("redrive"));
        }
        Move move = moves.newest(source).orElse(Move.INITIATED);
        RedriveState now = RedriveState.of(before).seen(move);
        Spans.tag("redrive.source", source);
        Spans.tag("redrive.status", move.status());
        Spans.tag("redrive.moved", (double) move.moved());
        Spans.tag("redrive.attempt", (double) now.attempts());
        LOG.info(
                "redrive looked at",
                Map.of("redrive.source", source, "redrive.status", move.status(), "redrive.moved", move.moved()));
        return now.toJson();
    }
}
