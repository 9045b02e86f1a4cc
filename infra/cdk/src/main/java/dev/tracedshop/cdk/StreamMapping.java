package dev.tracedshop.cdk;

import java.util.List;
import java.util.Objects;
import software.amazon.awscdk.services.lambda.CfnEventSourceMapping;
import software.constructs.Construct;

/**
 * Has a function read the stream of a table, one record at a time, and keeps the place of each record that it could not
 * handle.
 *
 * <p>One at a time, because what joins a reader to a writer are span pointers, and the extension makes one for the first
 * record of a batch alone. What goes to the dead letters is not the record but where it is in the stream: shard and
 * sequence number, for the 24 hours that a stream keeps its records.
 */
final class StreamMapping extends Construct {
    private static final int BATCH_SIZE = 1;

    /** A record whose function is killed now and then is handled in the end; a bad one holds up its shard for minutes, not days. */
    private static final int RETRIES = 10;

    /**
     * @param functionName the function's name without the environment, from which the dead letters have theirs
     */
    StreamMapping(
            Construct scope,
            String id,
            Settings settings,
            String streamArn,
            PlainFunction reader,
            String functionName) {
        super(scope, id);
        String deadLetters = new DeadLetterQueue(this, "DeadLetters", settings, functionName + "-records")
                .queue()
                .getQueueArn();
        reader.allow(
                streamArn,
                "dynamodb:DescribeStream",
                "dynamodb:GetRecords",
                "dynamodb:GetShardIterator",
                "dynamodb:ListStreams");
        reader.allow(deadLetters, "sqs:SendMessage");
        CfnEventSourceMapping mapping = CfnEventSourceMapping.Builder.create(this, "Mapping")
                .functionName(reader.function().getFunctionName())
                .eventSourceArn(streamArn)
                .startingPosition("TRIM_HORIZON")
                .batchSize(BATCH_SIZE)
                .maximumRetryAttempts(RETRIES)
                .functionResponseTypes(List.of("ReportBatchItemFailures"))
                .destinationConfig(CfnEventSourceMapping.DestinationConfigProperty.builder()
                        .onFailure(CfnEventSourceMapping.OnFailureProperty.builder()
                                .destination(deadLetters)
                                .build())
                        .build())
                .build();
        // Lambda asks for these rights when the mapping is made.
        mapping.getNode().addDependency(Objects.requireNonNull(reader.function().getRole()));
    }
}
