package dev.tracedshop.productapi;

/** Says that a change could not be announced, and what has become of the change. */
final class EventNotPublishedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EventNotPublishedException(String message, Throwable cause) {
        super(message, cause);
    }
}
