package dev.tracedshop.workshop.step;

import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.FindingText;
import dev.tracedshop.trace.Report;
import dev.tracedshop.trace.Verdict;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.build.Checkout;
import dev.tracedshop.workshop.shop.RunningShop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Proves a step in a running shop: its starter is not yet right for the fact that the registry states, the solution and every other right
 * answer pass, and each known mistake is told in the words that are kept beside it.
 */
public final class StepProofs {
    private static final int WIDTH = 80;

    /** Of what a finding can be. A mistake that is named after one has to give it, and nothing else. */
    private static final Set<String> FINDINGS = Set.of(
            "status",
            "field",
            "tracing-off",
            "tracer-layer-missing",
            "wrapper-missing",
            "extension-layer-missing",
            "no-trace",
            "span-missing",
            "wrong-parent",
            "span-count",
            "span-in-error",
            "orphan-span",
            "unexpected-span",
            "tag-missing",
            "tag-value",
            "tag-misspelt",
            "tag-on-wrong-span",
            "link-missing",
            "child-instead-of-link",
            "link-instead-of-child",
            "pointer-not-written",
            "pointer-not-read",
            "pointer-differs",
            "pointer-other-write",
            "error-missing",
            "log-missing",
            "log-not-joined",
            "metric-missing",
            "metric-tag",
            "metric-count",
            "error-on-wrong-span",
            "error-swallowed",
            "still-pending",
            "carrier-not-injected",
            "carrier-dropped",
            "carrier-not-read",
            "context-not-active",
            "wrong-message",
            "half-id",
            "state-context-missing",
            "spans-not-sent",
            "sampler-failed",
            "verdict-missing",
            "trace-in-part",
            "verdict-changed",
            "failed-trace-lost",
            "slow-trace-lost",
            "share-off",
            "estimate-off",
            "access-denied",
            "foreign-key");

    private final Checkout checkout;
    private final Checker checker;
    private final boolean accept;

    /**
     * Creates it.
     *
     * @param accept whether what a mistake is told becomes what it should be told, in place of being compared
     */
    public StepProofs(Checkout checkout, Checker checker, boolean accept) {
        this.checkout = checkout;
        this.checker = checker;
        this.accept = accept;
    }

    /** One thing to prove. */
    public interface Task {
        /** Returns what is judged. */
        String what();

        /** Judges it. */
        Proof prove(RunningShop shop) throws InterruptedException;
    }

    /** Returns everything that there is to prove of a step, in order. */
    public List<Task> of(StepDefinition step) {
        Path directory = checker.registry().directory(step);
        List<Task> tasks = new ArrayList<>();
        tasks.add(task(
                step, "starter", shop -> starter(step, checker.judge(step, directory.resolve("starter"), shop))));
        tasks.add(task(step, "solution", shop -> passes(checker.judge(step, solution(), shop))));
        for (Path patch : patches(directory.resolve("alternatives"))) {
            String name = "alternatives/" + name(patch);
            tasks.add(task(step, name, shop -> passes(checker.judge(step, patched(step, name, patch), shop))));
        }
        for (Path patch : patches(directory.resolve("mistakes"))) {
            String name = "mistakes/" + name(patch);
            tasks.add(task(
                    step, name, shop -> mistake(step, patch, checker.judge(step, patched(step, name, patch), shop))));
        }
        return tasks;
    }

    /** Proves what can be told without a shop: the hints, and the outputs that are kept for readers. */
    public Proof texts(StepDefinition step) {
        long began = System.nanoTime();
        List<String> differences = new ArrayList<>();
        for (StepDefinition.Task task : step.tasks()) {
            String code = Regions.find(checkout, task.region()).orElse("");
            long hints = Stream.of(task.question(), task.pointer(), code)
                    .filter(hint -> !hint.isBlank())
                    .distinct()
                    .count();
            if (hints != 3) {
                differences.add("task '" + task.title() + "' has " + hints + " hints, not three");
            }
        }
        for (Path missing : References.missing(checker.registry().directory(step))) {
            differences.add(checkout.root().relativize(missing) + " is missing; --accept writes it");
        }
        return new Proof(step.number(), "texts", "three hints a task, references", sinceNanos(began), differences);
    }

    private interface Judgement {
        Judged judge(RunningShop shop) throws InterruptedException;
    }

    /** What was found, and how that differs from what should have been. */
    private record Judged(Report report, List<String> differences) {}

    private Task task(StepDefinition step, String what, Judgement judgement) {
        return new Task() {
            @Override
            public String what() {
                return what;
            }

            @Override
            public Proof prove(RunningShop shop) throws InterruptedException {
                long began = System.nanoTime();
                try {
                    Judged judged = judgement.judge(shop);
                    return new Proof(
                            step.number(), what, outcome(judged.report()), sinceNanos(began), judged.differences());
                } catch (WorkshopException e) {
                    return Proof.untried(step.number(), what, sinceNanos(began), String.valueOf(e.getMessage()));
                }
            }
        };
    }

    private static Duration sinceNanos(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Compares what a starter gave with what the registry states. */
    static List<String> starterDifferences(StepDefinition step, Report report) {
        List<String> differences = new ArrayList<>();
        if (report.verdict() != Verdict.NOT_YET) {
            differences.add("the verdict is '" + report.verdict().words() + "'; a starter is not yet right");
        }
        if (!step.isRedFor(ids(report))) {
            differences.add(
                    "the findings are " + ids(report) + "; steps.yaml states " + new TreeSet<>(step.redFindings()));
        }
        for (Finding finding : report.findings()) {
            if (step.tasks().stream().noneMatch(task -> task.concerns(finding))) {
                differences.add("no task is about '" + finding.id() + " " + finding.about() + "'");
            }
        }
        return differences;
    }

    private static Judged starter(StepDefinition step, Report report) {
        return new Judged(report, starterDifferences(step, report));
    }

    private static Judged passes(Report report) {
        return new Judged(
                report,
                report.verdict() == Verdict.PASS
                        ? List.of()
                        : List.of("it has to pass; the check says:\n" + text(report)));
    }

    private Judged mistake(StepDefinition step, Path patch, Report report) {
        List<String> differences = new ArrayList<>();
        if (report.verdict() != Verdict.NOT_YET) {
            differences.add("the verdict is '" + report.verdict().words() + "'; a mistake is not yet right");
        }
        String kind = name(patch).replaceFirst("\\..*", "");
        List<String> found = report.findings().stream().map(Finding::id).toList();
        if (FINDINGS.contains(kind) && !found.equals(List.of(kind))) {
            differences.add(
                    "it is named after '" + kind + "' and has to give that once and nothing else; it gives " + found);
        }
        Path golden = patch.resolveSibling(name(patch) + ".txt");
        String said = normalized(step, checker.result(step, report, false));
        if (accept) {
            write(golden, said);
        } else if (!Files.exists(golden)) {
            differences.add(
                    checkout.root().relativize(golden) + " is missing; --accept writes it. The check says:\n" + said);
        } else if (!read(golden).equals(said)) {
            differences.add("the check says something else than "
                    + checkout.root().relativize(golden) + ":\n"
                    + String.join("\n", Patches.difference(lines(read(golden)), "expected", lines(said), "said")));
        }
        return new Judged(report, differences);
    }

    private static List<String> lines(String text) {
        return text.lines().toList();
    }

    /** What a check says, without the pictures and without what differs from run to run. */
    static String normalized(StepDefinition step, CheckResult result) {
        Report report = result.report();
        String findings = new FindingText(WIDTH, false)
                .print(
                        report.verdict(),
                        report.findings().stream().map(Normalizer::normalize).toList());
        String tasks = result.tasks().stream()
                .map(task -> (task.done() ? "  [x] " : "  [ ] ") + task.title() + "\n")
                .collect(Collectors.joining());
        int next = result.nextTask();
        return findings
                + "\n"
                + tasks
                + (next == 0 ? "" : "\nNext: ./workshop hint " + step.number() + " --task " + next + "\n");
    }

    private static String text(Report report) {
        return new FindingText(WIDTH, false)
                .print(report.verdict(), report.findings())
                .stripTrailing();
    }

    private static String outcome(Report report) {
        return (report.verdict().words() + "  " + String.join(", ", ids(report))).strip();
    }

    private static Set<String> ids(Report report) {
        return report.findings().stream().map(Finding::id).collect(Collectors.toCollection(TreeSet::new));
    }

    private Path solution() {
        return checkout.root().resolve("solution");
    }

    private Path patched(StepDefinition step, String name, Path patch) {
        Path target = checkout.state().resolve("steps/" + step.number() + "/" + name);
        Checkout.delete(target);
        new Patches(checkout).apply(step, patch, target);
        return target;
    }

    private static String name(Path patch) {
        return patch.getFileName().toString().replaceFirst("\\.patch$", "");
    }

    private static List<Path> patches(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".patch"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot list " + directory + ": " + e.getMessage());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot read " + file + ": " + e.getMessage());
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot write " + file + ": " + e.getMessage());
        }
    }
}
