package dev.tracedshop.workshop.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tracedshop.local.RuntimeListener;
import dev.tracedshop.local.function.FunctionDefinition;
import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.Report;
import dev.tracedshop.trace.TraceJson;
import dev.tracedshop.trace.Verdict;
import dev.tracedshop.trace.expect.HttpShop;
import dev.tracedshop.trace.expect.Judgement;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Shop;
import dev.tracedshop.workshop.ExitCode;
import dev.tracedshop.workshop.Failure;
import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.Workshop;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.shop.Refusals;
import dev.tracedshop.workshop.shop.RunningShop;
import dev.tracedshop.workshop.step.CheckResult;
import dev.tracedshop.workshop.step.CheckText;
import dev.tracedshop.workshop.step.Checker;
import dev.tracedshop.workshop.step.LearnersShop;
import dev.tracedshop.workshop.step.StepDefinition;
import dev.tracedshop.workshop.step.StepRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "run",
        description = "Start the shop here, create a product, wait for its trace, draw and judge it; stop everything.")
final class RunCommand implements Callable<Integer> {
    private static final Duration QUIET_DEADLINE = Duration.ofSeconds(60);

    private final Workshop workshop;

    @Mixin
    ShopOptions shopOptions = new ShopOptions();

    @Mixin
    FreezeOption freezing = new FreezeOption();

    @Option(names = "--json", paramLabel = "FILE", description = "Write the verdict, findings and traces as JSON.")
    @Nullable
    Path json;

    @Option(
            names = "--step",
            paramLabel = "NN",
            description = "Run a step's scenario with your own files in place of the solution's.")
    @Nullable
    String step;

    @Option(
            names = "--mine",
            description =
                    "Run the whole shop with the files of all steps that you have begun in place of the solution's.")
    boolean mine;

    @Option(names = "--no-iam", description = "Evaluate no policies: every function may do everything, granted or not.")
    boolean noIam;

    RunCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (mine && step != null) {
            throw WorkshopException.usage(
                    "--mine runs the files of all steps, --step those of one; give one of the two.");
        }
        if (json != null) {
            // Whoever reads the file must not take an old one for this run's; and one that cannot be written is told
            // now.
            write(Report.of(Verdict.BROKEN, List.of()), json);
        }
        try {
            return judge();
        } catch (RuntimeException e) {
            if (json != null) {
                Verdict verdict = Failure.exitCode(e) == ExitCode.FAULT ? Verdict.FAULT : Verdict.BROKEN;
                write(Report.of(verdict, List.of(new Finding("not-run", Failure.message(e), "", ""))), json);
            }
            throw e;
        }
    }

    private int judge() throws InterruptedException {
        Terminal terminal = workshop.terminal();
        ShopStarter starter = new ShopStarter(workshop);
        if (noIam) {
            terminal.note(ShopStarter.NO_IAM);
        }
        FirstStart firstStart = new FirstStart();
        Report report;
        LearnersShop learners = new LearnersShop(workshop.checkout(), StepRegistry.of(workshop.checkout()));
        Terminal.Progress progress = terminal.progress("shop", mine ? 6 : 5);
        try {
            progress.stage("templates");
            Path assembly = starter.assembly(shopOptions, () -> progress.stage("synthesizing the CDK app"));
            progress.stage("engines");
            RunningShop.Settings settings =
                    RunningShop.Settings.of(assembly).toldTo(firstStart).withIam(!noIam);
            if (step != null) {
                settings = settings.only(
                        StepRegistry.of(workshop.checkout()).step(step).stacks());
            }
            RunningShop shop = starter.start(settings);
            try {
                freezing.apply(shop);
                if (mine) {
                    progress.stage("your files");
                    learners.moveInto(shop);
                }
                progress.stage("a request, and its trace");
                report = step == null ? judgeShop(shop, starter, firstStart) : judgeStep(shop, starter, step);
                print(terminal, report);
                if (mine) {
                    whose(terminal, learners.files());
                }
                if (json != null) {
                    write(report, json);
                }
                if (shop.runtime().functions().lackArchives()) {
                    progress.stage("making the next start faster, once for this build");
                    int unusedCount = shop.runtime().functions().archive();
                }
            } finally {
                shop.close();
                shop.forwarded().ifPresent(counts -> terminal.note(ShopStarter.forwarded(counts)));
            }
        } finally {
            progress.close();
        }
        return report.verdict().exitCode();
    }

    private static void write(Report report, Path file) {
        try {
            new TraceJson().write(report, file);
        } catch (IOException e) {
            throw WorkshopException.usage("Cannot write " + file + ": " + e.getMessage());
        }
    }

    private static Report judgeShop(RunningShop shop, ShopStarter starter, FirstStart firstStart)
            throws InterruptedException {
        RunningShop.Mark start = shop.mark();
        long began = System.nanoTime();
        Response created = new HttpShop(shop.api()).post("/product", Shop.product("Earl Grey", "12.50"));
        Judgement judgement = Refusals.in(
                ProductCreated.expectation(created).judge(shop.evidence(start, QUIET_DEADLINE)), shop, start.at());
        starter.timings().put("functions", firstStart.millis());
        starter.timings().put("firstTrace", ShopStarter.millisSince(began));
        JsonNode answer = created.json().path("data");
        return new Report(
                judgement.verdict(),
                answer.isObject() ? answer : JsonNodeFactory.instance.objectNode(),
                starter.timings(),
                judgement.findings(),
                judgement.traces());
    }

    private Report judgeStep(RunningShop shop, ShopStarter starter, String number) throws InterruptedException {
        long began = System.nanoTime();
        Checker checker = new Checker(workshop.checkout());
        StepDefinition definition = checker.registry().step(number);
        CheckResult result = checker.check(definition, shop);
        starter.timings().put("firstTrace", ShopStarter.millisSince(began));
        Report report = result.report();
        return new Report(report.verdict(), report.product(), starter.timings(), report.findings(), report.traces());
    }

    static void print(Terminal terminal, Report report) {
        CheckText text = new CheckText(terminal);
        text.traces(report);
        text.findings(report);
    }

    private static void whose(Terminal terminal, List<LearnersShop.Owned> files) {
        terminal.print("");
        for (LearnersShop.Owned file : files) {
            terminal.print((file.learners() ? "  yours           " : "  the solution's  ")
                    + file.file()
                    + (file.learners()
                            ? ""
                            : ", because you have not begun step " + file.step().number()));
        }
        long own = files.stream().filter(LearnersShop.Owned::learners).count();
        terminal.print(
                own == files.size()
                        ? "Every file of every step is yours."
                        : own + " of " + files.size() + " files are yours, the others are the solution's.");
    }

    /** Measures how long the first function process takes to be ready. */
    private static final class FirstStart implements RuntimeListener {
        private final AtomicLong took = new AtomicLong();

        @Override
        public void initFinished(FunctionDefinition function, String instance, Duration duration) {
            took.compareAndSet(0, duration.toMillis());
        }

        long millis() {
            return took.get();
        }
    }
}
