package dev.tracedshop.delivery;

import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;

/** Takes the messages that can never be handled. */
public interface DeadLetterQueue {

    /** Keeps a message together with the reason why it was refused, or throws. */
    void send(SQSMessage message, String reason);
}
