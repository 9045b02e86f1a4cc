package dev.tracedshop.workshop.step;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.engine.Leash;
import dev.tracedshop.sampling.SamplingProgram;
import dev.tracedshop.trace.expect.ProgramOutcome;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.build.Checkout;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs what the solution has beside functions, in a process of its own, with a learner's classes in front: whatever they do, they do it there.
 */
public final class SolutionProgram {
    private static final Duration DEADLINE = Duration.ofMinutes(1);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    /** A stream of a thousand traces is answered by less than one MB; a loop that prints without end must fill neither disk nor memory. */
    private static final int MOST_BYTES = 16 << 20;

    private final Path classes;
    private final Path place;
    private final Duration deadline;

    /**
     * Creates it.
     *
     * @param classes the learner's classes
     * @param place a directory for what a run leaves behind; made anew for each
     */
    SolutionProgram(Path classes, Path place) {
        this(classes, place, DEADLINE);
    }

    SolutionProgram(Path classes, Path place, Duration deadline) {
        this.classes = classes;
        this.place = place;
        this.deadline = deadline;
    }

    /** Returns what such a program is compiled with and run on: the module of the solution, and its libraries. */
    static List<Path> classPath() {
        return Stream.of(SamplingProgram.class, JsonNode.class, JsonParser.class, JsonProperty.class)
                .map(StepScript::locationOf)
                .toList();
    }

    /** Runs a program to its end, or until it takes too long or prints too much; it ends with this process. */
    public ProgramOutcome run(String program, List<String> input) throws InterruptedException {
        Checkout.delete(place);
        Path state = Checkout.made(place.resolve("state"));
        Path in = place.resolve("input");
        Path out = place.resolve("output");
        Path errors = place.resolve("errors");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                Stream.concat(Stream.of(classes), classPath().stream())
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)),
                program,
                state.toString()));
        try {
            Files.write(in, input);
            OptionalInt status;
            // What it has printed is read when it is gone: it may write faster than this reads.
            try (Leash process = Leash.start(command, in, out, errors)) {
                status = end(process, out, errors);
            }
            return new ProgramOutcome(status.isPresent(), status.orElse(-1), lines(out), lines(errors));
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot run " + program + " in " + place + ": " + e.getMessage());
        }
    }

    /** Reads what a program has printed, as far as it may print. */
    private static List<String> lines(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    /** Waits for its exit status, which is empty if it takes too long or prints too much. */
    private OptionalInt end(Leash process, Path out, Path errors) throws IOException, InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        OptionalInt status = OptionalInt.empty();
        while (status.isEmpty() && System.nanoTime() < end && Files.size(out) + Files.size(errors) < MOST_BYTES) {
            status = process.awaitExit(LOOK_EVERY);
        }
        return status;
    }
}
