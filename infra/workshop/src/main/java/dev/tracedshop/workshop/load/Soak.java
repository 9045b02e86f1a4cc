package dev.tracedshop.workshop.load;

import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.expect.HttpShop;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Shop;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.shop.RunningShop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/** Lets products come at a steady pace for a long time, and says what grows. */
public final class Soak {
    /*
     * Whatever is bounded grows until it is full: the store of traces takes some minutes. So the second half of the time is judged, its
     * first quarter against its last, each by its least value, which no single moment can raise.
     *
     * A trace is measured when its product has had its quiet minute: from the start of its first span to the end of its last. What waits
     * in a queue on the way is in it, so a shop that falls behind has longer and longer ones.
     */
    private static final Duration QUIET_DEADLINE = Duration.ofMinutes(20);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(15);
    private static final Duration UNTIL_MEASURED = Duration.ofSeconds(60);
    private static final int SENDERS = 8;

    /** By how much a value may be larger in the end and still count as flat: a collector's and a scheduler's whim. */
    private static final double FLAT = 1.1;
    /** The part of the products asked for that has to be created; the first ones wait while all functions start. */
    private static final double PACE = 0.95;

    private final RunningShop shop;
    private final HttpShop http;
    private final Consumer<String> told;
    private final List<Look> looks = new ArrayList<>();
    private final ConcurrentLinkedQueue<Sent> unmeasured = new ConcurrentLinkedQueue<>();
    private final List<Long> lengths = Collections.synchronizedList(new ArrayList<>());

    private record Look(Duration at, Resources resources) {}

    private record Sent(long at, Response response) {}

    /** @param told is told each look, one line */
    public Soak(RunningShop shop, Consumer<String> told) {
        this.shop = shop;
        this.http = new HttpShop(shop.api());
        this.told = told;
    }

    /**
     * Runs.
     *
     * @param perSecond how many products are created each second
     */
    public ManyProducts.Result run(Duration time, int perSecond) throws InterruptedException {
        List<String> lost = Collections.synchronizedList(new ArrayList<>());
        List<Response> created = Collections.synchronizedList(new ArrayList<>());
        Map<String, Object> counted = new LinkedHashMap<>();
        RunningShop.Mark unused = shop.markAtRest(QUIET_DEADLINE);
        ProductEffects judge = new ProductEffects(shop, http);
        Map<String, Long> countedBefore = judge.countedByAnalytics();
        long began = System.nanoTime();
        ScheduledExecutorService clients = Executors.newScheduledThreadPool(SENDERS);
        try {
            for (int i = 0; i < SENDERS; i++) {
                long period = SENDERS * 1_000_000L / perSecond;
                var unusedSender = clients.scheduleAtFixedRate(
                        () -> create(created, lost), i * period / SENDERS, period, TimeUnit.MICROSECONDS);
            }
            look(began);
            while (System.nanoTime() - began < time.toNanos()) {
                TimeUnit.NANOSECONDS.sleep(BETWEEN_LOOKS.toNanos());
                look(began);
            }
        } finally {
            clients.shutdown();
        }
        if (!clients.awaitTermination(1, TimeUnit.MINUTES)) {
            lost.add("After a minute there are still requests without an answer");
        }
        List<String> pending = shop.runtime().quiet().await(QUIET_DEADLINE);
        if (!pending.isEmpty()) {
            throw WorkshopException.setup(
                    "After " + QUIET_DEADLINE.toMinutes() + " minutes there is still to do: " + pending);
        }
        measure(System.nanoTime());
        counted.put("created", created.size());
        long wanted = time.toSeconds() * perSecond;
        if (created.size() < wanted * PACE) {
            lost.add("Only " + created.size() + " of " + wanted
                    + " products were created: the shop did not keep up with " + perSecond + " a second");
        }
        counted.put("secondsUntilQuiet", (System.nanoTime() - began) / 1_000_000_000);
        growth("heap", Resources::heap, 1_000_000, "MB", counted, lost);
        growth("memory", Resources::memory, 1_000_000, "MB", counted, lost);
        growth("files", Resources::files, 1, "", counted, lost);
        growth("threads", Resources::threads, 1, "", counted, lost);
        growth("processes", Resources::processes, 1, "", counted, lost);
        traces(counted);
        judge.exactly(created, countedBefore, lost, counted);
        return new ManyProducts.Result(lost, List.of(), counted);
    }

    private void create(List<Response> created, List<String> lost) {
        try {
            Response response = http.post("/product", Shop.product("Soaked", "12.50"));
            if (response.status() == 201) {
                created.add(response);
                unmeasured.add(new Sent(System.nanoTime(), response));
            } else {
                lost.add("A creation was answered with " + response.status() + ": " + response.body());
            }
        } catch (RuntimeException e) {
            // A periodic task that throws would never come again, and nobody would know.
            lost.add("A creation was not answered: " + e);
        }
    }

    private void look(long began) {
        Resources now = Resources.now();
        Duration at = Duration.ofNanos(System.nanoTime() - began);
        looks.add(new Look(at, now));
        measure(System.nanoTime() - UNTIL_MEASURED.toNanos());
        told.accept("%5d s  heap %4d MB  memory %5d MB  files %5d  threads %4d  processes %3d  traces %d"
                .formatted(
                        at.toSeconds(),
                        now.heap() / 1_000_000,
                        now.memory() / 1_000_000,
                        now.files(),
                        now.threads(),
                        now.processes(),
                        lengths.size()));
    }

    /** Measures the traces of products that were created before a moment, while the store still has them. */
    private void measure(long before) {
        Sent next = unmeasured.peek();
        while (next != null && next.at() - before < 0) {
            unmeasured.poll();
            Optional<Trace> trace = next.response().requestId().flatMap(shop::traceOf);
            trace.ifPresent(found -> lengths.add(length(found)));
            next = unmeasured.peek();
        }
    }

    private static long length(Trace trace) {
        long start =
                trace.spans().stream().mapToLong(span -> span.start()).min().orElse(0);
        long end = trace.spans().stream()
                .mapToLong(span -> span.start() + span.duration())
                .max()
                .orElse(0);
        return (end - start) / 1_000_000;
    }

    private void growth(
            String name,
            ToLongFunction<Resources> value,
            long unit,
            String unitName,
            Map<String, Object> counted,
            List<String> lost) {
        List<Look> half = looks.subList(looks.size() / 2, looks.size());
        int quarter = Math.max(1, half.size() / 4);
        long early = least(half.subList(0, quarter), value);
        long late = least(half.subList(half.size() - quarter, half.size()), value);
        String text = (early / unit + " -> " + late / unit + " " + unitName).strip();
        counted.put(name, text);
        if (late > early * FLAT) {
            lost.add(name + " grows: " + text);
        }
    }

    private static long least(List<Look> some, ToLongFunction<Resources> value) {
        return some.stream()
                .mapToLong(look -> value.applyAsLong(look.resources()))
                .min()
                .orElse(0);
    }

    private void traces(Map<String, Object> counted) {
        int tenth = Math.max(1, lengths.size() / 10);
        counted.put("tracesMeasured", lengths.size());
        if (!lengths.isEmpty()) {
            counted.put("traceAtTheStart", percentiles(lengths.subList(0, tenth)));
            counted.put("traceAtTheEnd", percentiles(lengths.subList(lengths.size() - tenth, lengths.size())));
        }
    }

    private static String percentiles(List<Long> some) {
        List<Long> sorted = some.stream().sorted().toList();
        return "p50 " + sorted.get(sorted.size() / 2) + " ms, p95 " + sorted.get(sorted.size() * 95 / 100) + " ms";
    }
}
