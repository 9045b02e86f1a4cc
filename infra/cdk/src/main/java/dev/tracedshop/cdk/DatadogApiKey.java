package dev.tracedshop.cdk;

import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.Stack;
import software.constructs.IConstruct;

/**
 * Asks whoever deploys a stack for the secret that holds Datadog's API key.
 *
 * <p>Only the secret's ARN passes through the template, and it has no default: a deployment without one is refused
 * before anything is made. Datadog's extension reads the key itself, at start-up.
 */
final class DatadogApiKey {
    private static final String ID = "DatadogApiKeySecretArn";

    private DatadogApiKey() {}

    /** Returns the secret's ARN as a token, declaring the parameter if the stack does not have it yet. */
    static String secretArn(Stack stack) {
        IConstruct declared = stack.getNode().tryFindChild(ID);
        CfnParameter parameter = declared instanceof CfnParameter existing ? existing : declareIn(stack);
        return parameter.getValueAsString();
    }

    private static CfnParameter declareIn(Stack stack) {
        return SecretArn.declare(
                stack, ID, "ARN of the Secrets Manager secret whose whole value is the Datadog API key");
    }
}
