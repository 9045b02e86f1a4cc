package dev.tracedshop.cdk;

import software.amazon.awscdk.services.ssm.StringParameter;
import software.constructs.Construct;

/**
 * Names an SSM parameter by which one stack tells another a value.
 *
 * <p>The value is read when the reading stack is deployed: synthesis needs no account, and neither stack holds the
 * other's resources the way an export does.
 *
 * @param path full name of the parameter, such as {@code /dev/product/table-name}
 */
record ParameterName(String path) {

    /** Publishes a value under this name from the given stack or construct. */
    void publish(Construct scope, String id, String value) {
        StringParameter.Builder.create(scope, id)
                .parameterName(path)
                .stringValue(value)
                .build();
    }

    /** Returns the published value as a token that CloudFormation resolves at deployment. */
    String valueIn(Construct scope) {
        return StringParameter.valueForStringParameter(scope, path);
    }
}
