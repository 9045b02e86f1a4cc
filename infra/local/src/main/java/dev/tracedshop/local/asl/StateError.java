package dev.tracedshop.local.asl;

import java.util.List;
import java.util.Objects;

/**
 * Why a state, or a task that it asked for, failed.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html">Error names</a>
 */
public final class StateError extends RuntimeException {
    static final String ALL = "States.ALL";
    static final String RUNTIME = "States.Runtime";
    static final String TIMEOUT = "States.Timeout";
    static final String TASK_FAILED = "States.TaskFailed";
    static final String DATA_LIMIT = "States.DataLimitExceeded";
    static final String INTRINSIC = "States.IntrinsicFailure";
    static final String RESULT_PATH = "States.ResultPathMatchFailure";
    static final String NO_CHOICE = "States.NoChoiceMatched";

    private static final long serialVersionUID = 1L;

    private final String error;

    /**
     * @param error the error's name, for example {@code Lambda.ServiceException}
     * @param cause the details, a text for people or JSON
     */
    public StateError(String error, String cause) {
        super(cause, null, false, false);
        this.error = error;
    }

    static StateError runtime(String cause) {
        return new StateError(RUNTIME, cause);
    }

    /** Returns the error's name. */
    public String error() {
        return error;
    }

    /** Returns the details. */
    public String details() {
        return Objects.requireNonNull(getMessage());
    }

    StateError in(String state, long enteredEvent) {
        return error.startsWith("States.") && !error.equals(TIMEOUT)
                ? new StateError(
                        error,
                        "An error occurred while executing the state '" + state + "' (entered at the event id #"
                                + enteredEvent + "). " + details())
                : this;
    }

    /**
     * Says whether a retrier or catcher is meant. {@code States.Runtime} ends the execution whatever the definition says;
     * {@code States.ALL} does not cover a payload that is too large, and {@code States.TaskFailed} not a timeout.
     */
    boolean matches(List<String> errorEquals) {
        if (error.equals(RUNTIME)) {
            return false;
        }
        return errorEquals.contains(error)
                || (errorEquals.contains(ALL) && !error.equals(DATA_LIMIT))
                || (errorEquals.contains(TASK_FAILED) && !error.equals(TIMEOUT) && !error.equals(DATA_LIMIT));
    }
}
