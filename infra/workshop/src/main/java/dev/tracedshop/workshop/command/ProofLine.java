package dev.tracedshop.workshop.command;

import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.step.Proof;
import java.time.Duration;
import java.util.Locale;

/** Prints a proof: a line, and below it what is not as it should be. */
final class ProofLine {
    private ProofLine() {}

    static void print(Proof proof, Terminal terminal) {
        terminal.print("%s  %s  %-34s %6s  %s"
                .formatted(
                        proof.step(),
                        proof.holds() ? "ok " : "NOT",
                        proof.what(),
                        seconds(proof.took()),
                        proof.outcome())
                .stripTrailing());
        proof.differences()
                .forEach(difference -> terminal.print(difference.indent(8).stripTrailing()));
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
