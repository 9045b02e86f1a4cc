package dev.tracedshop.telemetry;

import java.io.Serial;

/** Tells why a trace payload could not be read. */
final class MalformedPayload extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    MalformedPayload(String reason) {
        super(reason);
    }

    MalformedPayload(String reason, Throwable cause) {
        super(reason, cause);
    }
}
