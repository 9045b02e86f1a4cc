package dev.tracedshop.workshop;

import dev.tracedshop.workshop.build.Checkout;
import java.util.Map;

/**
 * What every command works with.
 *
 * @param checkout the checkout
 * @param terminal where people read
 * @param environment this process's environment variables
 */
public record Workshop(Checkout checkout, Terminal terminal, Map<String, String> environment) {
    public Workshop {
        environment = Map.copyOf(environment);
    }

    /** Returns how long the script {@code workshop} built before it started this process, in milliseconds; 0 when it had nothing to build. */
    public long buildMillis() {
        String told = environment.getOrDefault("WORKSHOP_BUILD_MILLIS", "");
        return told.matches("\\d{1,12}") ? Long.parseLong(told) : 0;
    }
}
