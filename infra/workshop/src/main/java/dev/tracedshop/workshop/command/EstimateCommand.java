package dev.tracedshop.workshop.command;

import dev.tracedshop.sampling.Spread;
import dev.tracedshop.sampling.VolumeEstimate;
import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.Workshop;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.sampling.MeasuredVolume;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "estimate",
        description = "Estimate by the shop's own traces how many events a month brings, and what they cost.")
final class EstimateCommand implements Callable<Integer> {
    private static final String ROW = "%-42s %7s %6s %6s %7s %5s %5s";

    private final Workshop workshop;

    @Mixin
    ShopFileOption shopFile = new ShopFileOption();

    @Option(
            names = "--requests-per-day",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "How many requests the shop gets; 1,000,000 when not given.")
    long requestsPerDay = 1_000_000;

    @Option(names = "--days", paramLabel = "N", defaultValue = "30", description = "For how long; 30 when not given.")
    int days = 30;

    @Option(
            names = "--keep",
            paramLabel = "N",
            defaultValue = "10",
            description = "Of how many traces one is kept when sampled; 10 when not given.")
    int keep = 10;

    @Option(
            names = "--price",
            paramLabel = "PRICE",
            description = "What a million events cost, in your currency, as in 1.70; without it no cost is told.")
    @Nullable
    BigDecimal price;

    EstimateCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (requestsPerDay < 1 || days < 1 || keep < 1) {
            throw WorkshopException.usage("--requests-per-day, --days and --keep are 1 or more.");
        }
        MeasuredVolume measured = new MeasuredVolume(new ShopTraces(workshop, shopFile).get());
        if (measured.requests() == 0) {
            throw WorkshopException.usage(
                    "None of the traces was begun by a request to the API: create a product first.");
        }
        try {
            long requests = Math.multiplyExact(requestsPerDay, (long) days);
            table(measured);
            month(measured, requests);
        } catch (ArithmeticException e) {
            throw WorkshopException.usage(
                    "That is more than can be counted here (" + e.getMessage() + "): give fewer requests or days.");
        }
        trial(measured.trial());
        return 0;
    }

    private void table(MeasuredVolume measured) {
        Terminal terminal = workshop.terminal();
        terminal.print("Events of a trace, by what begins it: each span is one, and each log line within the trace.");
        terminal.print("");
        terminal.print(ROW.formatted("entry point", "traces", "spans", "logs", "median", "p95", "max"));
        for (MeasuredVolume.Row row : measured.rows()) {
            Spread events = row.events();
            terminal.print(ROW.formatted(
                    row.measured().name(),
                    row.measured().traces(),
                    row.measured().spans(),
                    row.measured().logs(),
                    events.median(),
                    events.p95(),
                    events.max()));
        }
        terminal.print("");
    }

    private void month(MeasuredVolume measured, long requests) {
        Terminal terminal = workshop.terminal();
        long ownEvents = measured.ownEvents(requests);
        long events = measured.events(ownEvents);
        long kept = VolumeEstimate.kept(events, BigDecimal.ONE.divide(BigDecimal.valueOf(keep), MathContext.DECIMAL64));
        terminal.print("own events  %s requests a day × %d days × %s traces a request = %s"
                .formatted(
                        grouped(requestsPerDay),
                        days,
                        ratio(measured.count(), measured.requests()),
                        grouped(ownEvents)));
        terminal.print("events      %s own events × %s events of each = %s%s"
                .formatted(
                        grouped(ownEvents), ratio(measured.stored(), measured.count()), grouped(events), cost(events)));
        terminal.print(
                "kept        one in %d: %s%s, and what failed or was slow".formatted(keep, grouped(kept), cost(kept)));
        terminal.print("");
    }

    private String cost(long events) {
        BigDecimal perMillion = price;
        return perMillion == null
                ? ""
                : ", which cost " + VolumeEstimate.cost(events, perMillion).toPlainString();
    }

    private void trial(MeasuredVolume.Trial trial) {
        workshop.terminal()
                .print(String.format(
                        Locale.ROOT,
                        "Held against what was stored: measured by %d traces, all of them should have %d events; they have"
                                + " %d (%+.1f %%).",
                        trial.measured(),
                        trial.estimated(),
                        trial.stored(),
                        trial.percentOff()));
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String ratio(long number, long of) {
        return String.format(Locale.ROOT, "%.2f", (double) number / of);
    }
}
