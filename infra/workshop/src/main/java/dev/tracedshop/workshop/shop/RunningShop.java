package dev.tracedshop.workshop.shop;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.Hurry;
import dev.tracedshop.local.LocalRuntime;
import dev.tracedshop.local.RuntimeListener;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.assembly.Place;
import dev.tracedshop.local.aws.InjectedFaults;
import dev.tracedshop.local.engine.DynoxideBinary;
import dev.tracedshop.local.function.ClassDataArchives;
import dev.tracedshop.local.function.CodePackages;
import dev.tracedshop.local.function.Credentials;
import dev.tracedshop.local.function.Function;
import dev.tracedshop.local.function.FunctionDefinition;
import dev.tracedshop.local.function.RuntimeFiles;
import dev.tracedshop.local.trouble.Trouble;
import dev.tracedshop.telemetry.CustomMetrics;
import dev.tracedshop.telemetry.OtlpEndpoint;
import dev.tracedshop.telemetry.OtlpForwarder;
import dev.tracedshop.telemetry.Telemetry;
import dev.tracedshop.telemetry.TraceStore;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.expect.Evidence;
import dev.tracedshop.trace.expect.FunctionTracing;
import dev.tracedshop.trace.expect.MetricSeen;
import dev.tracedshop.trace.expect.Quiet;
import dev.tracedshop.trace.expect.SpanSender;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.build.Checkout;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The shop at work in this process: its functions, what surrounds them, and what is known about their traces. */
public final class RunningShop implements AutoCloseable {
    /**
     * Template parameters that a deployment must give and that mean nothing here. The ARNs name secrets that do not exist, and where they
     * are asked for, the answer says so; instead of the collector, whoever sends spans is told the address of the intake.
     */
    public static final Map<String, String> PARAMETERS = Map.of(
            "DatadogApiKeySecretArn", Place.HERE.arn("secretsmanager", "secret:no-datadog-account-needed-here-AAAAAA"),
            "LogPublisherKeySecretArn", Place.HERE.arn("secretsmanager", "secret:no-collector-needed-here-AAAAAA"),
            "LogPublisherOtlpEndpoint", "http://127.0.0.1:4318");

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Unpacked packages, each with its lock: many more than the shops that may run at once use. */
    private static final int PACKAGES_KEPT = 200;

    /** Some 40 MB each: those of the newest two builds. */
    private static final int ARCHIVES_KEPT = 20;

    /** How the stack of the shop's own API is called, without the environment. */
    private static final String API = "product-api";

    /** By how much waiting is shortened while somebody waits for a trace. */
    public static final int IN_A_HURRY = 20;

    private static final int LISTED_DEAD_LETTERS = 20;

    /** Some 2,500 creations of a product. */
    private static final int STORED_SPANS = 200_000;

    private final RuntimeFiles files;
    private final Telemetry telemetry;
    private final Hurry hurry;
    private final LocalRuntime runtime;
    private final Ledger ledger = new Ledger();
    private final CarrierLog carriers = new CarrierLog();
    private final Optional<OtlpForwarder> forwarder;

    /**
     * How to run the shop.
     *
     * @param assembly the synthesized templates
     * @param port the API's port, or 0 for a free one
     * @param faults calls that go wrong on purpose
     * @param trouble what else goes wrong on purpose
     * @param listener is told what functions do, beside the shop's own bookkeeping
     * @param java the program that runs the functions, when it is not the Java that runs this process
     * @param concurrency how many processes a function may have
     * @param hurry by how much waiting is shortened; 1 is AWS's own pace
     * @param stacks which stacks are there, by their names without the environment; empty for all
     * @param iam whether nobody may do what no policy allows
     */
    public record Settings(
            Path assembly,
            int port,
            InjectedFaults faults,
            Trouble trouble,
            RuntimeListener listener,
            Optional<Path> java,
            int concurrency,
            int hurry,
            List<String> stacks,
            boolean iam) {

        /** Describes a shop as it is, on free ports, in the hurry of whoever waits for its traces. */
        public static Settings of(Path assembly) {
            return new Settings(
                    assembly,
                    0,
                    InjectedFaults.none(),
                    Trouble.none(),
                    new RuntimeListener() {},
                    Optional.empty(),
                    1,
                    IN_A_HURRY,
                    List.of(),
                    true);
        }

        /** Returns the same with somebody who is told what functions do. */
        public Settings toldTo(RuntimeListener told) {
            return new Settings(assembly, port, faults, trouble, told, java, concurrency, hurry, stacks, iam);
        }

        /** Returns the same with calls that go wrong on purpose. */
        public Settings failing(InjectedFaults wrong) {
            return new Settings(assembly, port, wrong, trouble, listener, java, concurrency, hurry, stacks, iam);
        }

        /** Returns the same with trouble. */
        public Settings in(Trouble made) {
            return new Settings(assembly, port, faults, made, listener, java, concurrency, hurry, stacks, iam);
        }

        /** Returns the same with this many processes for each function. */
        public Settings withConcurrency(int processes) {
            return new Settings(assembly, port, faults, trouble, listener, java, processes, hurry, stacks, iam);
        }

        /** Returns the same with these stacks alone, which are named without the environment. */
        public Settings only(List<String> names) {
            return new Settings(assembly, port, faults, trouble, listener, java, concurrency, hurry, names, iam);
        }

        /** Returns the same with policies evaluated or not. */
        public Settings withIam(boolean evaluated) {
            return new Settings(assembly, port, faults, trouble, listener, java, concurrency, hurry, stacks, evaluated);
        }

        private boolean wants(String stack) {
            return stacks.isEmpty() || stacks.stream().anyMatch(name -> stack.endsWith("-" + name));
        }

        /** Returns the same with functions run by another program than this Java. */
        public Settings runBy(Path program) {
            return new Settings(
                    assembly, port, faults, trouble, listener, Optional.of(program), concurrency, hurry, stacks, iam);
        }
    }

    private RunningShop(Checkout checkout, Map<String, String> environment, Settings settings) throws IOException {
        RuntimeFiles found = RuntimeFiles.in(checkout.runtimeFiles());
        this.files = settings.java().map(found::runBy).orElse(found);
        Checkout.keepNewest(Checkout.made(checkout.state().resolve("code")), PACKAGES_KEPT);
        Checkout.keepNewest(Checkout.made(checkout.state().resolve("archives")), ARCHIVES_KEPT);
        Assembly assembly = Assembly.load(settings.assembly(), Place.HERE, PARAMETERS, settings::wants);
        this.hurry = new Hurry(settings.hurry());
        Optional<OtlpEndpoint> backend = backend(environment);
        this.telemetry = new Telemetry(0, new TraceStore(STORED_SPANS));
        try {
            RuntimeListener bridge = new TelemetryBridge(telemetry, assembly.place());
            DynoxideBinary dynoxide = new DynoxideBinary(Checkout.cache(environment));
            this.runtime = LocalRuntime.start(
                    assembly,
                    new LocalRuntime.Settings(
                            files,
                            new CodePackages(checkout.state().resolve("code")),
                            new ClassDataArchives(Checkout.made(checkout.state().resolve("archives")), files),
                            checkout.shopDirectory(),
                            dynoxide::fetch,
                            api -> api.stack().endsWith("-" + API) ? settings.port() : 0,
                            settings.concurrency(),
                            hurry,
                            settings.faults(),
                            settings.trouble(),
                            telemetry.intake(),
                            extensions(telemetry),
                            Map.of(),
                            settings.iam()),
                    new ShopListener(List.of(bridge, ledger, carriers, settings.listener())));
        } catch (RuntimeException e) {
            telemetry.close();
            throw e;
        }
        this.forwarder = backend.map(endpoint -> new OtlpForwarder(endpoint, telemetry.store()));
    }

    private static Optional<OtlpEndpoint> backend(Map<String, String> environment) {
        try {
            return OtlpEndpoint.fromEnvironment(environment);
        } catch (IllegalArgumentException e) {
            throw WorkshopException.usage(String.valueOf(e.getMessage()));
        }
    }

    /** Starts the shop; its functions start when they are first called. */
    public static RunningShop start(Checkout checkout, Map<String, String> environment, Settings settings) {
        try {
            return new RunningShop(checkout, environment, settings);
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot listen on 127.0.0.1: " + e.getMessage());
        }
    }

    private static URI extensions(Telemetry telemetry) {
        String one = telemetry.extension("x").toString();
        return URI.create(one.substring(0, one.length() - "/x".length()));
    }

    /** Returns what is not as it would be on AWS and does not keep the shop from running, one line each. */
    public List<String> warnings() {
        Map<String, List<String>> functionsByTracer = new TreeMap<>();
        for (Function function : runtime.functions().all()) {
            FunctionDefinition definition = function.definition();
            definition
                    .tracing()
                    .differsFrom(files.agentVersion())
                    .ifPresent(version -> functionsByTracer
                            .computeIfAbsent(version, ignored -> new ArrayList<>())
                            .add(definition.name()));
        }
        return functionsByTracer.entrySet().stream()
                .map(entry -> "The tracer that the templates name is " + entry.getKey() + "; here "
                        + files.agentVersion() + " runs in " + String.join(", ", entry.getValue()) + ".")
                .toList();
    }

    /** Returns the address of the shop's own API. */
    public URI api() {
        return api(API);
    }

    /** Returns the address of a stack's API; the stack is told without the environment's prefix. */
    public URI api(String stack) {
        return runtime.assembly().outputs().entrySet().stream()
                .filter(output -> output.getKey().endsWith("-" + stack + ".ApiEndpoint"))
                .map(output -> URI.create(output.getValue()))
                .findFirst()
                .orElseThrow(() -> WorkshopException.setup(
                        "The templates have no stack *-" + stack + " with an API, so there is nothing to call."));
    }

    /** Returns what runs the functions. */
    public LocalRuntime runtime() {
        return runtime;
    }

    /** Returns by how much waiting is shortened, which can be changed. */
    public Hurry hurry() {
        return hurry;
    }

    /**
     * Says whether processes of functions are stopped from now on while they have no event, as on Lambda.
     *
     * @throws WorkshopException if this system cannot stop processes
     */
    public void freeze(boolean wanted) {
        try {
            runtime.functions().freeze(wanted);
        } catch (IllegalStateException e) {
            throw WorkshopException.setup(String.valueOf(e.getMessage()));
        }
    }

    /** Returns whether processes of functions are stopped while they have no event. */
    public boolean isFreezing() {
        return runtime.functions().isFreezing();
    }

    /** Returns the traces' home. */
    public Telemetry telemetry() {
        return telemetry;
    }

    /** Returns what went to the backend that OTEL_EXPORTER_OTLP_ENDPOINT names, if it names one. */
    public Optional<OtlpForwarder.Counts> forwarded() {
        return forwarder.map(OtlpForwarder::counts);
    }

    /** Returns what is remembered beside traces. */
    public Ledger ledger() {
        return ledger;
    }

    /**
     * Returns the account as JSON: {@code {"channels": {name: {published, delivered, failed, deadLettered}}, "functions": {name:
     * {invoked, failed}}, "deadLetters": …, "products": …, "metrics": …}}, the last three as {@link DeadLetterList} and {@link Effects} have
     * them.
     *
     * @param newest how many products to list
     */
    public ObjectNode account(int newest) {
        ObjectNode account = JSON.createObjectNode();
        ObjectNode channels = account.putObject("channels");
        runtime.account().counts().forEach((name, counts) -> channels.set(name, JSON.valueToTree(counts)));
        account.set("functions", ledger.functions());
        account.set(
                "deadLetters", DeadLetterList.of(runtime, LISTED_DEAD_LETTERS).json());
        return account.setAll(Effects.of(this).json(newest));
    }

    /** Describes the shop for other processes. */
    public ReadyFile ready(URI viewer) {
        return new ReadyFile(
                api().toString(),
                viewer.toString(),
                runtime.aws().toString(),
                extensions(telemetry).toString(),
                telemetry.intake().toString(),
                runtime.assembly().place().region(),
                runtime.accessKey(),
                Credentials.SECRET,
                runtime.assembly().outputs());
    }

    /** Returns the function with this name, which is told without the environment's prefix. */
    public Function function(String name) {
        return runtime.functions().all().stream()
                .filter(function -> function.definition().name().endsWith("-" + name))
                .findFirst()
                .orElseThrow(() -> WorkshopException.setup("The templates have no function named …-" + name + "."));
    }

    /**
     * A moment in the life of a shop, from which on something is judged.
     *
     * @param at when
     * @param invocations how often each function had been invoked by then
     * @param metrics what had been counted by then
     */
    public record Mark(Instant at, Map<String, Integer> invocations, List<CustomMetrics.Series> metrics) {}

    /** Marks this moment. */
    public Mark mark() {
        Map<String, Integer> invocations = new TreeMap<>();
        for (Function function : runtime.functions().all()) {
            String name = function.definition().name();
            invocations.put(name, ledger.invocations(name));
        }
        return new Mark(Instant.now(), invocations, telemetry.metrics().all());
    }

    /**
     * Waits until nothing is left to happen, and marks that moment. What was under way before could share a batch, and so a trace, with
     * what comes after.
     *
     * @throws WorkshopException if the shop does not come to rest in time
     */
    public Mark markAtRest(Duration deadline) throws InterruptedException {
        List<String> pending = runtime.quiet().await(deadline);
        if (!pending.isEmpty()) {
            throw WorkshopException.setup("After " + deadline.toSeconds() + " s there is still to do: " + pending);
        }
        return mark();
    }

    /**
     * Waits until nothing is left to happen and gathers what there is to judge by.
     *
     * @param since traces and invocations from before are left out
     * @param deadline how long to wait
     */
    public Evidence evidence(Mark since, Duration deadline) throws InterruptedException {
        long began = System.nanoTime();
        List<String> pending = runtime.quiet().await(deadline);
        Duration waited = Duration.ofNanos(System.nanoTime() - began);
        List<FunctionTracing> tracing = runtime.functions().all().stream()
                .filter(function -> !tracedByAnother(function.definition()))
                .map(function -> tracing(function.definition(), since))
                .toList();
        return new Evidence(
                traces(since),
                tracing,
                ledger.handlers(),
                pending.isEmpty() ? Quiet.after(waited) : Quiet.deadline(waited, pending),
                metrics(since),
                carriers.since(since.at(), telemetry.extension()),
                runtime.functions().all().stream()
                        .map(Function::definition)
                        .filter(RunningShop::tracedByAnother)
                        .map(function -> sender(function, since))
                        .toList());
    }

    private SpanSender sender(FunctionDefinition function, Mark since) {
        return new SpanSender(
                function.name(),
                function.environment().getOrDefault("OTEL_SERVICE_NAME", function.name()),
                invocations(function, since),
                isFreezing());
    }

    private int invocations(FunctionDefinition function, Mark since) {
        return ledger.invocations(function.name()) - since.invocations().getOrDefault(function.name(), 0);
    }

    /** Returns the traces that have been stored since a moment. */
    public List<Trace> traces(Mark since) {
        return telemetry.store().traces().stream()
                .filter(trace -> trace.end() >= startOf(since))
                .toList();
    }

    private List<MetricSeen> metrics(Mark since) {
        return telemetry.metrics().all().stream()
                .map(series -> new MetricSeen(
                        series.name(), series.function(), series.tags(), series.count() - countedBefore(series, since)))
                .filter(metric -> metric.count() > 0)
                .toList();
    }

    private static long countedBefore(CustomMetrics.Series series, Mark since) {
        return since.metrics().stream()
                .filter(before -> before.name().equals(series.name())
                        && before.function().equals(series.function())
                        && before.tags().equals(series.tags()))
                .mapToLong(CustomMetrics.Series::count)
                .sum();
    }

    /**
     * Of the millisecond: a service's clock knows no finer. It is compared with a trace's end: an event says when it happened in whole
     * seconds, so a trace may seem to start before the request that caused it.
     */
    private static long startOf(Mark mark) {
        return mark.at().toEpochMilli() * 1_000_000;
    }

    /**
     * A function that sends OpenTelemetry's spans, of its own as the supplier or of others as the log publisher: that it has nothing of
     * Datadog's is no fault.
     */
    private static boolean tracedByAnother(FunctionDefinition function) {
        return function.tracing().isAbsent() && function.environment().containsKey("OTEL_EXPORTER_OTLP_ENDPOINT");
    }

    private FunctionTracing tracing(FunctionDefinition function, Mark since) {
        return new FunctionTracing(
                function.name(),
                function.environment().getOrDefault("DD_SERVICE", function.name()),
                function.tracing().tracer().isPresent(),
                function.tracing().wrapper(),
                function.tracing().extension().isPresent(),
                !"false".equals(function.environment().get("DD_TRACE_AWSADD_SPAN_POINTERS")),
                invocations(function, since),
                telemetry.extension().printedTrace(function.name()),
                function.tracing().differsFrom(files.agentVersion()));
    }

    /** Finds the trace of one request to the API by the id that its caller was given. */
    public Optional<Trace> traceOf(String apiRequestId) {
        return telemetry.store().ofRequest(apiRequestId).stream().findFirst();
    }

    @Override
    public void close() {
        runtime.close();
        // What is still on its way to a backend gets a moment; nothing new comes any more.
        forwarder.ifPresent(OtlpForwarder::close);
        telemetry.close();
    }
}
