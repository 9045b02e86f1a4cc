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
                .hasSize(19)
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
        assertThat(policies).hasSize(19).allSatisfy(policy -> {
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
    void everyMappingOfAQueueReportsItsFailuresAndGivesItsFunctionTime() {
        List<Found> mappings = shop.templates()
                .flatMap(template -> of(template, "AWS::Lambda::EventSourceMapping"))
                .filter(mapping -> mapping.property("/EventSourceArn").has("Fn::GetAtt"))
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
    void theMappingOfTheStreamTakesRecordsOneByOneAndKeepsThePlaceOfWhatFails() {
        List<Found> mappings = shop.templates()
                .flatMap(template -> of(template, "AWS::Lambda::EventSourceMapping"))
                .filter(mapping -> mapping.property("/EventSourceArn").has("Ref"))
                .toList();
        assertThat(mappings).singleElement().satisfies(mapping -> {
            assertThat(mapping.template()
                            .at("/Parameters/"
                                    + mapping.property("/EventSourceArn/Ref").asText() + "/Default")
                            .asText())
                    .isEqualTo("/dev/product/table-stream-arn");
            assertThat(mapping.property("/StartingPosition").asText()).isEqualTo("TRIM_HORIZON");
            assertThat(mapping.property("/BatchSize").asInt()).isEqualTo(1);
            assertThat(mapping.property("/MaximumRetryAttempts").asInt()).isEqualTo(10);
            assertThat(mapping.property("/FunctionResponseTypes"))
                    .map(JsonNode::asText)
                    .containsExactly("ReportBatchItemFailures");
            assertDeadLetters(mapping.template(), mapping.property("/DestinationConfig/OnFailure/Destination"));
            // Lambda tries the role's rights when the mapping is made.
            assertThat(mapping.template()
                            .at("/Resources/" + mapping.id() + "/DependsOn")
                            .toString())
                    .contains("RoleDefaultPolicy");
        });
        assertThat(shop.table("dev-products")
                        .at("/Properties/StreamSpecification/StreamViewType")
                        .asText())
                .isEqualTo("NEW_AND_OLD_IMAGES");
    }

    @Test
    void theBucketTellsItsFunctionOfCataloguesAndOfNothingElse() {
        List<Found> buckets = shop.templates()
                .flatMap(template -> of(template, "AWS::S3::Bucket"))
                .toList();
        assertThat(buckets).singleElement().satisfies(bucket -> {
            JsonNode told = bucket.property("/NotificationConfiguration/LambdaConfigurations");
            assertThat(told).hasSize(1);
            assertThat(told.at("/0/Event").asText()).isEqualTo("s3:ObjectCreated:*");
            assertThat(told.at("/0/Filter/S3Key/Rules").toString())
                    .isEqualTo("[{\"Name\":\"prefix\",\"Value\":\"catalogue/\"},"
                            + "{\"Name\":\"suffix\",\"Value\":\".csv\"}]");
            JsonNode whole = bucket.template().path("Resources").path(bucket.id());
            assertThat(whole.path("DeletionPolicy").asText()).isEqualTo("Retain");
            assertThat(whole.path("UpdateReplacePolicy").asText()).isEqualTo("Retain");

            // S3 asks for the permission when the bucket is made, so the permission cannot refer to the bucket.
            JsonNode permission =
                    resource(bucket.template(), whole.path("DependsOn").path(0)).path("Properties");
            assertThat(permission.path("Principal").asText()).isEqualTo("s3.amazonaws.com");
            assertThat(permission.at("/SourceAccount/Ref").asText()).isEqualTo("AWS::AccountId");
            assertThat(permission.path("SourceArn").toString())
                    .contains("dev-trace-the-shop-catalogue-")
                    .doesNotContain(bucket.id());
        });
    }

    @Test
    void everyAsynchronousInvocationIsRetriedAndThenKept() {
        shop.templates().forEach(template -> {
            Set<String> asynchronous = of(template, "AWS::SNS::Subscription")
                    .filter(each -> each.property("/Protocol").asText().equals("lambda"))
                    .map(each -> each.property("/Endpoint/Fn::GetAtt/0").asText())
                    .collect(Collectors.toSet());
            of(template, "AWS::S3::Bucket")
                    .flatMap(each -> stream(each.property("/NotificationConfiguration/LambdaConfigurations")))
                    .forEach(each ->
                            asynchronous.add(each.at("/Function/Fn::GetAtt/0").asText()));
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
        assertThat(shop.resources("AWS::Lambda::EventInvokeConfig")).hasSize(5);
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
