package dev.tracedshop.telemetry;

import java.time.Duration;

/** How an invocation ended, as its platform saw it. */
public sealed interface Outcome {

    /** The handler returned. */
    record Succeeded() implements Outcome {}

    /**
     * The handler threw.
     *
     * @param type the exception's class
     * @param message the exception's message
     */
    record Failed(String type, String message) implements Outcome {}

    /**
     * The time limit passed before the handler returned.
     *
     * @param limit the function's timeout
     */
    record TimedOut(Duration limit) implements Outcome {}

    /**
     * The process ended before the handler returned.
     *
     * @param message what is known about it, for example {@code exit status 1}
     */
    record Crashed(String message) implements Outcome {}

    /** Says that the handler returned. */
    static Outcome succeeded() {
        return new Succeeded();
    }

    /** Says that the handler threw. */
    static Outcome failed(String type, String message) {
        return new Failed(type, message);
    }

    /** Says that the time limit passed first. */
    static Outcome timedOut(Duration limit) {
        return new TimedOut(limit);
    }

    /** Says that the process ended first. */
    static Outcome crashed(String message) {
        return new Crashed(message);
    }
}
