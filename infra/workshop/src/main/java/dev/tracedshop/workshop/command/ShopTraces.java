package dev.tracedshop.workshop.command;

import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.Workshop;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.sampling.ShopTraffic;
import dev.tracedshop.workshop.shop.ReadyFile;
import dev.tracedshop.workshop.shop.RunningShop;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The traces that are sampled and counted: those of a running shop, or of one that is started for it. */
final class ShopTraces {
    private static final int PRODUCTS = 6;
    private static final int FAILURES = 6;
    private static final int FEWEST = 10;

    private final Workshop workshop;
    private final ShopFileOption shopFile;

    ShopTraces(Workshop workshop, ShopFileOption shopFile) {
        this.workshop = workshop;
        this.shopFile = shopFile;
    }

    /** Returns traces enough to choose from; without a running shop, one is started and makes some, of which a few fail. */
    List<Trace> get() throws InterruptedException {
        Optional<ReadyFile> running = shopFile.ifRunning(workshop);
        if (running.isEmpty()) {
            return made();
        }
        List<Trace> traces = new TraceSource(workshop, shopFile).shop().all();
        if (traces.size() < FEWEST) {
            throw WorkshopException.usage("The running shop has " + traces.size() + " traces, and " + FEWEST
                    + " is the least to choose from: create and read some products first.");
        }
        workshop.terminal().note("· the running shop's traces, the newest " + traces.size());
        if (traces.stream().flatMap(trace -> trace.spans().stream()).noneMatch(Span::error)) {
            workshop.terminal().note("· none of them failed, so nothing shows what becomes of those that fail");
        }
        return traces;
    }

    private List<Trace> made() throws InterruptedException {
        ShopStarter starter = new ShopStarter(workshop);
        Terminal.Progress progress = workshop.terminal().progress("shop", 3);
        try {
            progress.stage("templates");
            Path assembly = starter.assembly(new ShopOptions(), () -> progress.stage("synthesizing the CDK app"));
            progress.stage("engines");
            try (RunningShop shop = starter.start(RunningShop.Settings.of(assembly))) {
                progress.stage("traffic, of which a part fails");
                return new ShopTraffic(shop).run(PRODUCTS, FAILURES);
            }
        } finally {
            progress.close();
        }
    }
}
