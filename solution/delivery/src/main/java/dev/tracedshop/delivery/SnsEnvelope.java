package dev.tracedshop.delivery;

import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.tracedshop.events.Json;
import dev.tracedshop.events.MalformedJsonException;

/** Reads what SNS puts around a message when it sends it on to a queue. */
public final class SnsEnvelope {

    private SnsEnvelope() {}

    /**
     * Returns the message as it was published.
     *
     * @throws MalformedJsonException if the body is not SNS's envelope
     */
    public static String message(SQSMessage message) {
        return Json.readObject(message.getBody()).string("Message");
    }
}
