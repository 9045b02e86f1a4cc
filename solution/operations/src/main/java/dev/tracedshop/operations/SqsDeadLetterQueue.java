package dev.tracedshop.operations;

import java.util.List;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

/** Reads a queue of SQS. */
final class SqsDeadLetterQueue implements DeadLetterQueue {

    // Longer than the function may run: what could not be replayed is not met again by the same invocation.
    private static final int HIDDEN_SECONDS = 120;
    private static final int MOST_AT_ONCE = 10;

    private final SqsClient sqs;
    private final String url;

    private SqsDeadLetterQueue(SqsClient sqs, String url) {
        this.sqs = sqs;
        this.url = url;
    }

    /** Finds a queue of this account and region by its name. */
    static SqsDeadLetterQueue find(SqsClient sqs, String name) {
        return new SqsDeadLetterQueue(
                sqs,
                sqs.getQueueUrl(GetQueueUrlRequest.builder().queueName(name).build())
                        .queueUrl());
    }

    @Override
    public List<DeadLetter> receive() {
        return sqs
                .receiveMessage(ReceiveMessageRequest.builder()
                        .queueUrl(url)
                        .maxNumberOfMessages(MOST_AT_ONCE)
                        .visibilityTimeout(HIDDEN_SECONDS)
                        // A short poll asks some of SQS's servers only, and may miss what is there.
                        .waitTimeSeconds(1)
                        .build())
                .messages()
                .stream()
                .map(message -> new DeadLetter(message.messageId(), message.receiptHandle(), message.body()))
                .toList();
    }

    @Override
    public void delete(DeadLetter letter) {
        sqs.deleteMessage(DeleteMessageRequest.builder()
                .queueUrl(url)
                .receiptHandle(letter.receipt())
                .build());
    }
}
