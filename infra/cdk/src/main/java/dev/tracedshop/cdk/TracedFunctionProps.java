package dev.tracedshop.cdk;

import java.util.Map;
import software.amazon.awscdk.services.lambda.Code;

/**
 * Describes one function of a service.
 *
 * @param name the function's name without the environment, such as {@code create-product}
 * @param service the name of the service it belongs to, which is Datadog's {@code service}
 * @param handler class whose {@code handleRequest} is called
 * @param code zip with the classes and their libraries
 * @param trigger what invokes the function
 * @param environment the function's own variables; those of tracing are added to them
 */
record TracedFunctionProps(
        String name, String service, String handler, Code code, Trigger trigger, Map<String, String> environment) {

    /** What invokes a function, as far as tracing treats it differently. */
    enum Trigger {
        HTTP_API,
        DIRECT_INVOCATION
    }

    TracedFunctionProps {
        environment = Map.copyOf(environment);
    }
}
