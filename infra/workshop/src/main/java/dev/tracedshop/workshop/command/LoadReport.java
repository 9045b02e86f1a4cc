package dev.tracedshop.workshop.command;

import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.load.ManyProducts;

/** Prints what came out of a load: its numbers, and what is wrong with stores and counts. */
final class LoadReport {
    /** More lines of one kind tell nothing more. */
    static final int LISTED = 20;

    private LoadReport() {}

    /**
     * Prints the numbers and the first lines of what is wrong.
     *
     * @param label what such a line begins with, for example {@code lost or twice}
     */
    static void print(ManyProducts.Result result, String label, Terminal terminal) {
        terminal.print("");
        result.counted().forEach((what, count) -> terminal.print("%-24s %s".formatted(what, count)));
        result.lost().stream().limit(LISTED).forEach(line -> terminal.print(label + ": " + line));
        if (result.lost().size() > LISTED) {
            terminal.print("… and " + (result.lost().size() - LISTED) + " more");
        }
    }
}
