package dev.tracedshop.trace.expect;

import java.util.List;

/**
 * How a program ended, and what it printed.
 *
 * @param ended whether it came to an end by itself; otherwise it was ended, because it took too long or printed too much
 * @param exitCode its exit code; without meaning if it did not end
 * @param output the lines of its standard output
 * @param errors the lines of its standard error
 */
public record ProgramOutcome(boolean ended, int exitCode, List<String> output, List<String> errors) {
    public ProgramOutcome {
        output = List.copyOf(output);
        errors = List.copyOf(errors);
    }

    /** Returns whether it did what it was started for. */
    public boolean succeeded() {
        return ended && exitCode == 0;
    }
}
