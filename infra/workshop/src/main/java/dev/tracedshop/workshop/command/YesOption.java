package dev.tracedshop.workshop.command;

import dev.tracedshop.workshop.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Whether to go ahead without asking. Where nobody could answer, nothing is asked. */
final class YesOption {
    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

    boolean confirmed(Terminal terminal, String question) {
        if (yes || !terminal.interactive()) {
            return true;
        }
        terminal.note(question + " [y/N]");
        try {
            String answer = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
        } catch (IOException e) {
            return false; // Nobody answered.
        }
    }
}
