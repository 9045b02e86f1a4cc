package dev.tracedshop.trace;

/** Says that a text is not a trace or report in the workshop's JSON, and where it is not. */
public final class TraceFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Creates it with what is wrong and where. */
    public TraceFormatException(String message) {
        super(message);
    }

    /** Creates it with what is wrong and where, and what the parser said. */
    public TraceFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
