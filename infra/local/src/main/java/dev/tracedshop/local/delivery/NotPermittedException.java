package dev.tracedshop.local.delivery;

/** Says that no policy lets the sender reach the target. */
public final class NotPermittedException extends DeliveryException {
    private static final long serialVersionUID = 1L;

    public NotPermittedException(String message) {
        super(message);
    }
}
