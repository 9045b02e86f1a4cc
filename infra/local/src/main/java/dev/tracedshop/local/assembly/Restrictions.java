package dev.tracedshop.local.assembly;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What the supported types may not ask for: values that a template may have and that would run otherwise here than on AWS, or not at all. */
final class Restrictions {
    private Restrictions() {}

    /**
     * Checks a resource's values.
     *
     * @param properties the honoured properties, resolved
     * @return pairs of a property and what is wrong with it
     */
    static List<Restriction> of(Resource resource, JsonNode properties, Assembly assembly) {
        List<Restriction> found = new ArrayList<>();
        switch (resource.type()) {
            case "AWS::Lambda::Function" -> {
                String runtime = properties.path("Runtime").asText();
                if (!runtime.startsWith("java")) {
                    found.add(new Restriction("Runtime", "Only Java functions run here, not '" + runtime + "'."));
                }
                JsonNode key = properties.path("Code").path("S3Key");
                if (assembly.asset(key.asText()).isEmpty()) {
                    found.add(new Restriction(
                            "Code",
                            "The code must be an asset of this assembly; found " + properties.path("Code") + "."));
                }
                properties.path("Layers").forEach(layer -> {
                    if (!TracingLayers.understands(layer.asText())) {
                        found.add(new Restriction(
                                "Layers",
                                "Of layers only Datadog's tracer and extension are understood here, not "
                                        + layer.asText() + "."));
                    }
                });
            }
            case "AWS::SNS::Subscription" -> found.addAll(EventRestrictions.ofSubscription(properties));
            case "AWS::SQS::Queue" -> {
                if (properties.path("FifoQueue").asBoolean(false)) {
                    found.add(new Restriction("FifoQueue", "Only standard queues run here."));
                }
                String name = properties.path("QueueName").asText("queue");
                if (!name.matches("[A-Za-z0-9_-]{1,80}")) {
                    found.add(new Restriction(
                            "QueueName",
                            "A queue's name has up to 80 letters, digits, hyphens and underscores, unlike '" + name
                                    + "'."));
                }
                between(found, properties, "VisibilityTimeout", 0, 43_200);
                between(found, properties, "MessageRetentionPeriod", 60, 1_209_600);
                between(found, properties, "DelaySeconds", 0, 900);
                between(found, properties, "ReceiveMessageWaitTimeSeconds", 0, 20);
            }
            case "AWS::Lambda::EventSourceMapping" -> found.addAll(MappingRestrictions.of(properties));
            case "AWS::Events::Rule" -> found.addAll(EventRestrictions.ofRule(properties));
            case "AWS::Lambda::EventInvokeConfig" -> found.addAll(EventRestrictions.ofInvokeConfig(properties));
            case "AWS::S3::Bucket" -> found.addAll(BucketRestrictions.of(properties));
            case "AWS::ApiGatewayV2::Api" ->
                only(found, properties, "ProtocolType", "HTTP", "Only HTTP APIs are served here");
            case "AWS::ApiGatewayV2::Stage" ->
                only(found, properties, "StageName", "$default", "Only the stage $default is served here");
            case "AWS::ApiGatewayV2::Route" -> {
                String type = properties.path("AuthorizationType").asText("NONE");
                if (!type.equals("NONE") && !type.equals("AWS_IAM")) {
                    found.add(new Restriction(
                            "AuthorizationType",
                            "Routes are open (NONE) or ask for a signature (AWS_IAM) here, not '" + type + "'."));
                }
            }
            case "AWS::ApiGatewayV2::Integration" -> found.addAll(ApiIntegrationRestrictions.of(properties));
            case "AWS::IAM::Role" -> found.addAll(PolicyRestrictions.ofRole(properties));
            case "AWS::IAM::Policy" -> found.addAll(PolicyRestrictions.ofRolesPolicy(properties));
            case "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy", "AWS::S3::BucketPolicy" ->
                found.addAll(PolicyRestrictions.ofResourcesPolicy(properties));
            case "AWS::Events::EventBusPolicy" -> found.addAll(PolicyRestrictions.ofBus(properties));
            case "AWS::Lambda::Permission" -> found.addAll(PolicyRestrictions.ofPermission(properties));
            case "AWS::Logs::SubscriptionFilter" -> found.addAll(LogRestrictions.of(properties, assembly));
            case "AWS::Scheduler::Schedule" -> found.addAll(ScheduleRestrictions.of(properties));
            case StateMachineProperties.TYPE -> found.addAll(StateMachineProperties.restrictions(properties, assembly));
            default -> {
                // Every value of the other types' honoured properties is understood.
            }
        }
        return found;
    }

    static void between(List<Restriction> found, JsonNode properties, String property, int from, int to) {
        int value = properties.path(property).asInt(from);
        if (value < from || value > to) {
            found.add(new Restriction(
                    property, "It must lie between " + from + " and " + to + ", unlike " + value + "."));
        }
    }

    private static void only(List<Restriction> found, JsonNode properties, String property, String value, String why) {
        String actual = properties.path(property).asText();
        if (!actual.equals(value)) {
            found.add(new Restriction(property, why + ", not '" + actual + "'."));
        }
    }

    /**
     * A value that cannot run here.
     *
     * @param property the property
     * @param detail why, and what would
     */
    record Restriction(String property, String detail) {}
}
