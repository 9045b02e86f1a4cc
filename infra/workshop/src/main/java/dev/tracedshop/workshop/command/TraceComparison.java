package dev.tracedshop.workshop.command;

import dev.tracedshop.trace.NamedTrace;
import dev.tracedshop.trace.ReferenceTraces;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.TraceDiff;
import dev.tracedshop.trace.TraceDiffText;
import dev.tracedshop.trace.TraceJson;
import dev.tracedshop.trace.Waterfall;
import dev.tracedshop.workshop.ExitCode;
import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.WorkshopException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Prints one's own traces beside those of a reference file, and renews the file. */
final class TraceComparison {
    private final Terminal terminal;
    private final String shownFile;
    private final ReferenceTraces references;
    private final List<ReferenceTraces.Pair> pairs;
    private final TraceSource.Found own;

    /**
     * Compares.
     *
     * @param shownFile how the reference file is called
     * @param references what it holds
     * @param own where one's own traces are looked for
     * @param one the trace that is asked for by its id, if one is
     */
    TraceComparison(
            Terminal terminal,
            String shownFile,
            List<NamedTrace> references,
            TraceSource.Found own,
            Optional<NamedTrace> one) {
        this.terminal = terminal;
        this.shownFile = shownFile;
        this.references = new ReferenceTraces(references);
        this.own = own;
        this.pairs = one.map(trace -> this.references.mostLike(trace.trace()).stream()
                        .map(reference -> new ReferenceTraces.Pair(reference, Optional.of(trace)))
                        .toList())
                .orElseGet(() -> this.references.pairs(own.traces()));
    }

    /** Prints the comparison and returns how the command ends. */
    int print() {
        TraceDiffText text = new TraceDiffText(terminal.width(), terminal.colour());
        List<Trace> referenceTraces =
                references.traces().stream().map(NamedTrace::trace).toList();
        boolean same = true;
        for (ReferenceTraces.Pair pair : pairs) {
            String name = pair.reference().name();
            if (pair.own().isEmpty()) {
                same = false;
                String begins = pair.reference()
                        .trace()
                        .root()
                        .map(root -> root.name() + " " + root.resource())
                        .orElse("nothing");
                terminal.print("missing  " + name + ": no trace of " + own.from() + " begins with " + begins + ".");
                terminal.print("");
                continue;
            }
            Trace mine = pair.own().get().trace();
            TraceDiff diff = TraceDiff.of(mine, own.all(), pair.reference().trace(), referenceTraces);
            same &= diff.same();
            terminal.print(text.print(diff, "yours: trace " + Waterfall.shortId(mine.id()), "reference: " + name)
                    .stripTrailing());
            terminal.print("");
        }
        terminal.print((same ? "The same as the reference" : "Not the same as the reference") + "; yours is from "
                + own.from() + ".");
        if (!same) {
            terminal.print("What is not compared, and why: ./workshop trace --explain-ignored");
        }
        return same ? ExitCode.PASS : ExitCode.NOT_YET;
    }

    /** Writes the file anew with one's own traces in the place of those that they were compared with. */
    void accept(Path file) {
        Map<NamedTrace, Trace> renewed = new LinkedHashMap<>();
        pairs.forEach(pair -> pair.own().ifPresent(mine -> renewed.put(pair.reference(), mine.trace())));
        if (renewed.isEmpty() && !references.traces().isEmpty()) {
            throw WorkshopException.usage("Nothing to put into " + shownFile + ": no trace looks like one of it.");
        }
        List<NamedTrace> more = references.traces().isEmpty() ? own.traces() : new ArrayList<>();
        List<NamedTrace> all = references.renewed(renewed, more);
        try {
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.writeString(file, new TraceJson().write(all) + "\n");
        } catch (IOException e) {
            throw WorkshopException.usage("Cannot write " + shownFile + ": " + e.getMessage());
        }
        terminal.print(shownFile + " is written anew: " + (renewed.size() + more.size()) + " of " + all.size()
                + (all.size() == 1 ? " trace is" : " traces are") + " from " + own.from()
                + ". Read the difference before you commit it.");
    }
}
