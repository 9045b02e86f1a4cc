package dev.tracedshop.workshop.step;

import dev.tracedshop.trace.NamedTrace;
import dev.tracedshop.trace.ReferenceTraces;
import dev.tracedshop.trace.Report;
import dev.tracedshop.trace.SvgWaterfall;
import dev.tracedshop.trace.TraceJson;
import dev.tracedshop.trace.Verdict;
import dev.tracedshop.trace.Waterfall;
import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.build.Checkout;
import dev.tracedshop.workshop.shop.RunningShop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The outputs that a step keeps in {@code reference/} for its readers: what a check says before and after, the trace and its picture. They
 * come from real runs, in a shop of the step's own stacks, as a learner has it who checks without a running shop.
 */
public final class References {
    private static final int WIDTH = 80;

    private final Checkout checkout;
    private final Checker checker;

    public References(Checkout checkout, Checker checker) {
        this.checkout = checkout;
        this.checker = checker;
    }

    /** Returns which of the outputs that a step should keep are not there. */
    static List<Path> missing(Path stepDirectory) {
        return Stream.of("not-yet.txt", "pass.txt", "trace.json", "waterfall.txt", "before.txt")
                .map(name -> stepDirectory.resolve("reference").resolve(name))
                .filter(file -> !Files.isRegularFile(file))
                .toList();
    }

    /**
     * Makes a step's outputs anew.
     *
     * @param shop one that runs nothing but the step's own stacks
     * @return what is not as it should be; then nothing was written
     */
    public List<String> renew(StepDefinition step, RunningShop shop) throws InterruptedException {
        Path directory = checker.registry().directory(step);
        Report before = checker.judge(step, directory.resolve("starter"), shop);
        Report after = checker.judge(step, checkout.root().resolve("solution"), shop);
        List<String> differences = new ArrayList<>(StepProofs.starterDifferences(step, before));
        if (after.verdict() != Verdict.PASS) {
            differences.add("the solution does not pass:\n" + said(step, after, false));
        }
        if (!differences.isEmpty()) {
            return differences.stream()
                    .map(difference -> "in a shop of the step's own stacks, " + difference)
                    .toList();
        }
        Path reference = Checkout.made(directory.resolve("reference"));
        try {
            Files.writeString(reference.resolve("not-yet.txt"), said(step, before, true));
            Files.writeString(reference.resolve("pass.txt"), said(step, after, false));
            Files.writeString(reference.resolve("before.txt"), pictures(before));
            Files.writeString(reference.resolve("waterfall.txt"), pictures(after));
            Files.writeString(reference.resolve("before.svg"), new SvgWaterfall().drawAll(before.traces()));
            Files.writeString(reference.resolve("waterfall.svg"), new SvgWaterfall().drawAll(after.traces()));
            List<NamedTrace> kept = new ReferenceTraces(List.of()).renewed(Map.of(), after.traces());
            Files.writeString(reference.resolve("trace.json"), new TraceJson().write(kept) + "\n");
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot write in " + reference + ": " + e.getMessage());
        }
        return List.of();
    }

    private String said(StepDefinition step, Report report, boolean begun) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CheckText text = new CheckText(Terminal.plain(new PrintStream(bytes, true, StandardCharsets.UTF_8)));
        text.check(
                step,
                checker.result(step, report, begun),
                checker.registry().after(step, other -> other.number().compareTo(step.number()) < 0));
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    private static String pictures(Report report) {
        return new Waterfall(WIDTH, false).drawAll(report.traces());
    }
}
