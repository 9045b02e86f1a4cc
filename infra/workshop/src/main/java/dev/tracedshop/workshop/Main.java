package dev.tracedshop.workshop;

import dev.tracedshop.workshop.build.Checkout;
import dev.tracedshop.workshop.command.Commands;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;

/** The entry point of {@code ./workshop}. */
public final class Main {
    private Main() {}

    /** Runs one command and exits with its code. */
    public static void main(String... args) {
        Map<String, String> environment = System.getenv();
        Terminal terminal = Terminal.of(environment);
        int exitCode;
        try {
            Workshop workshop = new Workshop(Checkout.find(environment), terminal, environment);
            exitCode = run(workshop, args);
        } catch (WorkshopException e) {
            terminal.note(String.valueOf(e.getMessage()));
            exitCode = e.exitCode();
        }
        System.exit(exitCode);
    }

    /** Runs one command. */
    public static int run(Workshop workshop, String... args) {
        CommandLine line = Commands.commandLine(workshop);
        line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        line.setExecutionExceptionHandler((exception, command, parsed) -> explain(workshop, exception));
        line.setParameterExceptionHandler((exception, ignored) -> {
            CommandLine command = exception.getCommandLine();
            workshop.terminal().note(String.valueOf(exception.getMessage()));
            CommandLine.UnmatchedArgumentException.printSuggestions(exception, command.getErr());
            workshop.terminal()
                    .note("Try './workshop help" + (command.getParent() == null ? "" : " " + command.getCommandName())
                            + "'.");
            return ExitCode.USAGE;
        });
        return line.execute(args);
    }

    private static int explain(Workshop workshop, Exception exception) {
        int exitCode = Failure.exitCode(exception);
        if (exitCode != ExitCode.FAULT) {
            workshop.terminal().note(Failure.message(exception));
            return exitCode;
        }
        return fault(workshop, exception);
    }

    private static int fault(Workshop workshop, Exception exception) {
        StringWriter text = new StringWriter();
        exception.printStackTrace(new PrintWriter(text, true));
        Path file = Checkout.made(workshop.checkout().state().resolve("logs"))
                .resolve("fault-" + ProcessHandle.current().pid() + ".txt");
        Terminal terminal = workshop.terminal();
        terminal.note("This is a fault of the workshop's, not yours: " + exception);
        try {
            Files.writeString(file, text.toString());
            terminal.note("Please report it with the file "
                    + workshop.checkout().root().relativize(file)
                    + " and the command that you typed; CONTRIBUTING.md says where.");
        } catch (IOException e) {
            terminal.note(text.toString());
        }
        return ExitCode.FAULT;
    }
}
