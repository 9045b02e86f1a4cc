package dev.tracedshop.delivery;

/** Says that a message can never be handled, however often it is delivered; its message is the reason to be kept with it. */
public final class PermanentlyBadMessageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PermanentlyBadMessageException(String reason) {
        super(reason);
    }

    public PermanentlyBadMessageException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
