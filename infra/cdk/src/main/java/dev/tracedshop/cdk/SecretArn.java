package dev.tracedshop.cdk;

import software.amazon.awscdk.Acknowledgment;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Validations;

/** Asks whoever deploys a stack for the ARN of a secret. It has no default, and the secret itself is in no template. */
final class SecretArn {
    private SecretArn() {}

    /**
     * Declares the parameter.
     *
     * @param id the parameter's name
     * @param description whose secret it is
     */
    static CfnParameter declare(Stack stack, String id, String description) {
        CfnParameter parameter = CfnParameter.Builder.create(stack, id)
                .type("String")
                .description(description)
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
