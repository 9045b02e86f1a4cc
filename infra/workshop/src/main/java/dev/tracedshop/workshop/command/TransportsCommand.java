package dev.tracedshop.workshop.command;

import dev.tracedshop.workshop.ExitCode;
import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.Workshop;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.build.Assemblies;
import dev.tracedshop.workshop.transport.Measured;
import dev.tracedshop.workshop.transport.Transport;
import dev.tracedshop.workshop.transport.TransportRun;
import dev.tracedshop.workshop.transport.TransportTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "transports",
        description =
                "Measure what each way of sending spans costs a caller, and what it loses when functions are frozen.")
final class TransportsCommand implements Callable<Integer> {
    private final Workshop workshop;

    @Option(
            names = "--delay",
            paramLabel = "MS",
            defaultValue = "30",
            description = "How late the collector answers, in milliseconds; 30 when not given.")
    int delay;

    @Option(
            names = "--calls",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many calls are counted for each way; 20 when not given.")
    int calls;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures as JSON.")
    @Nullable
    Path json;

    TransportsCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (delay < 5 || delay > 1_000) {
            throw WorkshopException.usage("--delay " + delay + ": 5 to 1000 milliseconds; the supplier waits for two"
                    + " seconds, and less than 5 cannot be told from what else happens.");
        }
        if (calls < 2 || calls > 1_000) {
            throw WorkshopException.usage("--calls " + calls + ": from 2 to 1000.");
        }
        Terminal terminal = workshop.terminal();
        List<Measured> rows = new ArrayList<>();
        Terminal.Progress progress = terminal.progress("transports", 1 + Transport.values().length);
        try {
            progress.stage("templates");
            // With the function that reads the log; the other ways do without it.
            Path assembly = new Assemblies(workshop.checkout())
                    .synthesized(Map.of("logTransport", "true"), () -> progress.stage("synthesizing the CDK app"));
            TransportRun run = new TransportRun(
                    workshop.checkout(),
                    new TransportRun.Settings(
                            assembly, calls, Duration.ofMillis(delay), TransportRun.Settings.BETWEEN_EXPORTS));
            for (Transport transport : Transport.values()) {
                progress.stage(transport.title());
                rows.add(run.measure(transport));
            }
        } finally {
            progress.close();
        }
        TransportTable table = new TransportTable(Duration.ofMillis(delay), calls, rows);
        terminal.print(table.print().stripTrailing());
        if (json != null) {
            write(table, json);
        }
        if (!table.holds()) {
            terminal.print(
                    "\nWhat is marked with ✗ is not what these transports are known for. Times are medians of one run: something else"
                            + " may have kept this machine busy. Measure again while nothing does, or with a larger --delay.");
            return ExitCode.NOT_YET;
        }
        return ExitCode.PASS;
    }

    private static void write(TransportTable table, Path file) {
        try {
            Files.writeString(file, table.json().toPrettyString() + "\n");
        } catch (IOException e) {
            throw WorkshopException.usage("--json: cannot write " + file + ": " + e.getMessage());
        }
    }
}
