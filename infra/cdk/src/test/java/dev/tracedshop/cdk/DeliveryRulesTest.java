package dev.tracedshop.cdk;

import static dev.tracedshop.cdk.SynthesizedShop.stream;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds every template against what makes sure that nothing is swallowed: it is handled, retried or dead-lettered. */
final class DeliveryRulesTest {
    private static final String DEAD_LETTERS = "-dead-letters";
    private final SynthesizedShop shop = SynthesizedShop.byDefault();

    @Test
    void everyQueueHasADeadLetterQueueOrIsOne() {
        assertThat(shop.templates().flatMap(template -> of(template, "AWS::SQS::Queue")))
                .hasSize(17)
                .allSatisfy(queue -> {
                    assertThat(queue.property("/SqsManagedSseEnabled").asBoolean())
                            .isTrue();
                    if (queue.property("/QueueName").asText().endsWith(DEAD_LETTERS)) {
                        assertThat(queue.property("/MessageRetentionPeriod").asInt())
                                .isEqualTo(14 * 24 * 60 * 60);
                        assertThat(queue.property("/RedrivePolicy").isMissingNode())
                                .isTrue();
                    } else {
                        assertThat(queue.property("/RedrivePolicy/maxReceiveCount")
                                        .asInt())
                                .isEqualTo(3);
                        assertDeadLetters(queue.template(), queue.property("/RedrivePolicy/deadLetterTargetArn"));
                    }
                });
    }

    @Test
    void everyDeadLetterQueueHasItsAlarm() {
        shop.templates().forEach(template -> {
            Set<String> watched = of(template, "AWS::CloudWatch::Alarm")
                    .peek(alarm -> {
                        assertThat(alarm.property("/MetricName").asText())
                                .isEqualTo("ApproximateNumberOfMessagesVisible");
                        assertThat(alarm.property("/ComparisonOperator").asText())
                                .isEqualTo("GreaterThanOrEqualToThreshold");
                        assertThat(alarm.property("/Threshold").asInt()).isEqualTo(1);
                    })
                    .map(alarm ->
                            alarm.property("/Dimensions/0/Value/Fn::GetAtt/0").asText())
                    .collect(Collectors.toSet());
            assertThat(watched)
                    .isEqualTo(of(template, "AWS::SQS::Queue")
                            .filter(queue ->
                                    queue.property("/QueueName").asText().endsWith(DEAD_LETTERS))
                            .map(Found::id)
                            .collect(Collectors.toSet()));
        });
    }

    @Test
    void everyQueueTakesFromTheOneSourceOnlyAndOverTls() {
        List<Found> policies = shop.templates()
                .flatMap(template -> of(template, "AWS::SQS::QueuePolicy"))
                .toList();
        assertThat(policies).hasSize(17).allSatisfy(policy -> {
            List<JsonNode> statements =
                    stream(policy.property("/PolicyDocument/Statement")).toList();
            assertThat(statements).anySatisfy(statement -> {
                assertThat(statement.path("Effect").asText()).isEqualTo("Deny");
                assertThat(statement.at("/Condition/Bool/aws:SecureTransport").asText())
                        .isEqualTo("false");
            });
            assertThat(statements.stream()
                            .filter(statement ->
                                    statement.path("Effect").asText().equals("Allow")))
                    .allSatisfy(statement -> assertThat(statement.at("/Condition/ArnEquals/aws:SourceArn"))
                            .isNotEmpty());
        });
    }

    @Test
    void everyMappingReportsItsFailuresAndGivesItsFunctionTime() {
        List<Found> mappings = shop.templates()
                .flatMap(template -> of(template, "AWS::Lambda::EventSourceMapping"))
                .toList();
        assertThat(mappings).hasSize(3).allSatisfy(mapping -> {
            assertThat(mapping.property("/FunctionResponseTypes"))
                    .map(JsonNode::asText)
                    .containsExactly("ReportBatchItemFailures");
            assertThat(mapping.property("/BatchSize").asInt()).isEqualTo(10);
            assertThat(mapping.property("/MaximumBatchingWindowInSeconds").asInt())
                    .isLessThanOrEqualTo(1);
            JsonNode queue = resource(mapping.template(), mapping.property("/EventSourceArn/Fn::GetAtt/0"));
            JsonNode function = resource(mapping.template(), mapping.property("/FunctionName/Ref"));
            assertThat(function.at("/Properties/Timeout").asInt()).isPositive();
            assertThat(queue.at("/Properties/VisibilityTimeout").asInt())
                    .isGreaterThanOrEqualTo(
                            6 * function.at("/Properties/Timeout").asInt());
        });
    }

    @Test
    void everyAsynchronousInvocationIsRetriedAndThenKept() {
        shop.templates().forEach(template -> {
            Set<String> asynchronous = of(template, "AWS::SNS::Subscription")
                    .filter(each -> each.property("/Protocol").asText().equals("lambda"))
                    .map(each -> each.property("/Endpoint/Fn::GetAtt/0").asText())
                    .collect(Collectors.toSet());
            Set<String> kept = of(template, "AWS::Lambda::EventInvokeConfig")
                    .peek(each -> {
                        assertThat(each.property("/MaximumRetryAttempts").asInt())
                                .isEqualTo(2);
                        assertThat(each.property("/Qualifier").asText()).isEqualTo("$LATEST");
                        assertDeadLetters(template, each.property("/DestinationConfig/OnFailure/Destination"));
                    })
                    .map(each -> each.property("/FunctionName/Ref").asText())
                    .collect(Collectors.toSet());
            assertThat(kept).isEqualTo(asynchronous);
        });
        assertThat(shop.resources("AWS::Lambda::EventInvokeConfig")).hasSize(4);
    }

    @Test
    void everyDeadLetterOfAConsumerCanBeBroughtBack() {
        assertThat(shop.resources("AWS::SQS::Queue")
                        .map(queue -> queue.at("/Properties/QueueName").asText())
                        .filter(name -> !name.endsWith(DEAD_LETTERS)))
                .containsExactlyInAnyOrderElementsOf(OperationsStack.QUEUES.stream()
                        .map(name -> "dev-" + name)
                        .toList());
        assertThat(shop.resources("AWS::SQS::Queue")
                        .map(queue -> queue.at("/Properties/QueueName").asText())
                        .filter(name -> name.endsWith("-invocation" + DEAD_LETTERS))
                        .map(name -> name.substring("dev-".length(), name.indexOf("-invocation" + DEAD_LETTERS))))
                .isNotEmpty()
                .isSubsetOf(OperationsStack.FUNCTIONS);
    }

    @Test
    void everySubscriptionKeepsWhatItCannotDeliver() {
        assertThat(shop.templates().flatMap(template -> of(template, "AWS::SNS::Subscription")))
                .hasSize(7)
                .allSatisfy(subscription -> {
                    assertDeadLetters(
                            subscription.template(), subscription.property("/RedrivePolicy/deadLetterTargetArn"));
                    assertThat(subscription.property("/RawMessageDelivery").isMissingNode())
                            .as("in SNS's envelope")
                            .isTrue();
                });
    }

    @Test
    void everyFunctionIsInvokedByItsOwnSourceOnly() {
        assertThat(shop.resources("AWS::Lambda::Permission"))
                .isNotEmpty()
                .allSatisfy(permission ->
                        assertThat(permission.at("/Properties/SourceArn")).isNotEmpty());
    }

    @Test
    void everyRuleTargetKeepsWhatItCannotDeliver() {
        assertThat(shop.templates().flatMap(template -> of(template, "AWS::Events::Rule")))
                .hasSize(2)
                .allSatisfy(rule -> assertThat(rule.property("/Targets"))
                        .hasSize(1)
                        .allSatisfy(target -> assertDeadLetters(rule.template(), target.at("/DeadLetterConfig/Arn"))));
    }

    @Test
    void theRulesMatchWhatTheirTeamsCareFor() {
        Map<String, String> patterns = shop.resources("AWS::Events::Rule")
                .collect(Collectors.toMap(
                        rule -> rule.at("/Properties/Name").asText(),
                        rule -> rule.at("/Properties/EventPattern").toString()));
        assertThat(patterns)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "dev-inventory-product-created",
                        "{\"detail-type\":[\"product.productCreated.v1\"],\"source\":[\"dev.products\"]}",
                        "dev-analytics-every-event",
                        "{\"source\":[{\"prefix\":\"dev.\"}]}"));
        assertThat(shop.function("dev-public-event-publisher")
                        .at("/Environment/Variables/EVENT_SOURCE")
                        .asText())
                .isEqualTo("dev.products");
    }

    private static void assertDeadLetters(JsonNode template, JsonNode arn) {
        assertThat(resource(template, arn.at("/Fn::GetAtt/0"))
                        .at("/Properties/QueueName")
                        .asText())
                .endsWith(DEAD_LETTERS);
    }

    private static JsonNode resource(JsonNode template, JsonNode logicalId) {
        return template.path("Resources").path(logicalId.asText());
    }

    private static Stream<Found> of(JsonNode template, String type) {
        return template.path("Resources").properties().stream()
                .filter(resource -> resource.getValue().path("Type").asText().equals(type))
                .map(resource -> new Found(template, resource.getKey()));
    }

    /** A resource together with the template in which its references lead somewhere. */
    private record Found(JsonNode template, String id) {

        JsonNode property(String pointer) {
            return template.path("Resources").path(id).path("Properties").at(pointer);
        }
    }
}
