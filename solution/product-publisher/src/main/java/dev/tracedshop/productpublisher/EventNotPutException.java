package dev.tracedshop.productpublisher;

/** Says that the bus did not take an event; the next delivery of its message tries again. */
final class EventNotPutException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EventNotPutException(String message) {
        super(message);
    }
}
