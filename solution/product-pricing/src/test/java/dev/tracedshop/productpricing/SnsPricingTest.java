package dev.tracedshop.productpricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.PricingEvent;
import dev.tracedshop.testing.AwsService;
import dev.tracedshop.testing.SnsAnswers;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.NotFoundException;

/** Holds the request that publishes an event, and that a refused one is told. */
class SnsPricingTest {

    private static final String TOPIC = "arn:aws:sns:eu-west-1:111111111111:topic";

    private final AwsService sns = new AwsService();
    private final SnsClient client = sns.client(SnsClient.builder());

    @AfterEach
    void stop() {
        client.close();
        sns.close();
    }

    @Test
    void publishesTheEnvelopeToItsTopic() {
        sns.answers(200, SnsAnswers.PUBLISHED);
        new SnsPricing(client, TOPIC).publish(event());
        assertThat(sns.requests())
                .extracting(AwsService.Request::body)
                .singleElement()
                .asString()
                .contains("Action=Publish", "TopicArn=" + TOPIC, "Message=" + event().toJson());
    }

    @Test
    void aRefusedEventIsAFault() {
        sns.answers(404, SnsAnswers.NO_SUCH_TOPIC);
        assertThatThrownBy(() -> new SnsPricing(client, TOPIC).publish(event())).isInstanceOf(NotFoundException.class);
    }

    private static CloudEvent<PricingEvent> event() {
        return CloudEvent.of(new UUID(1, 2), "pricing", Instant.EPOCH, new PricingEvent.Calculated("p1", 3, List.of()));
    }
}
