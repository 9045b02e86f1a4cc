package dev.tracedshop.workshop.load;

import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.LinkIndex;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.expect.Evidence;
import dev.tracedshop.trace.expect.HttpShop;
import dev.tracedshop.trace.expect.Judgement;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Shop;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.command.ProductCreated;
import dev.tracedshop.workshop.shop.RunningShop;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;

/** Creates many products at once in a shop that has nothing else to do, and says what is missing afterwards. */
public final class ManyProducts {
    private static final Duration QUIET_DEADLINE = Duration.ofMinutes(20);
    private static final int UPDATES_OF_EACH = 4;
    private static final int TRIES = 50;

    private final RunningShop shop;
    private final HttpShop http;
    private final ProductEffects judge;
    private final Clients clients;
    private final Random random;

    /**
     * What came out.
     *
     * @param lost effects that are missing or came twice, one line each
     * @param findings what is wrong with traces
     * @param counted the numbers, in the order in which they are told
     */
    public record Result(List<String> lost, List<Finding> findings, Map<String, Object> counted) {}

    /**
     * @param clients how many clients work at the same time
     * @param seed decides names, prices and the order of updates
     */
    public ManyProducts(RunningShop shop, int clients, long seed) {
        this.shop = shop;
        this.http = new HttpShop(shop.api());
        this.judge = new ProductEffects(shop, http);
        this.clients = new Clients(clients);
        this.random = new Random(seed);
    }

    /**
     * Creates products, waits until all that follows has happened, and looks at everything.
     *
     * @param products how many to create
     * @param repriced how many of them are then renamed and repriced, each several times at once
     */
    public Result run(int products, int repriced) throws InterruptedException {
        List<String> lost = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        Map<String, Object> counted = new LinkedHashMap<>();
        RunningShop.Mark start = shop.markAtRest(QUIET_DEADLINE);
        Map<String, Long> countedBefore = judge.countedByAnalytics();
        long began = System.nanoTime();
        List<Response> created = create(products, lost);
        counted.put("created", created.size());
        counted.put("secondsUntilAnswered", seconds(began));
        Evidence evidence = atRest(start);
        counted.put("secondsUntilQuiet", seconds(began));
        judge.exactly(created, countedBefore, lost, counted);
        traces(created, evidence, findings, counted);
        reprice(created.subList(0, Math.min(repriced, created.size())), lost, counted);
        return new Result(lost, findings, counted);
    }

    private static long seconds(long began) {
        return (System.nanoTime() - began) / 1_000_000_000;
    }

    private Evidence atRest(RunningShop.Mark start) throws InterruptedException {
        Evidence evidence = shop.evidence(start, QUIET_DEADLINE);
        if (!evidence.quiet().reached()) {
            throw WorkshopException.setup("After " + QUIET_DEADLINE.toMinutes() + " minutes there is still to do: "
                    + evidence.quiet().pending());
        }
        return evidence;
    }

    private List<Response> create(int products, List<String> lost) throws InterruptedException {
        List<Callable<Response>> work = new ArrayList<>();
        for (int i = 0; i < products; i++) {
            String body = Shop.product("Product " + i, price().toString());
            work.add(() -> http.post("/product", body));
        }
        List<Response> created = new ArrayList<>();
        for (Response response : clients.all(work)) {
            if (response.status() == 201) {
                created.add(response);
            } else {
                lost.add("A creation was answered with " + response.status() + ": " + response.body());
            }
        }
        return created;
    }

    private BigDecimal price() {
        return BigDecimal.valueOf(100 + random.nextInt(10_000_000), 2);
    }

    private void traces(
            List<Response> created, Evidence evidence, List<Finding> findings, Map<String, Object> counted) {
        Set<String> ids = new HashSet<>();
        LinkIndex links = new LinkIndex(evidence.traces());
        int whole = 0;
        int linked = 0;
        for (Response response : created) {
            Optional<Trace> trace = response.requestId().flatMap(shop::traceOf);
            Evidence own = new Evidence(
                    trace.map(List::of).orElse(List.of()), evidence.functions(), evidence.handlers(), evidence.quiet());
            Judgement judgement = ProductCreated.amongMany(response).judge(own);
            findings.addAll(judgement.findings());
            if (judgement.findings().isEmpty()) {
                whole++;
            }
            if (trace.isPresent() && !ids.add(trace.get().id().toString())) {
                findings.add(new Finding(
                        "shared-trace",
                        "Two products share the trace " + trace.get().id() + ".",
                        "",
                        ""));
            }
            linked += trace.map(found -> linkedFromAnalytics(found, links)).orElse(0);
        }
        counted.put("wholeTraces", whole);
        counted.put("linksFromAnalytics", linked);
        if (linked != created.size() * ProductEffects.ON_THE_BUS.size()) {
            findings.add(new Finding(
                    "links",
                    "Analytics links " + linked + " times to the traces, not "
                            + created.size() * ProductEffects.ON_THE_BUS.size() + " times.",
                    "",
                    ""));
        }
    }

    private static int linkedFromAnalytics(Trace trace, LinkIndex links) {
        int count = 0;
        for (Span span : trace.spans()) {
            count += (int) links.linkingTo(span).stream()
                    .filter(from -> from.service().equals("analytics"))
                    .count();
        }
        return count;
    }

    /** Renames and reprices products, all changes at once and in any order. */
    private void reprice(List<Response> products, List<String> lost, Map<String, Object> counted)
            throws InterruptedException {
        if (products.isEmpty()) {
            return;
        }
        RunningShop.Mark start = shop.markAtRest(QUIET_DEADLINE);
        List<Callable<Integer>> work = new ArrayList<>();
        for (Response product : products) {
            for (int i = 0; i < UPDATES_OF_EACH; i++) {
                String id = product.data("productId");
                String name = "Renamed " + i;
                BigDecimal price = price();
                work.add(() -> update(id, name, price));
            }
        }
        Collections.shuffle(work, random);
        int conflicts = 0;
        for (int tries : clients.all(work)) {
            conflicts += tries - 1;
        }
        Evidence unused = atRest(start);
        for (Response product : products) {
            judge.brackets(product.data("productId")).ifPresent(lost::add);
        }
        counted.put("updates", work.size());
        counted.put("conflictsOfUpdates", conflicts);
    }

    /** Updates a product; who loses a race tries again. Returns the number of tries. */
    private int update(String id, String name, BigDecimal price) {
        String body = "{\"productId\":\"" + id + "\",\"name\":\"" + name + "\",\"price\":" + price + "}";
        for (int tries = 1; tries <= TRIES; tries++) {
            Response response = http.put("/product", body);
            if (response.status() == 200) {
                return tries;
            }
            if (response.status() != 409) {
                throw new IllegalStateException(
                        "An update was answered with " + response.status() + ": " + response.body());
            }
        }
        throw new IllegalStateException("An update lost " + TRIES + " races in a row.");
    }
}
