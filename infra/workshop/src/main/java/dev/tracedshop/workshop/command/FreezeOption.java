package dev.tracedshop.workshop.command;

import dev.tracedshop.workshop.shop.RunningShop;
import picocli.CommandLine.Option;

/** Whether the functions of a shop are frozen between two events, as on Lambda. */
final class FreezeOption {
    @Option(
            names = "--freeze",
            description =
                    "Stop a function's process between its answer and its next event, as Lambda does: what it has not"
                            + " sent by then comes with the next event, or never.")
    boolean freeze;

    /** Does so in a shop from now on. */
    void apply(RunningShop shop) {
        if (freeze) {
            shop.freeze(true);
        }
    }
}
