package dev.tracedshop.delivery;

/** Says that another delivery of the same event is at work: a fault that passes, so the message is to be delivered again. */
public final class LeaseHeldException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LeaseHeldException(String key) {
        super("Another delivery is handling " + key + "; this one has to be repeated when that has ended");
    }
}
