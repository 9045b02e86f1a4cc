package dev.tracedshop.workshop.command;

import dev.tracedshop.trace.NamedTrace;
import dev.tracedshop.trace.SvgWaterfall;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.TraceDiffText;
import dev.tracedshop.trace.Waterfall;
import dev.tracedshop.workshop.ExitCode;
import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.Workshop;
import dev.tracedshop.workshop.WorkshopException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "trace",
        description = "Draw the running shop's newest trace, or the one with this id; compare traces with a reference.")
final class TraceCommand implements Callable<Integer> {
    private final Workshop workshop;

    @Mixin
    ShopFileOption shopFile = new ShopFileOption();

    @Parameters(
            arity = "0..1",
            paramLabel = "ID",
            description = "32 hex digits, as logs and answers show it; the newest when not given.")
    @Nullable
    String id;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "Take the traces from a file, as run --json writes it, rather than from a running shop.")
    @Nullable
    Path from;

    @Option(
            names = "--diff",
            paramLabel = "FILE",
            description =
                    "Print your trace beside the reference in this file. Without an ID: all traces of the last check"
                            + " of the reference's step, or of the running shop if it has newer ones.")
    @Nullable
    Path diff;

    @Option(
            names = "--accept",
            description = "With --diff: put your traces into the reference file. Refused if CI=true.")
    boolean accept;

    @Option(names = "--explain-ignored", description = "List what --diff does not compare, and why.")
    boolean explainIgnored;

    @Option(names = "--svg", paramLabel = "FILE", description = "Draw the waterfall as a picture, in this file.")
    @Nullable
    Path svg;

    TraceCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Integer call() throws InterruptedException {
        Terminal terminal = workshop.terminal();
        if (explainIgnored) {
            terminal.print(new TraceDiffText(terminal.width(), terminal.colour())
                    .explainIgnored()
                    .stripTrailing());
            return ExitCode.PASS;
        }
        if (id != null && !id.matches("[0-9a-fA-F]{1,32}")) {
            throw WorkshopException.usage("A trace's id is hex digits, not '" + id + "'.");
        }
        if (accept) {
            refuseToAccept();
        }
        TraceSource source = new TraceSource(workshop, shopFile);
        if (diff != null) {
            return compare(source, diff);
        }
        TraceSource.Found found = from == null ? source.stored(id == null ? "newest" : id) : source.file(from);
        List<NamedTrace> drawn;
        if (from == null) {
            drawn = List.of(found.traces().get(0));
        } else {
            drawn = id == null ? found.traces() : List.of(found.trace(id));
        }
        if (svg != null) {
            picture(found, drawn, svg);
        } else {
            Waterfall waterfall = new Waterfall(terminal.width(), terminal.colour());
            // The traces around are given: links and pointers are drawn at both ends.
            drawn.forEach(trace ->
                    terminal.print(waterfall.draw(trace.trace(), found.all()).stripTrailing()));
        }
        return ExitCode.PASS;
    }

    private void refuseToAccept() {
        if (diff == null) {
            throw WorkshopException.usage("--accept renews the file that --diff names; there is no --diff.");
        }
        if ("true".equals(workshop.environment().get("CI"))) {
            throw WorkshopException.usage("References are not renewed where CI=true: run it at your desk, read the"
                    + " difference and commit it.");
        }
    }

    private NamedTrace one(TraceSource.Found found) {
        if (id != null) {
            return found.trace(id);
        }
        return found.traces().stream()
                .findFirst()
                .orElseThrow(() -> WorkshopException.usage("There is no trace yet: call the API first."));
    }

    private void picture(TraceSource.Found found, List<NamedTrace> drawn, Path file) {
        List<Trace> all = found.all();
        SvgWaterfall waterfall = new SvgWaterfall();
        String picture = drawn.size() == 1 ? waterfall.draw(drawn.get(0).trace(), all) : waterfall.drawAll(drawn);
        try {
            Files.writeString(file, picture);
        } catch (IOException e) {
            throw WorkshopException.usage("Cannot write " + file + ": " + e.getMessage());
        }
    }

    private int compare(TraceSource source, Path file) throws InterruptedException {
        boolean begun = accept && !Files.exists(file);
        List<NamedTrace> references = begun ? List.of() : source.read(file);
        TraceSource.Found found =
                from != null ? source.file(from) : id == null && !begun ? source.own(file) : source.shop();
        Optional<NamedTrace> asked =
                id == null && !(begun && from == null) ? Optional.empty() : Optional.of(one(found));
        if (begun && asked.isPresent()) {
            found = new TraceSource.Found(List.of(asked.get()), found.from());
        }
        TraceComparison comparison =
                new TraceComparison(workshop.terminal(), source.shown(file), references, found, asked);
        int code = begun ? ExitCode.PASS : comparison.print();
        if (svg != null) {
            picture(found, asked.map(List::of).orElse(found.traces()), svg);
        }
        if (accept) {
            comparison.accept(file);
            return ExitCode.PASS;
        }
        return code;
    }
}
