package dev.tracedshop.local.function;

import dev.tracedshop.local.assembly.Place;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Composes the command line and the environment of a function's process: what Lambda gives it, what Datadog's wrapper script exports, and
 * the few settings that point both to this machine.
 */
final class ProcessCommand {
    /** Exported by Datadog's wrapper on Lambda, for functions that have the agent. */
    private static final Map<String, String> WRAPPER = Map.of(
            "DD_JMXFETCH_ENABLED", "false",
            "DD_RUNTIME_METRICS_ENABLED", "false",
            "DD_REMOTE_CONFIG_ENABLED", "false",
            "DD_APPSEC_ENABLED", "false",
            "DD_TRACE_STATS_COMPUTATION_ENABLED", "false");

    /**
     * Ours: no posts about the tracer itself, no start-up banner, the same tags on every JDK. The agent's debugger is left out only when all
     * four of its features are; it would take a tenth of the time that a start takes, and does nothing without remote configuration.
     */
    private static final Map<String, String> QUIET_TRACER = Map.of(
            "DD_INSTRUMENTATION_TELEMETRY_ENABLED", "false",
            "DD_LOG_LEVEL", "WARN",
            "DD_CODE_ORIGIN_FOR_SPANS_ENABLED", "false",
            "DD_DYNAMIC_INSTRUMENTATION_ENABLED", "false",
            "DD_EXCEPTION_REPLAY_ENABLED", "false",
            "DD_DISTRIBUTED_DEBUGGER_ENABLED", "false");

    /** With this, a process for which nobody waits gets a third of the time of one that is awaited, when both want all of it. */
    private static final List<String> STANDING_BACK = List.of("-n", "5");

    /** POSIX's; where there is none, as on Windows, all processes are equal. */
    private static final Optional<Path> NICE = Stream.of("/usr/bin/nice", "/bin/nice")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();

    private final RuntimeFiles files;
    private final ClassDataArchives archives;
    private final Surroundings surroundings;

    ProcessCommand(RuntimeFiles files, ClassDataArchives archives, Surroundings surroundings) {
        this.files = files;
        this.archives = archives;
        this.surroundings = surroundings;
    }

    List<String> commandLine(FunctionDefinition function) {
        List<String> command = new ArrayList<>();
        if (NICE.isPresent() && surroundings.unawaited().contains(function.name())) {
            // It becomes the JVM, which therefore has the process id that is known.
            command.add(NICE.get().toString());
            command.addAll(STANDING_BACK);
        }
        command.add(files.java().toString());
        if (function.tracing().agentAttached()) {
            command.add("-javaagent:" + files.agent());
        }
        // As Lambda starts Java, within a bound that lets a dozen functions live on one machine.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(archives.options(function));
        command.add("-Xmx" + Math.min(256, function.memoryMb()) + "m");
        command.addAll(List.of(
                "-XX:-PrintWarnings", "-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8"));
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        if (function.tracing().extension().isPresent()) {
            command.add("-Ddev.tracedshop.extension=" + surroundings.extension(function.name()));
        }
        // The runtime's own classes come before the function's, as on Lambda.
        command.add("-cp");
        command.add(Stream.concat(files.bootstrap().stream(), function.classPath().stream())
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator)));
        command.add("dev.tracedshop.bootstrap.Bootstrap");
        return command;
    }

    private static Path taskRoot(FunctionDefinition function) {
        Path first = function.classPath().get(0);
        Path parent = first.getParent();
        return parent == null ? first : parent;
    }

    Map<String, String> environment(FunctionDefinition function, String instance, String runtimeApi) {
        Place place = surroundings.place();
        Map<String, String> environment = new LinkedHashMap<>(function.environment());
        environment.put("AWS_LAMBDA_RUNTIME_API", runtimeApi);
        environment.put("_HANDLER", function.handler());
        environment.put("AWS_LAMBDA_FUNCTION_NAME", function.name());
        environment.put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
        environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(function.memoryMb()));
        environment.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + function.name());
        environment.put("AWS_LAMBDA_LOG_STREAM_NAME", "local/[$LATEST]" + instance);
        environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
        environment.put("AWS_EXECUTION_ENV", "AWS_Lambda_" + function.runtime());
        environment.put("LAMBDA_TASK_ROOT", taskRoot(function).toString());
        environment.put("AWS_REGION", place.region());
        environment.put("AWS_DEFAULT_REGION", place.region());
        environment.put("AWS_ACCESS_KEY_ID", surroundings.credentials().accessKeyOf(function.role()));
        environment.put("AWS_SECRET_ACCESS_KEY", Credentials.SECRET);
        environment.put(
                "AWS_ENDPOINT_URL", surroundings.frontDoor(function.name()).toString());
        environment.put("LANG", "en_US.UTF-8");
        environment.put("TZ", ":UTC");
        for (String inherited : List.of("PATH", "HOME", "TMPDIR", "SystemRoot", "TEMP")) {
            String value = System.getenv(inherited);
            if (value != null) {
                environment.put(inherited, value);
            }
        }
        // Whoever can send OpenTelemetry's spans somewhere sends them here, and is seen as well.
        environment.computeIfPresent(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                (name, value) -> surroundings.intake().toString());
        if (function.tracing().agentAttached()) {
            environment.putAll(WRAPPER);
            environment.putAll(QUIET_TRACER);
            if (function.tracing().extension().isPresent()) {
                // Without it the agent finds no intake and prints its traces to standard output, as it does on Lambda.
                environment.put("DD_TRACE_AGENT_URL", surroundings.intake().toString());
            }
        }
        return environment;
    }

    /**
     * What surrounds all functions of a running shop.
     *
     * @param place region and account
     * @param credentials one access key per role
     * @param frontDoors where AWS's services answer each function, by its name
     * @param intake where the tracer sends its spans
     * @param extensions the extension's URL, to which a function's name is added
     * @param unawaited the names of functions for whose answer nobody waits
     */
    record Surroundings(
            Place place,
            Credentials credentials,
            Map<String, URI> frontDoors,
            URI intake,
            URI extensions,
            Set<String> unawaited) {
        URI frontDoor(String function) {
            return Objects.requireNonNull(frontDoors.get(function), function);
        }

        URI extension(String function) {
            return URI.create(extensions + "/" + function);
        }
    }
}
