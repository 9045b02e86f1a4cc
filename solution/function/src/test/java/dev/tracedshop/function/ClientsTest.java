package dev.tracedshop.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.testing.AwsService;
import dev.tracedshop.testing.SnsAnswers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sns.SnsClient;

/** Holds what clients send. The build sets the variables that Lambda sets, the invocation's trace header among them. */
class ClientsTest {

    private final AwsService service = new AwsService().answers(200, SnsAnswers.PUBLISHED);
    private final FunctionEnvironment environment = new FunctionEnvironment(Map.of("AWS_REGION", "eu-west-1"));

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void aClientSignsForItsRegionAndSendsTheInvocationsTraceHeader() {
        try (SnsClient client = environment
                .client(SnsClient.builder().endpointOverride(service.uri()))
                .build()) {
            assertThat(client.publish(message -> message.topicArn("arn:aws:sns:eu-west-1:1:t")
                                    .message("hello"))
                            .messageId())
                    .isEqualTo("1");
        }
        assertThat(service.headers("Authorization"))
                .singleElement()
                .asString()
                .contains("Credential=test/", "/eu-west-1/sns/");
        assertThat(service.headers(RemoveTraceHeader.HEADER))
                .singleElement()
                .asString()
                .startsWith("[Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1");
    }

    @Test
    void aClientCanLeaveTheTraceHeaderOut() {
        try (SnsClient client = environment
                .clientWithoutTraceHeader(SnsClient.builder().endpointOverride(service.uri()))
                .build()) {
            assertThat(client.publish(message -> message.topicArn("arn:aws:sns:eu-west-1:1:t")
                                    .message("hello"))
                            .messageId())
                    .isEqualTo("1");
        }
        assertThat(service.headers("Authorization"))
                .singleElement()
                .asString()
                .contains("Credential=test/", "/eu-west-1/sns/");
        assertThat(service.headers(RemoveTraceHeader.HEADER)).containsExactly(List.of());
    }
}
