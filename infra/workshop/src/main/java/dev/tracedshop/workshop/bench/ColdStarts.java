package dev.tracedshop.workshop.bench;

import dev.tracedshop.local.function.Function;
import dev.tracedshop.local.function.FunctionDefinition;
import dev.tracedshop.trace.expect.HttpShop;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Shop;
import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.build.Checkout;
import dev.tracedshop.workshop.shop.ReadyFile;
import dev.tracedshop.workshop.shop.RunningShop;
import dev.tracedshop.workshop.step.JavaSources;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Measures cold starts against their floors, alternating the two so that a machine that gets slower or faster does so for both.
 *
 * <p>Every process is confined to one processor where the system has {@code taskset}; elsewhere the JVM is told to use one.
 */
public final class ColdStarts {
    private static final int RUNS = 7;

    private final Checkout checkout;
    private final Terminal terminal;
    private final Path work;

    public ColdStarts(Checkout checkout, Terminal terminal) {
        this.checkout = checkout;
        this.terminal = terminal;
        this.work = Checkout.made(checkout.state().resolve("bench"));
    }

    /** Returns a program that starts Java on one processor. */
    public static Path javaOnOneProcessor(Path directory) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path script = directory.resolve("java-on-one-processor");
        String command = "#!/bin/sh\n"
                + "if taskset -c 0 true 2>/dev/null; then exec taskset -c 0 '" + java + "' \"$@\"; fi\n"
                + "exec '" + java + "' -XX:ActiveProcessorCount=1 \"$@\"\n";
        try {
            Files.writeString(script, command);
            if (!script.toFile().setExecutable(true)) {
                throw WorkshopException.setup("Cannot make " + script + " executable.");
            }
            return script;
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot write " + script + ": " + e.getMessage());
        }
    }

    /**
     * Prints POST → 201 without the tracer beside a bare main with the same SDK calls.
     *
     * @param shop a shop whose functions have no tracer
     */
    public void createWithoutTracer(RunningShop shop) throws InterruptedException {
        Function function = shop.function("create-product");
        FunctionDefinition definition = function.definition();
        Path classes = compile("main", List.of("BareMain.java"), definition);
        HttpShop http = new HttpShop(shop.api());
        List<Long> ours = new ArrayList<>();
        List<Long> floor = new ArrayList<>();
        for (int i = 0; i <= RUNS; i++) {
            long bare = bareMain(shop.ready(URI.create("http://unused")), definition, classes);
            function.replace(definition);
            long cold = request(() -> http.post("/product", Shop.product("Bench", "1.00")), 201);
            if (i > 0) { // The first of each fills the system's file cache.
                floor.add(bare);
                ours.add(cold);
            }
        }
        print(
                "Cold POST -> 201, one processor, no tracer",
                new Series(ours),
                "bare main, same SDK calls",
                new Series(floor),
                1.2,
                1000);
    }

    /**
     * Prints GET → 200 with the tracer beside an empty handler that has the same SDK client.
     *
     * @param shop a shop whose functions have the tracer
     */
    public void getWithTracer(RunningShop shop) {
        Function function = shop.function("get-product");
        FunctionDefinition definition = function.definition();
        FunctionDefinition empty = definition.withClassesInFront(
                compile("get", List.of("dev/tracedshop/productapi/GetProduct.java"), definition));
        HttpShop http = new HttpShop(shop.api());
        String product = http.post("/product", Shop.product("Bench", "1.00")).data("productId");
        List<Long> ours = new ArrayList<>();
        List<Long> floor = new ArrayList<>();
        for (int i = 0; i <= RUNS; i++) {
            function.replace(empty);
            long bare = request(() -> http.get("/product/" + product), 200);
            function.replace(definition);
            long cold = request(() -> http.get("/product/" + product), 200);
            if (i > 0) {
                floor.add(bare);
                ours.add(cold);
            }
        }
        print(
                "Cold GET -> 200, one processor, with the tracer",
                new Series(ours),
                "empty handler, tracer, same SDK client",
                new Series(floor),
                1.3,
                0);
    }

    private void print(String what, Series ours, String floorName, Series floor, double budget, long milliseconds) {
        double ratio = ours.over(floor);
        terminal.print(terminal.bold(what));
        terminal.print("  %-40s %s".formatted("function", ours));
        terminal.print("  %-40s %s".formatted(floorName, floor));
        terminal.print("  %-40s %5s      (budget %s)   %s"
                .formatted("ratio", Series.ratio(ratio), Series.ratio(budget), ratio <= budget ? "within" : "OVER"));
        if (milliseconds > 0) {
            terminal.print("  %-40s %5s      (budget %d ms)  %s"
                    .formatted("on this machine", "", milliseconds, ours.median() <= milliseconds ? "within" : "OVER"));
        }
    }

    private static long request(Supplier<Response> call, int expected) {
        long began = System.nanoTime();
        Response response = call.get();
        long millis = (System.nanoTime() - began) / 1_000_000;
        if (response.status() != expected) {
            throw WorkshopException.setup(response.request() + " answered " + response.status() + " instead of "
                    + expected + ", so nothing was measured: " + response.body());
        }
        return millis;
    }

    private Path compile(String directory, List<String> files, FunctionDefinition definition) {
        Path sources = checkout.root().resolve("infra/workshop/src/main/bench").resolve(directory);
        Path classes = work.resolve("classes-" + directory);
        JavaSources.compile(
                checkout.root(), files.stream().map(sources::resolve).toList(), definition.classPath(), classes);
        return classes;
    }

    private long bareMain(ReadyFile shop, FunctionDefinition definition, Path classes) throws InterruptedException {
        List<Path> classPath = new ArrayList<>(List.of(classes));
        classPath.addAll(definition.classPath());
        ProcessBuilder builder = new ProcessBuilder(
                javaOnOneProcessor(work).toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                "BareMain");
        builder.environment().putAll(definition.environment());
        builder.environment()
                .putAll(Map.of(
                        "AWS_ENDPOINT_URL", shop.aws(),
                        "AWS_REGION", shop.region(),
                        "AWS_ACCESS_KEY_ID", shop.accessKeyId(),
                        "AWS_SECRET_ACCESS_KEY", shop.secretAccessKey()));
        Path log = work.resolve("bare-main.log");
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        long began = System.nanoTime();
        try {
            Process process = builder.start();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw WorkshopException.setup("The floor did not run:\n" + Files.readString(log));
            }
        } catch (IOException e) {
            throw WorkshopException.setup("The floor could not be started: " + e.getMessage());
        }
        return (System.nanoTime() - began) / 1_000_000;
    }
}
