package dev.tracedshop.local.function;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Keeps class-data archives, with which a function's process starts faster: its classes come parsed and linked from one file that is mapped
 * into memory.
 *
 * <p>There is one archive per package, and per everything else that goes into it. It is taken from a process that has worked, so that it
 * holds what an invocation needs, the tracer's classes included.
 */
public final class ClassDataArchives {

    /*
     * The JVM ignores an archive without a word when it does not fit: another class path, a jar with another time stamp, another JDK.
     * Then the process merely starts as slowly as without. One case is worse. An archive taken without the tracer's agent and used with
     * it holds classes that the agent never saw, so it cannot instrument them: no span, no carrier, and no word about it. Therefore the
     * name of an archive is a hash of everything that it depends on, and the agent is part of it.
     *
     * It is as bad where the JVM, started to give an archive, no longer shows its classes to agents: JDK 25 does so, and the first process
     * of a package would be untraced. So beside an agent archives are only made by JDKs that were seen to leave the agent its work.
     *
     * The JVM writes an archive of a running process when jcmd asks for it, if the process was started for that. The process goes on.
     */

    /** The JVM refuses to archive beside an agent unless told; Datadog's leaves the classes that it has changed out of the archive. */
    private static final List<String> BESIDE_AN_AGENT =
            List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+AllowArchivingWithJavaAgent");

    /** Saves a seventh of a start's processor time. A JVM that no longer knows the option is to start all the same. */
    private static final List<String> UNVERIFIED = List.of(
            "-XX:+IgnoreUnrecognizedVMOptions", "-XX:+UnlockDiagnosticVMOptions", "-XX:-BytecodeVerificationRemote");

    /** What the JVM has to say about classes that it cannot archive is of no use to whoever reads a function's output. */
    private static final String SILENT = "-Xlog:cds*=off";

    private static final String RECORD = "-XX:+RecordDynamicDumpInfo";

    /** What the process itself prints when it has written its archive: on JDK 17, and on later ones. */
    private static final Pattern REPORT = Pattern.compile(
            " ?Dynamic dump to file .*|The process was attached by jcmd and dumped a dynamic archive .*");

    private static final int SEEN_BESIDE_AN_AGENT = 17;

    private static final long DUMP_SECONDS = 60;

    private final Path directory;
    private final RuntimeFiles files;

    /**
     * @param directory where the archives are kept from run to run
     * @param files what goes into a process beside the function's code
     */
    public ClassDataArchives(Path directory, RuntimeFiles files) {
        this.directory = directory;
        this.files = files;
    }

    /** Returns whether this JDK was seen to instrument classes while it records them for an archive. */
    static boolean leavesTheAgentItsWork() {
        return Runtime.version().feature() == SEEN_BESIDE_AN_AGENT;
    }

    /** Returns the archive for a function's package, whether it is there yet or not; empty if its class path cannot be archived. */
    Optional<Path> of(FunctionDefinition function) {
        if (function.tracing().agentAttached() && !leavesTheAgentItsWork()) {
            return Optional.empty();
        }
        // The JVM archives jars only, and learners' classes lie in a directory.
        return function.classPath().stream().allMatch(Files::isRegularFile)
                ? Optional.of(directory.resolve(key(function) + ".jsa"))
                : Optional.empty();
    }

    /**
     * Returns the JVM's options to use the function's archive, or to make one possible when there is none yet. Where none can be, the next
     * best is to leave out the verification of the bytecode, from which an archive's classes are spared, too.
     */
    List<String> options(FunctionDefinition function) {
        return of(function)
                .map(archive -> Stream.concat(
                                Stream.concat(BESIDE_AN_AGENT.stream(), Stream.of(SILENT)),
                                Stream.of(Files.exists(archive) ? "-XX:SharedArchiveFile=" + archive : RECORD))
                        .toList())
                .orElse(UNVERIFIED);
    }

    /** Returns whether a process started by this command line can give an archive. */
    static boolean isPossibleWith(List<String> commandLine) {
        return commandLine.contains(RECORD);
    }

    /** Returns whether a line in a function's output is about its archive, not the function's own. */
    static boolean isReportOfDump(String line) {
        return REPORT.matcher(line).matches();
    }

    /**
     * Takes an archive from a running process, which was started with these {@link #options}.
     *
     * @return whether the archive is there now
     */
    boolean take(FunctionDefinition function, long processId) throws InterruptedException {
        Optional<Path> archive = of(function);
        if (archive.isEmpty()) {
            return false;
        }
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            Files.createDirectories(directory);
            // Aside first: a process that starts meanwhile must not find half an archive.
            Path aside = directory.resolve(processId + "-" + archive.get().getFileName());
            Process dump = new ProcessBuilder(
                            jcmd.toString(), Long.toString(processId), "VM.cds", "dynamic_dump", aside.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = dump.waitFor(DUMP_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                dump.destroyForcibly();
            }
            if (ended && dump.exitValue() == 0 && Files.exists(aside)) {
                Files.move(aside, archive.get(), StandardCopyOption.ATOMIC_MOVE);
            }
            Files.deleteIfExists(aside);
            return Files.exists(archive.get());
        } catch (IOException e) {
            return false; // The next start is as slow as this one was; nothing else is lost.
        }
    }

    private String key(FunctionDefinition function) {
        MessageDigest hash = sha256();
        add(hash, System.getProperty("java.vm.name") + System.getProperty("java.vm.version") + files.java());
        if (function.tracing().agentAttached()) {
            add(hash, files.agent());
        }
        files.bootstrap().forEach(jar -> add(hash, jar));
        function.classPath().forEach(jar -> add(hash, jar));
        return HexFormat.of().formatHex(hash.digest(), 0, 16);
    }

    /** Adds what the JVM compares as well: where a jar lies, how long it is and when it was written. */
    private static void add(MessageDigest hash, Path jar) {
        try {
            add(hash, jar.toString());
            hash.update(ByteBuffer.allocate(16)
                    .putLong(Files.size(jar))
                    .putLong(Files.getLastModifiedTime(jar).toMillis())
                    .flip());
        } catch (IOException e) {
            // A jar that is gone fails the start of the process, with its own message.
            add(hash, e.toString());
        }
    }

    private static void add(MessageDigest hash, String text) {
        hash.update(text.getBytes(StandardCharsets.UTF_8));
        hash.update((byte) 0);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256, this one has not", e);
        }
    }
}
