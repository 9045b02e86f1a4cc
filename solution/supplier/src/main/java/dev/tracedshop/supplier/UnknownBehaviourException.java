package dev.tracedshop.supplier;

/** Says that the supplier was told to behave in a way that it does not know. */
final class UnknownBehaviourException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnknownBehaviourException(String message) {
        super(message);
    }
}
