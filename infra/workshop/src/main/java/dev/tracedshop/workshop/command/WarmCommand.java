package dev.tracedshop.workshop.command;

import dev.tracedshop.local.engine.DynoxideBinary;
import dev.tracedshop.trace.expect.HttpShop;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Shop;
import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.Workshop;
import dev.tracedshop.workshop.build.Assemblies;
import dev.tracedshop.workshop.build.Checkout;
import dev.tracedshop.workshop.shop.RunningShop;
import dev.tracedshop.workshop.step.StepDefinition;
import dev.tracedshop.workshop.step.StepRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "warm",
        description = "Fetch and build everything beforehand, so that run needs no network and no build.")
final class WarmCommand implements Callable<Integer> {
    private static final Duration QUIET_DEADLINE = Duration.ofMinutes(2);

    private final Workshop workshop;

    WarmCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Integer call() throws InterruptedException {
        Terminal terminal = workshop.terminal();
        Terminal.Progress progress = terminal.progress("warm", 4);
        try {
            progress.stage("the DynamoDB engine");
            new DynoxideBinary(Checkout.cache(workshop.environment())).fetch();
            progress.stage("templates");
            Path assembly = new Assemblies(workshop.checkout()).synthesized(Map.of(), () -> {});
            progress.stage("jbang");
            jbang();
            progress.stage("class-data archives, from a first request");
            archives(assembly);
        } finally {
            progress.close();
        }
        terminal.print("Everything is here: ./workshop run needs no network now.");
        return 0;
    }

    /** Lets every function that a new product reaches work once, and takes from each what makes the next start faster. */
    private void archives(Path assembly) throws InterruptedException {
        try (RunningShop shop = new ShopStarter(workshop).start(RunningShop.Settings.of(assembly))) {
            Response unused = new HttpShop(shop.api()).post("/product", Shop.product("Warm-up", "1.00"));
            List<String> pending = shop.runtime().quiet().await(QUIET_DEADLINE);
            if (!pending.isEmpty()) {
                workshop.terminal().note("Some functions are still at work, and start as slowly as before: " + pending);
            }
            int unusedCount = shop.runtime().functions().archive();
        }
    }

    /** Lets jbang fetch what the steps' scripts need; without it the steps can still be checked by ./workshop check. */
    private void jbang() throws InterruptedException {
        Checkout checkout = workshop.checkout();
        for (StepDefinition step : StepRegistry.of(checkout).all()) {
            try {
                Process process = new ProcessBuilder(
                                checkout.root().resolve("jbang").toString(),
                                "build",
                                "steps/" + step.directory() + "/Step.java")
                        .directory(checkout.root().toFile())
                        .redirectErrorStream(true)
                        .start();
                process.getOutputStream().close();
                String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (process.waitFor() != 0) {
                    notReady(said.strip());
                }
            } catch (IOException e) {
                notReady(String.valueOf(e.getMessage()));
            }
        }
    }

    private void notReady(String why) {
        workshop.terminal().note("jbang is not ready (./workshop check does the same without it): " + why);
    }
}
