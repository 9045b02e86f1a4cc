package dev.tracedshop.local.engine;

/** Says that an engine cannot be had or does not start, and what to do about it. */
public final class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EngineException(String message) {
        super(message);
    }

    public EngineException(String message, Throwable cause) {
        super(message, cause);
    }
}
