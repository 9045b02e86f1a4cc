package dev.tracedshop.local.assembly;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.assembly.Restrictions.Restriction;
import dev.tracedshop.local.iam.ManagedPolicies;
import dev.tracedshop.local.iam.PolicyDocument;
import java.util.ArrayList;
import java.util.List;

/** What policies may not say: whatever would have to be ignored when they are evaluated here, and would so allow or forbid something else. */
final class PolicyRestrictions {
    private PolicyRestrictions() {}

    static List<Restriction> ofRole(JsonNode properties) {
        List<Restriction> found = new ArrayList<>();
        properties
                .path("Policies")
                .forEach(policy -> told(found, "Policies", PolicyDocument.ofRole(policy.path("PolicyDocument"))));
        properties.path("ManagedPolicyArns").forEach(arn -> {
            if (ManagedPolicies.of(arn.asText()).isEmpty()) {
                found.add(new Restriction(
                        "ManagedPolicyArns",
                        "What " + arn.asText() + " grants is not known here. Known are: "
                                + String.join(", ", ManagedPolicies.known()) + "."));
            }
        });
        return found;
    }

    static List<Restriction> ofRolesPolicy(JsonNode properties) {
        List<Restriction> found = new ArrayList<>();
        told(found, "PolicyDocument", PolicyDocument.ofRole(properties.path("PolicyDocument")));
        return found;
    }

    static List<Restriction> ofResourcesPolicy(JsonNode properties) {
        List<Restriction> found = new ArrayList<>();
        told(found, "PolicyDocument", PolicyDocument.ofResource(properties.path("PolicyDocument")));
        return found;
    }

    static List<Restriction> ofBus(JsonNode properties) {
        List<Restriction> found = new ArrayList<>();
        if (!properties.has("Statement")) {
            found.add(new Restriction(
                    "Statement", "Only a policy that is given as a Statement is evaluated here; write it as one."));
            return found;
        }
        told(found, "Statement", busPolicy(properties));
        return found;
    }

    private static PolicyDocument busPolicy(JsonNode properties) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.set("Statement", properties.path("Statement"));
        return PolicyDocument.ofResource(document);
    }

    static List<Restriction> ofPermission(JsonNode properties) {
        List<Restriction> found = new ArrayList<>();
        told(
                found,
                "Principal",
                PolicyDocument.ofPermission(
                        properties.path("Principal").asText(),
                        properties.path("Action").asText(),
                        properties.path("FunctionName").asText(),
                        properties.path("SourceArn").asText(),
                        properties.path("SourceAccount").asText()));
        return found;
    }

    private static void told(List<Restriction> found, String property, PolicyDocument policy) {
        policy.problems().forEach(problem -> found.add(new Restriction(property, problem)));
    }
}
