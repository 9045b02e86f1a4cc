package dev.tracedshop.workshop.command;

import dev.tracedshop.local.engine.DynoxideBinary;
import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.Workshop;
import dev.tracedshop.workshop.build.Assemblies;
import dev.tracedshop.workshop.build.Checkout;
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
    public Integer call() {
        Terminal terminal = workshop.terminal();
        Terminal.Progress progress = terminal.progress("warm", 2);
        try {
            progress.stage("the DynamoDB engine");
            new DynoxideBinary(Checkout.cache(workshop.environment())).fetch();
            progress.stage("templates");
            Path unused = new Assemblies(workshop.checkout()).synthesized(Map.of(), () -> {});
        } finally {
            progress.close();
        }
        terminal.print("Everything is here: ./workshop run needs no network now.");
        return 0;
    }
}
