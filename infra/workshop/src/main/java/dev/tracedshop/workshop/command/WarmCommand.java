package dev.tracedshop.workshop.command;

import dev.tracedshop.local.engine.DynoxideBinary;
import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.Workshop;
import dev.tracedshop.workshop.build.Assemblies;
import dev.tracedshop.workshop.build.Checkout;
import dev.tracedshop.workshop.step.StepDefinition;
import dev.tracedshop.workshop.step.StepRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "warm",
        description = "Fetch and build everything beforehand, so that run needs no network and no build.")
final class WarmCommand implements Callable<Integer> {
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
            new ShopStarter(workshop).takeArchives(assembly);
        } finally {
            progress.close();
        }
        terminal.print("Everything is here: ./workshop run needs no network now.");
        return 0;
    }

    /** Lets jbang fetch what the steps' scripts need; without it the steps can still be checked by ./workshop check. */
    private void jbang() throws InterruptedException {
        Checkout checkout = workshop.checkout();
        for (StepDefinition step : StepRegistry.of(checkout).all()) {
            if (step.files().isEmpty()) {
                continue; // Its check is a dry run, and there is no script.
            }
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
