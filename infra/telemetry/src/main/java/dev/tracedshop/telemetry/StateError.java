package dev.tracedshop.telemetry;

/**
 * Why a state or an execution failed.
 *
 * @param type the error's name, for example {@code States.Timeout} or an exception's class
 * @param message its cause
 */
record StateError(String type, String message) {}
