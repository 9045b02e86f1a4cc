package dev.tracedshop.trace.expect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.trace.Trace;
import java.util.List;

/** The shop on this machine: what a customer can do with it, and what else its operator can, to show something of a trace. */
public interface LocalShop extends Shop {
    /**
     * Returns the shop as a customer meets it at another of its HTTP APIs.
     *
     * @param stack the stack that has the API, without the environment's prefix, for example {@code product-catalogue}
     */
    Shop api(String stack);

    /**
     * Invokes a function and waits for its answer, as {@code aws lambda invoke} does.
     *
     * @param function the function's name without the environment's prefix, for example {@code request-quote}
     * @param event the event's JSON
     * @return the answer as the body; its status is 200, or 500 when the function threw; its request id is the invocation's
     */
    Response invoke(String function, String event);

    /**
     * Calls an AWS service of the shop that speaks JSON, in the name of the person at this machine.
     *
     * @param service the service as a signature's scope names it, for example {@code sqs} or {@code ssm}
     * @param target the operation with its prefix, for example {@code AmazonSQS.SendMessage} or {@code AmazonSSM.PutParameter}
     * @param request the request's JSON
     * @return the answer's JSON
     */
    JsonNode call(String service, String target, String request);

    /** Returns the URL of a queue, told without the environment's prefix. */
    String queueUrl(String queue);

    /** Lets the messages for a function wait in its queue, so that they become one batch; until {@link #release}. */
    void hold(String function);

    /** Hands the function what waits in its queue, in batches as large as the mapping allows, and holds nothing any more. */
    void release(String function);

    /**
     * Lets the next calls of an operation fail with a server's error. The AWS SDK repeats a failed call: for one that an application sees,
     * it takes as many as the SDK tries.
     *
     * @param operation for example {@code Sns.Publish}
     */
    void failNext(String operation, int calls);

    /** Waits until nothing is left to happen. */
    void rest() throws InterruptedException;

    /** Returns the traces that the shop has stored since the scenario began, in any order. */
    List<Trace> traces();

    /**
     * Runs a program of the solution that is no function, with the learner's classes in front of the solution's, in a process of its own.
     * It is given one argument, an empty directory.
     *
     * @param program the full name of the class with its {@code main}
     * @param input the lines of its standard input
     */
    ProgramOutcome run(String program, List<String> input) throws InterruptedException;
}
