package dev.tracedshop.workshop.step;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.sampling.SamplingProgram;
import dev.tracedshop.trace.expect.ProgramOutcome;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.build.Checkout;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs what the solution has beside functions, in a process of its own, with a learner's classes in front: whatever they do, they do it there.
 */
public final class SolutionProgram {
    private static final Duration DEADLINE = Duration.ofMinutes(1);

    private final Path classes;
    private final Path place;

    /**
     * Creates it.
     *
     * @param classes the learner's classes
     * @param place a directory for what a run leaves behind; made anew for each
     */
    SolutionProgram(Path classes, Path place) {
        this.classes = classes;
        this.place = place;
    }

    /** Returns what such a program is compiled with and run on: the module of the solution, and its libraries. */
    static List<Path> classPath() {
        return Stream.of(SamplingProgram.class, JsonNode.class, JsonParser.class, JsonProperty.class)
                .map(StepScript::locationOf)
                .toList();
    }

    /** Runs a program to its end, or until it takes too long. */
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
            Process process = new ProcessBuilder(command)
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(errors.toFile())
                    .start();
            try {
                boolean ended = process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS);
                return new ProgramOutcome(
                        ended, ended ? process.exitValue() : -1, Files.readAllLines(out), Files.readAllLines(errors));
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot run " + program + " in " + place + ": " + e.getMessage());
        }
    }
}
