package dev.tracedshop.workshop.transport;

import dev.tracedshop.local.Hurry;
import dev.tracedshop.local.LocalRuntime;
import dev.tracedshop.local.RuntimeListener;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.assembly.Place;
import dev.tracedshop.local.aws.InjectedFaults;
import dev.tracedshop.local.function.ClassDataArchives;
import dev.tracedshop.local.function.CodePackages;
import dev.tracedshop.local.function.Function;
import dev.tracedshop.local.function.FunctionDefinition;
import dev.tracedshop.local.function.Outcome;
import dev.tracedshop.local.function.RuntimeFiles;
import dev.tracedshop.local.trouble.Trouble;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.TraceId;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.build.Checkout;
import dev.tracedshop.workshop.shop.RunningShop;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Asks the supplier for quotes while its function is frozen between two requests, and looks what becomes of its spans. */
public final class TransportRun {

    /*
     * For each transport: a supplier and a collector of its own. A few calls that are not counted, because the first ones load classes, and
     * so does the first sending: until that is through, the process is not frozen. Then the calls, one after the other, each after
     * everything that the one before has caused has come to its end: the spans that have arrived by then are in time. Half way the shop waits, if spans are missing, for as long as the SDK's thread does between two exports; a frozen
     * thread's time passes too, so it sends as soon as the next call thaws it. That is what makes a span late. At last the process is
     * killed while it is frozen, and what has not arrived is lost.
     */

    /** What the supplier makes of each request: one for the request, two for its parts. */
    static final int SPANS_PER_CALL = 3;

    private static final int UNCOUNTED = 3;
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String ROOT = "GET /quotes/{productId}";

    private final Checkout checkout;
    private final Settings settings;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /**
     * What to measure.
     *
     * @param assembly the synthesized templates
     * @param calls how many calls are counted, for each transport
     * @param delay how late the collector answers
     * @param pause how long to wait, before the calls are counted and half way, for spans that have not arrived
     */
    public record Settings(Path assembly, int calls, Duration delay, Duration pause) {
        /** A little more than the five seconds between two exports of the SDK's batch processor. */
        public static final Duration BETWEEN_EXPORTS = Duration.ofSeconds(6);
    }

    public TransportRun(Checkout checkout, Settings settings) {
        this.checkout = checkout;
        this.settings = settings;
    }

    /**
     * Measures one transport.
     *
     * @throws WorkshopException if the supplier does not run or answer here
     */
    public Measured measure(Transport transport) throws InterruptedException {
        try (FarCollector collector = new FarCollector(settings.delay());
                LocalExtension extension = new LocalExtension(collector.uri())) {
            URI receiver = transport == Transport.EXTENSION ? extension.uri() : collector.uri();
            try (LocalRuntime runtime = start(transport, receiver, new Heard(extension))) {
                extension.workIn(runtime.quiet());
                Measured measured = measure(transport, runtime, collector);
                IOException problem = extension.problem();
                if (problem != null) {
                    throw WorkshopException.setup(
                            "The extension could not send on what it had taken: " + problem.getMessage());
                }
                return measured;
            }
        } catch (IOException e) {
            throw WorkshopException.setup("The supplier could not be asked: " + e.getMessage());
        }
    }

    /** Tells the extension when the function has answered. */
    private record Heard(LocalExtension extension) implements RuntimeListener {
        @Override
        public void invocationFinished(FunctionDefinition function, String requestId, Instant at, Outcome outcome) {
            extension.answered();
        }
    }

    private LocalRuntime start(Transport transport, URI receiver, RuntimeListener listener) {
        RuntimeFiles files = RuntimeFiles.in(checkout.runtimeFiles());
        Assembly assembly = Assembly.load(
                settings.assembly(),
                Place.HERE,
                RunningShop.PARAMETERS,
                stack -> stack.endsWith("-supplier")
                        || (transport == Transport.LOG && stack.endsWith("-log-transport")));
        return LocalRuntime.start(
                assembly,
                new LocalRuntime.Settings(
                        files,
                        new CodePackages(checkout.state().resolve("code")),
                        new ClassDataArchives(Checkout.made(checkout.state().resolve("archives")), files),
                        checkout.shopDirectory(),
                        () -> {
                            throw new IllegalStateException("The supplier has no table.");
                        },
                        api -> 0,
                        1,
                        new Hurry(RunningShop.IN_A_HURRY),
                        InjectedFaults.none(),
                        Trouble.none(),
                        receiver,
                        receiver,
                        Map.of(),
                        true),
                listener);
    }

    /** A call, and what was there of its spans when everything had come to rest after it. */
    private record Call(TraceId trace, double answerMillis, int inTime) {}

    private Measured measure(Transport transport, LocalRuntime runtime, FarCollector collector)
            throws IOException, InterruptedException {
        Function supplier = runtime.functions().all().stream()
                .filter(function -> function.definition().name().endsWith("-supplier-quote"))
                .findFirst()
                .orElseThrow(() -> WorkshopException.setup("The templates have no function named …-supplier-quote."));
        supplier.replace(supplier.definition().withVariable("TELEMETRY_TRANSPORT", transport.setting()));
        List<Call> uncounted = new ArrayList<>();
        for (int call = 0; call < UNCOUNTED; call++) {
            uncounted.add(call(runtime, collector));
        }
        awaitSpans(uncounted, collector);
        freeze(runtime);
        List<Call> calls = new ArrayList<>();
        for (int call = 0; call < settings.calls(); call++) {
            if (call == settings.calls() / 2) {
                awaitSpans(calls, collector);
            }
            calls.add(call(runtime, collector));
        }
        if (!supplier.killFrozen()) {
            throw WorkshopException.setup("The supplier's process was not frozen after its last answer.");
        }
        atRest(runtime);
        return result(transport, calls, collector);
    }

    private static void freeze(LocalRuntime runtime) {
        try {
            runtime.functions().freeze(true);
        } catch (IllegalStateException e) {
            throw WorkshopException.setup(String.valueOf(e.getMessage()));
        }
    }

    private Call call(LocalRuntime runtime, FarCollector collector) throws IOException, InterruptedException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        TraceId trace = new TraceId(random.nextLong(1, Long.MAX_VALUE), random.nextLong(1, Long.MAX_VALUE));
        String caller = Span.hex(random.nextLong(1, Long.MAX_VALUE));
        HttpRequest request = HttpRequest.newBuilder(
                        runtime.apis().get(0).resolve("/quotes/0b0f2f1c-6a3f-4a44-9d27-0d5c7a1c8a11"))
                .timeout(LIMIT)
                .header("traceparent", "00-" + trace + "-" + caller + "-01")
                .build();
        long began = System.nanoTime();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        double millis = (System.nanoTime() - began) / 1e6;
        if (answer.statusCode() != 200) {
            throw WorkshopException.setup("The supplier answered " + answer.statusCode() + ": " + answer.body());
        }
        atRest(runtime);
        return new Call(trace, millis, collector.spans(trace).size());
    }

    private static void atRest(LocalRuntime runtime) throws InterruptedException {
        List<String> pending = runtime.quiet().await(LIMIT);
        if (!pending.isEmpty()) {
            throw WorkshopException.setup("After " + LIMIT.toSeconds() + " s there is still to do: " + pending);
        }
    }

    private void awaitSpans(List<Call> calls, FarCollector collector) throws InterruptedException {
        long deadline = System.nanoTime() + settings.pause().toNanos();
        while (missing(calls, collector) && System.nanoTime() < deadline) {
            Thread.sleep(50);
        }
    }

    private static boolean missing(List<Call> calls, FarCollector collector) {
        return calls.stream().anyMatch(call -> collector.spans(call.trace()).size() < SPANS_PER_CALL);
    }

    private static Measured result(Transport transport, List<Call> calls, FarCollector collector) {
        List<Double> roots = new ArrayList<>();
        List<Double> outside = new ArrayList<>();
        int arrived = 0;
        int inTime = 0;
        for (Call call : calls) {
            List<Span> spans = collector.spans(call.trace());
            arrived += spans.size();
            inTime += call.inTime();
            spans.stream().filter(span -> span.resource().equals(ROOT)).forEach(span -> {
                roots.add(span.duration() / 1e6);
                outside.add(call.answerMillis() - span.duration() / 1e6);
            });
        }
        int made = calls.size() * SPANS_PER_CALL;
        return new Measured(
                transport,
                median(roots),
                median(calls.stream().map(Call::answerMillis).toList()),
                median(outside),
                made,
                made - arrived,
                arrived - inTime);
    }

    /** Returns the median by the nearest rank, as for all that the workshop measures; of nothing, it is not a number. */
    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get((sorted.size() - 1) / 2);
    }
}
