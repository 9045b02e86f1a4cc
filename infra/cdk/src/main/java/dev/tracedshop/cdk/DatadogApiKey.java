package dev.tracedshop.cdk;

import software.amazon.awscdk.Acknowledgment;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Validations;
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
        CfnParameter parameter = CfnParameter.Builder.create(stack, ID)
                .type("String")
                .description("ARN of the Secrets Manager secret whose whole value is the Datadog API key")
                // The six characters that Secrets Manager appends are required: a policy on an ARN without them allows
                // nothing.
                .allowedPattern(
                        "^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+-[A-Za-z0-9]{6}$")
                .constraintDescription(
                        "must be the complete ARN of a secret, with the six characters that Secrets Manager appends to its name")
                .build();
        Validations.of(parameter)
                .acknowledge(Acknowledgment.builder()
                        .id("CloudFormation-Validate::W2509")
                        .reason(
                                "The parameter is the name of a secret, not the secret: nothing to hide from the console.")
                        .build());
        return parameter;
    }
}
