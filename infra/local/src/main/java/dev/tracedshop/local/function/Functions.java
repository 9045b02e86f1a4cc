package dev.tracedshop.local.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import dev.tracedshop.local.Quiet;
import dev.tracedshop.local.assembly.Place;
import dev.tracedshop.local.http.LoopbackServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All functions of an assembly, and the Runtime API through which their processes ask for events. Its one server tells the processes apart
 * by their path: {@code /processes/<id>/2018-06-01/runtime/…}.
 */
public final class Functions implements AutoCloseable {
    /** Lambda's limit on the answer to a synchronous invocation. */
    public static final int MAX_PAYLOAD = 6 * 1024 * 1024;

    private static final String RUNTIME = "/2018-06-01/runtime/";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Function> functions = new LinkedHashMap<>();
    private final LoopbackServer server;
    private final ScheduledExecutorService timer;
    private final ClassDataArchives archives;
    private final Freezer freezer = new Freezer();

    /**
     * What all functions of an assembly share.
     *
     * @param files what a process needs beside its code
     * @param archives makes processes start faster
     * @param place region and account
     * @param credentials one access key per role
     * @param frontDoor where AWS's services answer a function
     * @param intake where the tracer sends spans
     * @param extensions the extension's URL, to which a function's name is added
     * @param unawaited the names of functions for whose answer nobody waits: the others go first
     * @param concurrency how many processes a function may have
     */
    public record Settings(
            RuntimeFiles files,
            ClassDataArchives archives,
            Place place,
            Credentials credentials,
            java.util.function.Function<FunctionDefinition, URI> frontDoor,
            URI intake,
            URI extensions,
            Set<String> unawaited,
            int concurrency) {}

    public Functions(
            Collection<FunctionDefinition> definitions, Settings settings, FunctionListener listener, Quiet quiet) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(4, task -> {
            Thread thread = new Thread(task, "functions");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        this.timer = Executors.unconfigurableScheduledExecutorService(executor);
        this.archives = settings.archives();
        this.server = LoopbackServer.start("runtime-api", 0, this::answer);
        ProcessCommand command = new ProcessCommand(
                settings.files(),
                settings.archives(),
                new ProcessCommand.Surroundings(
                        settings.place(),
                        settings.credentials(),
                        entrances(definitions, settings),
                        settings.intake(),
                        settings.extensions(),
                        settings.unawaited()));
        String runtimeApi = "127.0.0.1:" + server.port() + "/processes";
        definitions.forEach(definition -> functions.put(
                definition.name(),
                new Function(
                        definition, listener, command, quiet, timer, runtimeApi, settings.concurrency(), freezer)));
    }

    private static Map<String, URI> entrances(Collection<FunctionDefinition> definitions, Settings settings) {
        return definitions.stream()
                .collect(Collectors.toMap(
                        FunctionDefinition::name,
                        definition -> settings.frontDoor().apply(definition)));
    }

    /** Returns all functions in the order of their templates. */
    public List<Function> all() {
        return List.copyOf(functions.values());
    }

    /**
     * Says whether processes are stopped from now on while they wait for an event, as Lambda does. At first they are not.
     *
     * @throws IllegalStateException if this system cannot stop processes
     */
    public void freeze(boolean wanted) {
        freezer.turn(wanted);
        functions.values().forEach(Function::freezingChanged);
    }

    /** Returns whether processes are stopped while they wait for an event. */
    public boolean isFreezing() {
        return freezer.isOn();
    }

    /** Finds a function by its name or ARN, with or without a qualifier. */
    public Optional<Function> find(String nameOrArn) {
        return Optional.ofNullable(functions.get(nameIn(nameOrArn)));
    }

    /** Returns a function's name, given it or an ARN, with or without a qualifier. */
    public static String nameIn(String nameOrArn) {
        String name = nameOrArn;
        int marker = name.indexOf(":function:");
        if (marker >= 0) {
            name = name.substring(marker + ":function:".length());
        }
        int qualifier = name.indexOf(':');
        return qualifier < 0 ? name : name.substring(0, qualifier);
    }

    /**
     * Takes a class-data archive for every package that has none yet and whose code is at rest after some work, so that its next process
     * starts faster.
     *
     * @return how many archives were taken
     */
    public int archive() throws InterruptedException {
        int taken = 0;
        for (Function function : functions.values()) {
            if (function.archive(archives)) {
                taken++;
            }
        }
        return taken;
    }

    /** Returns whether a package that has been at work has no archive yet. */
    public boolean lackArchives() {
        return functions.values().stream().anyMatch(function -> function.lacksArchive(archives));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        int marker = path.indexOf(RUNTIME);
        String id = marker < 0 ? "" : path.substring("/processes/".length(), marker);
        String operation = marker < 0 ? "" : path.substring(marker + RUNTIME.length());
        Function function = functions.get(id.replaceFirst("-\\d+$", ""));
        FunctionProcess process = function == null ? null : function.process(id).orElse(null);
        if (function == null || process == null) {
            // A process that was given up and has not ended yet.
            LoopbackServer.respond(exchange, 410, "text/plain", "gone".getBytes(StandardCharsets.UTF_8));
            return;
        }
        if (operation.equals("invocation/next")) {
            next(exchange, function, process);
            return;
        }
        byte[] body = LoopbackServer.read(exchange, MAX_PAYLOAD);
        String[] parts = operation.split("/", -1);
        if (operation.equals("init/error")) {
            function.initializationFailed(process, threw(body));
        } else if (parts.length == 3 && parts[2].equals("error")) {
            function.answered(process, parts[1], threw(body));
        } else if (parts.length == 3 && parts[2].equals("response")) {
            function.answered(process, parts[1], body == null ? tooLarge() : new Outcome.Answered(body));
        } else {
            LoopbackServer.respond(exchange, 404, "text/plain", "not found".getBytes(StandardCharsets.UTF_8));
            return;
        }
        LoopbackServer.respond(
                exchange, 202, "application/json", "{\"status\":\"OK\"}".getBytes(StandardCharsets.UTF_8));
    }

    private static void next(HttpExchange exchange, Function function, FunctionProcess process) throws IOException {
        Optional<Invocation> next;
        try {
            next = function.next(process);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            next = Optional.empty();
        }
        if (next.isEmpty()) {
            LoopbackServer.respond(exchange, 410, "text/plain", "gone".getBytes(StandardCharsets.UTF_8));
            return;
        }
        Invocation invocation = next.get();
        FunctionDefinition definition = function.definition();
        Instant started = process.handedOverAt;
        // Counted from the very moment from which the timeout is: what is held until the deadline is free when the next
        // attempt comes.
        long deadline = (started == null ? Instant.now() : started)
                .plus(definition.timeout())
                .toEpochMilli();
        exchange.getResponseHeaders().set("Lambda-Runtime-Aws-Request-Id", invocation.requestId());
        exchange.getResponseHeaders().set("Lambda-Runtime-Deadline-Ms", Long.toString(deadline));
        exchange.getResponseHeaders().set("Lambda-Runtime-Invoked-Function-Arn", definition.arn());
        exchange.getResponseHeaders().set("Lambda-Runtime-Trace-Id", invocation.traceHeader());
        try {
            LoopbackServer.respond(exchange, 200, "application/json", invocation.event());
        } catch (IOException e) {
            function.returned(process, invocation);
            throw e;
        }
    }

    private static Outcome threw(byte @Nullable [] body) throws IOException {
        if (body == null) {
            return tooLarge();
        }
        JsonNode error = JSON.readTree(body);
        return new Outcome.Threw(
                error.path("errorType").asText(), error.path("errorMessage").asText(), body);
    }

    private static Outcome tooLarge() {
        String message = "Response payload size exceeded maximum allowed payload size (" + MAX_PAYLOAD + " bytes).";
        return new Outcome.Threw(
                "Function.ResponseSizeTooLarge",
                message,
                ("{\"errorType\":\"Function.ResponseSizeTooLarge\",\"errorMessage\":\"" + message + "\"}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        functions.values().forEach(Function::close);
        freezer.close();
        server.close();
        // What waits in it are the last answers: whoever waits for one gets it.
        timer.shutdown();
    }
}
