package dev.tracedshop.local.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracedshop.local.Hurry;
import dev.tracedshop.local.LocalRuntime;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.aws.InjectedFaults;
import dev.tracedshop.local.engine.DynoxideBinary;
import dev.tracedshop.local.function.ClassDataArchives;
import dev.tracedshop.local.function.CodePackages;
import dev.tracedshop.local.function.Function;
import dev.tracedshop.local.function.Outcome;
import dev.tracedshop.local.function.RuntimeFiles;
import dev.tracedshop.local.trouble.Trouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A running assembly of a test, with everything it told. */
public final class TestRuntime implements AutoCloseable {
    /** How long anything may take before a test gives up. */
    public static final Duration LIMIT = Duration.ofMinutes(3);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final URI NOBODY = URI.create("http://127.0.0.1:9");

    private final LocalRuntime runtime;
    private final Recorder recorder = new Recorder();

    private TestRuntime(Assembly assembly, LocalRuntime.Settings settings) {
        runtime = LocalRuntime.start(assembly, settings, recorder);
    }

    /** Starts an assembly of one stack whose functions have the test handlers for their code. */
    public static TestRuntime start(Path directory, Templates template) {
        return start(directory, template, settings(directory, NOBODY, NOBODY, 1, Map.of(), InjectedFaults.none()));
    }

    /** Starts an assembly of one stack that is in trouble. */
    public static TestRuntime start(Path directory, Templates template, Trouble trouble) {
        LocalRuntime.Settings usual = settings(directory, NOBODY, NOBODY, 1, Map.of(), InjectedFaults.none());
        return start(directory, template, usual.in(trouble));
    }

    /** Starts an assembly of one stack in which nobody may do what no policy allows. */
    public static TestRuntime startWithPolicies(Path directory, Templates template) {
        LocalRuntime.Settings usual = settings(directory, NOBODY, NOBODY, 1, Map.of(), InjectedFaults.none());
        return start(directory, template, usual.evaluatingPolicies());
    }

    /** Starts an assembly of one stack with other settings than the usual. */
    public static TestRuntime start(Path directory, Templates template, LocalRuntime.Settings settings) {
        Assembly assembly = new AssemblyDirectory(directory)
                .stack("Test", template.toString())
                .asset(Templates.CODE, FunctionPackage.zip(directory.resolve(Templates.CODE)))
                .load();
        return new TestRuntime(assembly, settings);
    }

    /** Returns settings for a run whose files lie in a directory. */
    public static LocalRuntime.Settings settings(
            Path directory,
            URI intake,
            URI extensions,
            int concurrency,
            Map<String, Path> classesInFront,
            InjectedFaults faults) {
        return new LocalRuntime.Settings(
                files(),
                new CodePackages(directory.resolve("packages")),
                new ClassDataArchives(directory.resolve("archives"), files()),
                directory.resolve("work"),
                () -> new DynoxideBinary(cache()).fetch(),
                api -> 0,
                concurrency,
                new Hurry(20),
                faults,
                Trouble.none(),
                intake,
                extensions,
                classesInFront,
                false);
    }

    /** Returns what the build has put aside for function processes. */
    public static RuntimeFiles files() {
        return RuntimeFiles.in(Path.of("target", "runtime").toAbsolutePath());
    }

    /** Returns the directory of fetched programs, the same one that the workshop's commands use. */
    public static Path cache() {
        String told = System.getenv("WORKSHOP_CACHE");
        if (told != null) {
            return Path.of(told);
        }
        String base = System.getenv("XDG_CACHE_HOME");
        Path parent =
                base == null || base.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(base);
        return parent.resolve("trace-the-shop");
    }

    /** Returns the runtime under test. */
    public LocalRuntime runtime() {
        return runtime;
    }

    /** Returns what it told. */
    public Recorder recorder() {
        return recorder;
    }

    /** Returns a function by its name. */
    public Function function(String name) {
        return runtime.functions().find(name).orElseThrow();
    }

    /** Invokes a function; the event is JSON in which single quotes stand for double ones. */
    public CompletableFuture<Outcome> begin(String function, String event) {
        return function(function).invoke(event.replace('\'', '"').getBytes(StandardCharsets.UTF_8), "");
    }

    /** Invokes a function and waits for the outcome and for all that comes with it. */
    public Outcome invoke(String function, String event) {
        Outcome outcome = await(begin(function, event));
        settle();
        return outcome;
    }

    /** Invokes a function and returns its answer's JSON. */
    public JsonNode answer(String function, String event) {
        return answer(invoke(function, event));
    }

    /** Returns an answer's JSON. */
    public static JsonNode answer(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Answered.class);
        return json(outcome.payload());
    }

    /** Parses JSON. */
    public static JsonNode json(byte[] text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(new String(text, StandardCharsets.UTF_8), e);
        }
    }

    /** Waits for an outcome. */
    public static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** Waits until nothing is left to happen. */
    public void settle() {
        try {
            assertThat(runtime.quiet().await(LIMIT)).isEmpty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Returns the invocation of a function that started last. */
    public Recorder.Start lastStart(String function) {
        List<Recorder.Start> starts = recorder.startsOf(function);
        return starts.get(starts.size() - 1);
    }

    /** Returns the lines of a function's last invocation. */
    public List<String> lastLines(String function) {
        return recorder.linesOf(lastStart(function).requestId());
    }

    @Override
    public void close() {
        runtime.close();
    }
}
