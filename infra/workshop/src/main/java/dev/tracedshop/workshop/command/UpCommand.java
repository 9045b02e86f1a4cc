package dev.tracedshop.workshop.command;

import dev.tracedshop.local.RuntimeListener;
import dev.tracedshop.local.aws.InjectedFaults;
import dev.tracedshop.local.function.Function;
import dev.tracedshop.local.function.FunctionDefinition;
import dev.tracedshop.local.iam.Denial;
import dev.tracedshop.local.trouble.Trouble;
import dev.tracedshop.workshop.ExitCode;
import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.Workshop;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.shop.Archivist;
import dev.tracedshop.workshop.shop.ReadyFile;
import dev.tracedshop.workshop.shop.RunningShop;
import dev.tracedshop.workshop.shop.Viewer;
import dev.tracedshop.workshop.step.Checker;
import dev.tracedshop.workshop.step.LearnerFiles;
import dev.tracedshop.workshop.step.LearnerMachines;
import dev.tracedshop.workshop.step.StepDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "up", description = "Start the shop here and keep it running until Ctrl-C.")
final class UpCommand implements Callable<Integer> {
    private final Workshop workshop;

    @Mixin
    ShopOptions shopOptions = new ShopOptions();

    @Mixin
    FreezeOption freezing = new FreezeOption();

    @Option(
            names = "--step",
            paramLabel = "NN",
            description = "Run your own files of a step in place of the solution's.")
    @Nullable
    String step;

    @Option(names = "--port", paramLabel = "N", description = "The API's port; a free one when not given.")
    int port;

    @Option(
            names = "--hurry",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Divide by N how long retries, visibility, Wait states and batch windows take; 1 is AWS's pace.")
    int hurry;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many processes a function may have.")
    int concurrency;

    @Option(names = "--warm", description = "Start every function at once, not at its first call.")
    boolean warm;

    @Option(
            names = "--fail",
            paramLabel = "OPERATION[=RATE]",
            description =
                    "Answer an AWS operation with an error, as in --fail Sns.Publish=0.1; may be given several times.")
    List<String> fail = new ArrayList<>();

    @Option(names = "--no-iam", description = "Evaluate no policies: every function may do everything, granted or not.")
    boolean noIam;

    @Option(
            names = "--trouble",
            paramLabel = "SEED",
            description =
                    "Deliver every message twice, kill two functions every five seconds, and throttle one AWS call"
                            + " of twenty; with the same number in the same way.")
    @Nullable
    Long trouble;

    @Option(names = "--ready-file", paramLabel = "FILE", description = "Write the addresses as JSON once all is ready.")
    @Nullable
    Path readyFile;

    UpCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Integer call() throws InterruptedException {
        InjectedFaults faults = faults();
        if (port < 0 || port > 65535) {
            throw WorkshopException.usage("--port " + port + ": a port is a number from 1 to 65535.");
        }
        if (concurrency < 1 || concurrency > 100) {
            throw WorkshopException.usage("--concurrency " + concurrency + ": a function can have 1 to 100 processes.");
        }
        if (hurry < 1 || hurry > 1_000) {
            throw WorkshopException.usage(
                    "--hurry " + hurry + ": waiting can be divided by 1 (AWS's own pace) to 1000.");
        }
        if (readyFile != null) {
            forget(readyFile);
        }
        Terminal terminal = workshop.terminal();
        ShopStarter starter = new ShopStarter(workshop);
        RunningShop shop;
        Terminal.Progress progress = terminal.progress("shop", 3);
        try {
            progress.stage("templates");
            Path assembly = starter.assembly(shopOptions, () -> progress.stage("synthesizing the CDK app"));
            progress.stage("engines");
            shop = starter.start(new RunningShop.Settings(
                    assembly,
                    port,
                    faults,
                    trouble == null ? Trouble.none() : Trouble.of(trouble),
                    new Output(terminal),
                    Optional.empty(),
                    concurrency,
                    hurry,
                    List.of(),
                    !noIam));
        } finally {
            progress.close();
        }
        Viewer viewer = new Viewer(shop, number -> check(shop, number));
        Path own = ReadyFile.ofThisProcess(workshop.checkout());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(shop, viewer, own), "stop"));
        freezing.apply(shop);
        if (step != null) {
            useLearnersCode(step, shop);
        }
        if (warm) {
            terminal.note("· starting every function");
            shop.runtime()
                    .warm()
                    .forEach(
                            function -> terminal.note(function + " could not be made ready; its lines above say why."));
        }
        ReadyFile ready = shop.ready(viewer.uri());
        ready.write(own);
        if (readyFile != null) {
            ready.write(readyFile);
        }
        if (noIam) {
            terminal.note(ShopStarter.NO_IAM);
        }
        terminal.print("The shop is up. Ctrl-C stops it.");
        terminal.print("  API      " + ready.api());
        terminal.print("  viewer   " + ready.viewer());
        terminal.print("  AWS      " + ready.aws() + "   eval \"$(./workshop env)\" points tools at it");
        terminal.print("Try:  curl -d '{\"name\":\"Earl Grey\",\"price\":12.5}' " + ready.api()
                + "/product  and then  ./workshop trace");
        try (Archivist archivist = new Archivist(shop.runtime())) {
            archivist.start();
            // Until a signal ends this process, or something is lost.
            terminal.print(shop.runtime().loss().get());
            return ExitCode.FAULT;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // It is never completed with an exception.
        }
    }

    private InjectedFaults faults() {
        try {
            return InjectedFaults.parse(fail);
        } catch (IllegalArgumentException e) {
            throw WorkshopException.usage("--fail: " + e.getMessage());
        }
    }

    private static void forget(Path file) {
        try {
            // Whoever waits for the file must not take an old one for the new.
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw WorkshopException.usage("--ready-file " + file + " cannot be replaced: " + e.getMessage());
        }
    }

    private void useLearnersCode(String number, RunningShop shop) {
        Checker checker = new Checker(workshop.checkout());
        StepDefinition definition = checker.registry().step(number);
        LearnerFiles files = new LearnerFiles(workshop.checkout(), definition);
        files.begin();
        Path classes = checker.compile(definition, files.work(), shop);
        for (String name : definition.functions()) {
            Function function = shop.function(name);
            function.replace(function.definition().withClassesInFront(classes));
        }
        LearnerMachines unused = LearnerMachines.inPlace(
                workshop.checkout().root(),
                definition.files(),
                files.work(),
                shop.runtime().stepFunctions());
    }

    private synchronized String check(RunningShop shop, String number) {
        try {
            Checker checker = new Checker(workshop.checkout());
            return CheckJson.write(checker.check(checker.registry().step(number), shop));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw WorkshopException.setup("The shop is being stopped.");
        }
    }

    private static void stop(RunningShop shop, Viewer viewer, Path own) {
        if (!own.toFile().delete()) {
            own.toFile().deleteOnExit();
        }
        viewer.close();
        shop.close();
        shop.forwarded().ifPresent(counts -> System.err.println(ShopStarter.forwarded(counts)));
    }

    /** Shows what functions write, each line with its function's name. */
    private record Output(Terminal terminal) implements RuntimeListener {
        @Override
        public void wrote(FunctionDefinition function, @Nullable String requestId, Instant at, String line) {
            terminal.print(terminal.dim(function.name() + " | ") + line);
        }

        @Override
        public void denied(Denial denial) {
            terminal.print(terminal.dim("iam | ") + denial.message());
        }

        @Override
        public void usedForeignKey(String function, String role) {
            terminal.print(terminal.dim("iam | ") + function + " uses the key of " + role
                    + ", which is not its own: it has the rights of that one.");
        }
    }
}
