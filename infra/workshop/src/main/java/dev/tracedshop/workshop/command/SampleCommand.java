package dev.tracedshop.workshop.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracedshop.sampling.FileStateStore;
import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.Workshop;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.build.Checkout;
import dev.tracedshop.workshop.sampling.SamplingComparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "sample",
        description = "Sample the shop's own traces: by span, at the head, and as whole traces, at the same volume.")
final class SampleCommand implements Callable<Integer> {
    private static final String ROW = "%-18s %10s %14s %16s %18s";

    private final Workshop workshop;

    @Mixin
    ShopFileOption shopFile = new ShopFileOption();

    @Option(
            names = "--keep",
            paramLabel = "N",
            defaultValue = "10",
            description = "Of how many ordinary traces one is kept; 10 when not given.")
    int keep = 10;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures to a file as well.")
    @Nullable
    Path json;

    SampleCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (keep < 1) {
            throw WorkshopException.usage("--keep " + keep + ": one in 1 or more is kept.");
        }
        var traces = new ShopTraces(workshop, shopFile).get();
        Path state = workshop.checkout()
                .state()
                .resolve("sampling/" + ProcessHandle.current().pid());
        SamplingComparison.Result result;
        try {
            result = new SamplingComparison(traces, keep, new FileStateStore(Checkout.made(state))).compare();
        } finally {
            Checkout.delete(state);
        }
        print(result);
        write(result);
        return 0;
    }

    private void print(SamplingComparison.Result result) {
        Terminal terminal = workshop.terminal();
        terminal.print(
                "%d traces, %d spans; %d traces failed".formatted(result.traces(), result.spans(), result.failed()));
        terminal.print(String.format(
                Locale.ROOT,
                "kept: what failed, what took %.0f ms or longer (95 of 100 take less), and one in %d of the others",
                result.slowNanos() / 1e6,
                keep));
        terminal.print(
                "fed as a stream: shuffled, %d spans late, %d restarts".formatted(result.late(), result.restarts()));
        terminal.print("");
        terminal.print(ROW.formatted("method", "spans kept", "whole traces", "traces in part", "failed ones kept"));
        for (SamplingComparison.Kept method : result.methods()) {
            terminal.print(ROW.formatted(
                    method.method(),
                    method.spans(),
                    method.whole(),
                    method.inPart(),
                    method.failed() + " of " + result.failed()));
        }
    }

    private void write(SamplingComparison.Result result) {
        Path file = json;
        if (file == null) {
            return;
        }
        try {
            Files.writeString(
                    file, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(result) + "\n");
        } catch (IOException e) {
            throw WorkshopException.usage("Cannot write " + file + ": " + e.getMessage());
        }
    }
}
