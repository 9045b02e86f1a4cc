package dev.tracedshop.local.iam;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** AWS's own policies that roles name by their ARN: only those that grant what CDK gives a function by itself, which is to write its log. */
public final class ManagedPolicies {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, List<String>> ACTIONS = Map.of(
            "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
            List.of("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"));

    private ManagedPolicies() {}

    /** Returns the policy with an ARN, if it is known here. */
    public static Optional<PolicyDocument> of(String arn) {
        return Optional.ofNullable(ACTIONS.get(arn)).map(ManagedPolicies::allowing);
    }

    private static PolicyDocument allowing(List<String> actions) {
        String list = actions.stream().map(action -> "\"" + action + "\"").collect(Collectors.joining(","));
        try {
            return PolicyDocument.ofRole(JSON.readTree(
                    "{\"Statement\": [{\"Effect\": \"Allow\", \"Action\": [" + list + "], \"Resource\": \"*\"}]}"));
        } catch (JacksonException e) {
            throw new IllegalStateException("A policy of this class is JSON", e);
        }
    }

    /** Returns the ARNs of those that are known here. */
    public static Set<String> known() {
        return ACTIONS.keySet();
    }
}
