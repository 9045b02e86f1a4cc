package dev.tracedshop.trace.expect;

import java.io.IOException;

/**
 * A step's script: drives the shop and says what trace that should leave.
 *
 * <p>Requests that only prepare something are not judged; the responses given to {@link Expectations#expect} are. The class has a
 * public constructor without parameters, because {@code ./workshop check} loads it by its source.
 */
public interface Scenario {
    /** Plays the scenario and returns what is expected of it; what it throws ends the check. */
    Expectation play(LocalShop shop) throws Exception;

    /**
     * Runs {@code ./workshop check} for a step, with this terminal, and ends this process with its exit code. A script's {@code
     * main} calls it, so that the script and the command are one path.
     *
     * @param step the step's number, for example {@code 01}
     * @param args further options of {@code check}
     */
    static void check(String step, String... args) throws IOException, InterruptedException {
        System.exit(WorkshopCommand.ofThisCheckout().check(step, args));
    }
}
