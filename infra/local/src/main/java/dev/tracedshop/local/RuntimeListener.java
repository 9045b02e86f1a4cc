package dev.tracedshop.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.delivery.Hop;
import dev.tracedshop.local.function.FunctionListener;
import dev.tracedshop.local.iam.Denial;
import dev.tracedshop.local.states.StateMachine;

/** Is told what happens in a running assembly. Called from many threads. */
public interface RuntimeListener extends FunctionListener {
    /**
     * An API handed a request to a function.
     *
     * @param apiRequestId the request's id as the caller gets it in the header {@code apigw-requestid}
     * @param function the function's name
     */
    default void routed(String apiRequestId, String function) {}

    /**
     * A topic or a bus accepted a message.
     *
     * @param channel the name of the topic or bus
     * @param message the message as published, or the event's detail
     */
    default void published(String channel, String message) {}

    /** A message was sent, handed on or dropped. */
    default void passed(Hop hop) {}

    /** A role or a service wanted to do what no policy allows it. */
    default void denied(Denial denial) {}

    /**
     * A function called with the key of a role that is not its own, for the first time. It has that role's rights.
     *
     * @param function the function's name
     * @param role the role's name
     */
    default void usedForeignKey(String function, String role) {}

    /**
     * A state machine wrote a line to its log.
     *
     * @param machine the machine
     * @param event the line as Step Functions writes it to CloudWatch: id, type, details, previous_event_id, event_timestamp in
     *     milliseconds, execution_arn and redrive_count
     */
    default void executionLogged(StateMachine machine, ObjectNode event) {}
}
