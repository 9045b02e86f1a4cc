package dev.tracedshop.workshop.command;

import dev.tracedshop.telemetry.OtlpForwarder;
import dev.tracedshop.workshop.Workshop;
import dev.tracedshop.workshop.build.Assemblies;
import dev.tracedshop.workshop.load.WarmUp;
import dev.tracedshop.workshop.shop.RunningShop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Synthesizes what is needed and starts the shop, timing both. */
final class ShopStarter {
    /** What is said once when policies are not evaluated. */
    static final String NO_IAM =
            "· --no-iam: policies are not evaluated; on AWS some of what works here may be refused";

    private static final Duration QUIET_DEADLINE = Duration.ofMinutes(2);

    private final Workshop workshop;
    private final Map<String, Long> timings = new LinkedHashMap<>();

    ShopStarter(Workshop workshop) {
        this.workshop = workshop;
        timings.put("build", workshop.buildMillis());
    }

    /** Returns how long each part took so far, in milliseconds, to be added to. */
    Map<String, Long> timings() {
        return timings;
    }

    /** Returns the assembly to run. */
    Path assembly(ShopOptions options, Runnable announce) {
        long began = System.nanoTime();
        Path assembly = options.assembly()
                .orElseGet(() -> new Assemblies(workshop.checkout()).synthesized(options.context(), announce));
        timings.put("synth", millisSince(began));
        return assembly;
    }

    /** Starts the shop. */
    RunningShop start(RunningShop.Settings settings) {
        long began = System.nanoTime();
        RunningShop shop = RunningShop.start(workshop.checkout(), workshop.environment(), settings);
        timings.put("engines", millisSince(began));
        shop.warnings().forEach(workshop.terminal()::note);
        return shop;
    }

    /** Lets every function that a new product reaches work once, and takes from each what makes the next start faster. */
    void takeArchives(Path assembly) throws InterruptedException {
        try (RunningShop shop = start(RunningShop.Settings.of(assembly))) {
            List<String> pending = WarmUp.of(shop, QUIET_DEADLINE);
            if (!pending.isEmpty()) {
                workshop.terminal().note("Some functions are still at work, and start as slowly as before: " + pending);
            }
            int unusedCount = shop.runtime().functions().archive();
        }
    }

    /** Says what became of the spans that were to go to a backend. */
    static String forwarded(OtlpForwarder.Counts counts) {
        String sent = "· " + counts.sent() + " spans were sent to OTEL_EXPORTER_OTLP_ENDPOINT";
        return counts.dropped() == 0 ? sent : sent + ", and " + counts.dropped() + " were dropped: " + counts.problem();
    }

    static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }
}
