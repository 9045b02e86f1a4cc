package dev.tracedshop.workshop.command;

import dev.tracedshop.local.trouble.Trouble;
import dev.tracedshop.trace.FindingText;
import dev.tracedshop.trace.Verdict;
import dev.tracedshop.workshop.ExitCode;
import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.Workshop;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.load.ManyProducts;
import dev.tracedshop.workshop.load.ProductsInTrouble;
import dev.tracedshop.workshop.load.WarmUp;
import dev.tracedshop.workshop.shop.RunningShop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "load",
        description = "Start a shop here, create many products at once, and look at every effect and every trace.")
final class LoadCommand implements Callable<Integer> {
    private static final int MOST_PRODUCTS = 2_000;
    private static final Duration WARM_UP_LIMIT = Duration.ofMinutes(2);

    private final Workshop workshop;

    @Mixin
    ShopOptions shopOptions = new ShopOptions();

    @Option(
            names = "--products",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many; 1000 when not given.")
    int products;

    @Option(
            names = "--clients",
            paramLabel = "N",
            defaultValue = "8",
            description = "How many at once; 8 when not given.")
    int clients;

    @Option(
            names = "--reprice",
            paramLabel = "N",
            defaultValue = "50",
            description =
                    "How many of them are then renamed and repriced, each several times at once; 50 when not given.")
    int reprice;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many processes a function may have.")
    int concurrency;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Decides names, prices and orders.")
    long seed;

    @Option(
            names = "--trouble",
            description =
                    "Deliver every message twice, kill two functions every five seconds, and throttle one AWS call"
                            + " of twenty, as --seed decides; judge what is stored in the end, and no traces.")
    boolean trouble;

    LoadCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (products < 1 || products > MOST_PRODUCTS) {
            throw WorkshopException.usage(
                    "--products " + products + ": the traces of 1 to " + MOST_PRODUCTS + " products can be kept.");
        }
        if (clients < 1 || clients > 100) {
            throw WorkshopException.usage("--clients " + clients + ": 1 to 100 can work at once.");
        }
        if (reprice < 0) {
            throw WorkshopException.usage("--reprice " + reprice + ": a number of products, 0 or more.");
        }
        Terminal terminal = workshop.terminal();
        ShopStarter starter = new ShopStarter(workshop);
        ManyProducts.Result result;
        Terminal.Progress progress = terminal.progress("load", 4);
        try {
            progress.stage("templates");
            Path assembly = starter.assembly(shopOptions, () -> progress.stage("synthesizing the CDK app"));
            if (trouble) {
                // Without them a start takes all the time between two rounds of kills.
                progress.stage("class-data archives, from a first request");
                starter.takeArchives(assembly);
            }
            Trouble made = trouble ? Trouble.of(seed) : Trouble.none();
            try (RunningShop shop = starter.start(RunningShop.Settings.of(assembly)
                    .withConcurrency(concurrency)
                    .in(made))) {
                if (!trouble) {
                    progress.stage("every function starts, for a product that is not counted");
                    WarmUp.of(shop, WARM_UP_LIMIT)
                            .forEach(pending -> terminal.note("Still at work after the first product: " + pending));
                }
                progress.stage(products + " products by " + clients + " clients, and all that follows");
                result = trouble
                        ? new ProductsInTrouble(shop, made, clients, seed, terminal::note).run(products)
                        : new ManyProducts(shop, clients, seed).run(products, reprice);
                AccountCommand.print(shop.account(3), terminal);
            }
        } finally {
            progress.close();
        }
        LoadReport.print(result, "lost or twice", terminal);
        if (!trouble) {
            terminal.print(new FindingText(terminal.width(), terminal.colour())
                    .print(
                            result.findings().isEmpty() ? Verdict.PASS : Verdict.NOT_YET,
                            result.findings().stream().limit(LoadReport.LISTED).toList())
                    .stripTrailing());
        }
        if (!result.lost().isEmpty()) {
            return ExitCode.FAULT;
        }
        return result.findings().isEmpty() ? 0 : ExitCode.NOT_YET;
    }
}
