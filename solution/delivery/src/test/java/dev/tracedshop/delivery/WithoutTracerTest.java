package dev.tracedshop.delivery;

import static dev.tracedshop.delivery.Messages.batch;
import static dev.tracedshop.delivery.Messages.carrying;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import dev.tracedshop.tracing.ProcessSpans;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WithoutTracerTest {

    @Test
    void handlesRefusesAndRepeatsAllTheSame() {
        String trace = "6a000000000000000000000000000001";
        SentMessages queue = new SentMessages();
        List<String> handled = new ArrayList<>();
        MessageBatch batch = new MessageBatch(ProcessSpans.continuing(), new DeadLetters(queue, "https://queue"));

        SQSBatchResponse response = batch.handle(
                batch(carrying("fails", trace), carrying("bad", trace), carrying("good", trace)), message -> {
                    switch (message.getMessageId()) {
                        case "fails" -> throw new IllegalStateException("no topic");
                        case "bad" -> throw new PermanentlyBadMessageException("the name is missing");
                        default -> handled.add(message.getMessageId());
                    }
                });

        assertThat(response.getBatchItemFailures())
                .singleElement()
                .satisfies(failure -> assertThat(failure.getItemIdentifier()).isEqualTo("fails"));
        assertThat(handled).containsExactly("good");
        assertThat(queue.sent)
                .singleElement()
                .satisfies(sent -> assertThat(sent.messageAttributes()).containsOnlyKeys("reason", "_datadog"));
    }
}
