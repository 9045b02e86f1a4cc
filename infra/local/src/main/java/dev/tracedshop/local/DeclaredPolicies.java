package dev.tracedshop.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.assembly.Resource;
import dev.tracedshop.local.function.Functions;
import dev.tracedshop.local.iam.ManagedPolicies;
import dev.tracedshop.local.iam.Permissions;
import dev.tracedshop.local.iam.Policies;
import dev.tracedshop.local.iam.PolicyDocument;

/** Reads the policies of roles and resources off an assembly, which was checked for what cannot be evaluated. */
final class DeclaredPolicies {
    private final Assembly assembly;
    private final Policies.Builder policies = new Policies.Builder();

    private DeclaredPolicies(Assembly assembly) {
        this.assembly = assembly;
    }

    /** Returns what evaluates them, and knows who acts in each role. */
    static Permissions evaluated(Assembly assembly, Functions functions, RuntimeListener listener) {
        Permissions permissions =
                Permissions.of(of(assembly), assembly.place().account(), listener::denied, listener::usedForeignKey);
        for (Resource machine : assembly.resources("AWS::StepFunctions::StateMachine")) {
            String role = assembly.properties(machine).path("RoleArn").asText();
            permissions.knows(role.substring(role.lastIndexOf('/') + 1), assembly.attribute(machine, "Name"));
        }
        functions
                .all()
                .forEach(function -> permissions.knows(
                        function.definition().role(), function.definition().name()));
        return permissions;
    }

    private static Policies of(Assembly assembly) {
        DeclaredPolicies declared = new DeclaredPolicies(assembly);
        declared.roles();
        declared.queuesAndTopics();
        declared.buses();
        declared.buckets();
        declared.functions();
        return declared.policies.build();
    }

    private void roles() {
        for (Resource role : assembly.resources("AWS::IAM::Role")) {
            String name = assembly.physicalId(role);
            JsonNode properties = assembly.properties(role);
            properties
                    .path("Policies")
                    .forEach(policy -> policies.role(name, PolicyDocument.ofRole(policy.path("PolicyDocument"))));
            properties
                    .path("ManagedPolicyArns")
                    .forEach(arn ->
                            policies.role(name, ManagedPolicies.of(arn.asText()).orElseThrow()));
        }
        for (Resource policy : assembly.resources("AWS::IAM::Policy")) {
            JsonNode properties = assembly.properties(policy);
            PolicyDocument document = PolicyDocument.ofRole(properties.path("PolicyDocument"));
            properties.path("Roles").forEach(role -> policies.role(role.asText(), document));
        }
    }

    private void queuesAndTopics() {
        for (Resource policy : assembly.resources("AWS::SQS::QueuePolicy")) {
            JsonNode properties = assembly.properties(policy);
            PolicyDocument document = PolicyDocument.ofResource(properties.path("PolicyDocument"));
            // Queues are named by their URLs, which end in their names.
            properties
                    .path("Queues")
                    .forEach(url -> policies.resource(
                            assembly.place()
                                    .arn(
                                            "sqs",
                                            url.asText().substring(url.asText().lastIndexOf('/') + 1)),
                            document));
        }
        for (Resource policy : assembly.resources("AWS::SNS::TopicPolicy")) {
            JsonNode properties = assembly.properties(policy);
            PolicyDocument document = PolicyDocument.ofResource(properties.path("PolicyDocument"));
            properties.path("Topics").forEach(topic -> policies.resource(topic.asText(), document));
        }
    }

    private void buses() {
        for (Resource policy : assembly.resources("AWS::Events::EventBusPolicy")) {
            JsonNode properties = assembly.properties(policy);
            ObjectNode document = JsonNodeFactory.instance.objectNode();
            document.set("Statement", properties.path("Statement"));
            policies.resource(
                    assembly.place()
                            .arn(
                                    "events",
                                    "event-bus/"
                                            + properties.path("EventBusName").asText("default")),
                    PolicyDocument.ofResource(document));
        }
    }

    private void buckets() {
        for (Resource policy : assembly.resources("AWS::S3::BucketPolicy")) {
            JsonNode properties = assembly.properties(policy);
            policies.resource(
                    "arn:aws:s3:::" + properties.path("Bucket").asText(),
                    PolicyDocument.ofResource(properties.path("PolicyDocument")));
        }
    }

    private void functions() {
        for (Resource permission : assembly.resources("AWS::Lambda::Permission")) {
            JsonNode properties = assembly.properties(permission);
            String function = properties.path("FunctionName").asText();
            String arn =
                    function.startsWith("arn:") ? function : assembly.place().arn("lambda", "function:" + function);
            policies.resource(
                    arn,
                    PolicyDocument.ofPermission(
                            properties.path("Principal").asText(),
                            properties.path("Action").asText(),
                            arn,
                            properties.path("SourceArn").asText(),
                            properties.path("SourceAccount").asText()));
        }
    }
}
