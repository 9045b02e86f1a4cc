package dev.tracedshop.local.delivery;

/** Says that a target did not take an event. */
public class DeliveryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DeliveryException(String message) {
        super(message);
    }
}
