package dev.tracedshop.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.events.Json;
import dev.tracedshop.testing.AwsService;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Holds the requests with which a replay reads its queue and invokes its functions. */
class AdaptersTest {

    private static final String URL = "https://sqs.eu-west-1.amazonaws.com/111111111111/dead";

    private final AwsService service = new AwsService();

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void theQueueIsFoundByItsNameReadAndEmptied() {
        try (SqsClient client = service.client(SqsClient.builder())) {
            service.answers(200, "{\"QueueUrl\":\"" + URL + "\"}")
                    .answers(
                            200,
                            "{\"Messages\":[{\"MessageId\":\"id\",\"ReceiptHandle\":\"receipt\",\"Body\":\"body\","
                                    + "\"MD5OfBody\":\"841a2d689ad86bd1611447453c22c6fc\"}]}")
                    .answers(200, "{}")
                    .answers(200, "{}");
            DeadLetterQueue queue = SqsDeadLetterQueue.find(client, "dead");
            List<DeadLetter> letters = queue.receive();
            assertThat(letters).containsExactly(new DeadLetter("id", "receipt", "body"));
            queue.delete(letters.get(0));
            assertThat(queue.receive()).isEmpty();
        }
        assertThat(service.requests())
                .extracting(AwsService.Request::operation)
                .containsExactly(
                        "AmazonSQS.GetQueueUrl",
                        "AmazonSQS.ReceiveMessage",
                        "AmazonSQS.DeleteMessage",
                        "AmazonSQS.ReceiveMessage");
        assertThat(Json.readObject(service.requests().get(2).body()).string("ReceiptHandle"))
                .isEqualTo("receipt");
    }

    @Test
    void theFunctionIsInvokedWithoutWaiting() {
        String arn = "arn:aws:lambda:eu-west-1:111111111111:function:dev-product-created";
        try (LambdaClient client = service.client(LambdaClient.builder())) {
            service.answers(202, "");
            assertThat(new LambdaInvoker(client).invoke(arn, "{\"a\":1}")).isEqualTo("request-1");
        }
        assertThat(service.requests())
                .containsExactly(
                        new AwsService.Request("/2015-03-31/functions/" + arn + "/invocations Event", "{\"a\":1}"));
    }
}
