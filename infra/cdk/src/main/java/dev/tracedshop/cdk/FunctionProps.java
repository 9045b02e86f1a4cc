package dev.tracedshop.cdk;

import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.lambda.Code;

/**
 * Describes one function of a service.
 *
 * @param name the function's name without the environment, such as {@code create-product}
 * @param service the name of the service it belongs to, which is Datadog's {@code service}
 * @param handler class whose {@code handleRequest} is called
 * @param code zip with the classes and their libraries
 * @param trigger what invokes the function
 * @param timeoutSeconds when Lambda ends an invocation
 * @param environment the function's own variables; those of tracing are added to them
 * @param tracerSettings variables of the tracer in which this function differs from the others; absent with tracing off
 */
record FunctionProps(
        String name,
        String service,
        String handler,
        Code code,
        Trigger trigger,
        int timeoutSeconds,
        Map<String, String> environment,
        Map<String, String> tracerSettings) {

    /** When an invocation of a function that says nothing else is ended. */
    static final int USUAL_TIMEOUT_SECONDS = 10;

    /** What invokes a function, as far as it matters to how failures are kept and how it is traced. */
    enum Trigger {
        HTTP_API,
        /** Asynchronously, by SNS: nobody waits for the answer, so what fails in the end has to be kept. */
        TOPIC,
        /** By an event source mapping: the queue keeps what fails. */
        QUEUE,
        /** By an event source mapping: what fails for good is told to the mapping's destination. */
        STREAM,
        /** Asynchronously, by S3: nobody waits for the answer, so what fails in the end has to be kept. */
        BUCKET,
        /** Asynchronously, by CloudWatch Logs: nobody waits for the answer, so what fails in the end has to be kept. */
        LOGS,
        /** By a state machine or a person, who waits for the answer. */
        TASK
    }

    FunctionProps {
        environment = Map.copyOf(environment);
        tracerSettings = Map.copyOf(tracerSettings);
    }

    /** Describes a function with the usual timeout and the tracer's usual settings. */
    FunctionProps(
            String name, String service, String handler, Code code, Trigger trigger, Map<String, String> environment) {
        this(name, service, handler, code, trigger, USUAL_TIMEOUT_SECONDS, environment, Map.of());
    }

    /** Returns the same function with settings of its own for the tracer. */
    FunctionProps withTracerSettings(Map<String, String> settings) {
        return new FunctionProps(name, service, handler, code, trigger, timeoutSeconds, environment, settings);
    }

    /** Returns the same function with a timeout of its own. */
    FunctionProps withTimeout(int seconds) {
        return new FunctionProps(name, service, handler, code, trigger, seconds, environment, tracerSettings);
    }

    /** Tells whether whoever invokes the function goes on without waiting for its answer. */
    boolean isAsynchronous() {
        return trigger == Trigger.TOPIC || trigger == Trigger.BUCKET || trigger == Trigger.LOGS;
    }

    Duration timeout() {
        return Duration.seconds(timeoutSeconds);
    }
}
