package dev.tracedshop.workshop.command;

import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.Workshop;
import dev.tracedshop.workshop.bench.ColdStarts;
import dev.tracedshop.workshop.bench.PackageSizes;
import dev.tracedshop.workshop.bench.Throughput;
import dev.tracedshop.workshop.bench.TracerCost;
import dev.tracedshop.workshop.build.Assemblies;
import dev.tracedshop.workshop.build.Checkout;
import dev.tracedshop.workshop.shop.RunningShop;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "bench",
        description =
                "Measure package sizes, cold starts and throughput beside their floors; takes some minutes on a quiet machine.")
final class BenchCommand implements Callable<Integer> {
    private final Workshop workshop;

    @Option(names = "--tracer", description = "Measure only what the tracer adds to a function, cold and warm.")
    private boolean tracerOnly;

    BenchCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Integer call() throws InterruptedException {
        Terminal terminal = workshop.terminal();
        Checkout checkout = workshop.checkout();
        terminal.print("Java " + Runtime.version() + ", " + Runtime.getRuntime().availableProcessors() + " processors");
        terminal.print("");
        if (tracerOnly) {
            tracerCost();
            return 0;
        }
        PackageSizes.print(checkout, terminal);
        terminal.print("");
        ColdStarts coldStarts = new ColdStarts(checkout, terminal);
        try (RunningShop untraced = shop(Map.of("tracing", "off"))) {
            coldStarts.createWithoutTracer(untraced);
        }
        terminal.print("");
        try (RunningShop traced = shop(Map.of())) {
            coldStarts.getWithTracer(traced);
        }
        terminal.print("");
        tracerCost();
        terminal.print("");
        new Throughput(checkout, workshop.environment(), terminal).print();
        return 0;
    }

    private void tracerCost() {
        try (RunningShop untraced = shop(Map.of("tracing", "off"));
                RunningShop traced = shop(Map.of())) {
            new TracerCost(workshop.terminal()).print(traced, untraced);
        }
    }

    private RunningShop shop(Map<String, String> context) {
        Checkout checkout = workshop.checkout();
        Path assembly = new Assemblies(checkout)
                .synthesized(context, () -> workshop.terminal().note("· synthesizing the CDK app"));
        Path java = ColdStarts.javaOnOneProcessor(Checkout.made(checkout.state().resolve("bench")));
        return RunningShop.start(
                checkout,
                workshop.environment(),
                // Whoever is told of the product would compete for the processor.
                RunningShop.Settings.of(assembly)
                        .only(List.of("product-data", "product-api"))
                        .runBy(java));
    }
}
