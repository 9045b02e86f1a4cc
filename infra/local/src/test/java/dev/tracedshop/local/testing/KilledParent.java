package dev.tracedshop.local.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Java process that starts others and is killed, to see what becomes of them. */
public final class KilledParent {

    /** Looks at what the parent has printed, while it lives. */
    public interface Look {
        /** Looks at its lines, each a word and a process id, such as {@code started 42}. */
        void at(List<String> lines) throws Exception;
    }

    private KilledParent() {}

    /**
     * Runs a main class, kills it as soon as it has printed {@code ready}, and waits for the end of all processes that it has named before.
     *
     * @param directory is given to the main class as its argument
     */
    public static void run(Class<?> main, Path directory, Look look) throws Exception {
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            List<String> lines = untilReady(parent);
            look.at(lines);
            parent.destroyForcibly();
            for (String line : lines) {
                awaitEnd(Long.parseLong(line.split(" ", -1)[1]));
            }
        } finally {
            parent.destroyForcibly();
        }
    }

    private static List<String> untilReady(Process parent) throws IOException {
        List<String> lines = new ArrayList<>();
        BufferedReader output = parent.inputReader(StandardCharsets.UTF_8);
        for (String line = output.readLine(); line != null && !line.equals("ready"); line = output.readLine()) {
            lines.add(line);
        }
        return lines;
    }

    /** Waits for the end of a process; one that is not there has ended. */
    public static void awaitEnd(long pid) {
        ProcessHandle.of(pid).ifPresent(process -> TestRuntime.await(process.onExit()));
    }
}
