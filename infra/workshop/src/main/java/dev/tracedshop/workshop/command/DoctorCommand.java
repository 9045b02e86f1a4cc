package dev.tracedshop.workshop.command;

import dev.tracedshop.local.engine.DynoxideBinary;
import dev.tracedshop.local.engine.EngineException;
import dev.tracedshop.local.http.LoopbackServer;
import dev.tracedshop.workshop.ExitCode;
import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.Workshop;
import dev.tracedshop.workshop.build.Checkout;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import picocli.CommandLine.Command;

/**
 * Checks the machine. What must be right before this program can run at all (a JDK that is new enough) is checked by the script {@code
 * workshop}, which prints its findings in the same form.
 */
@Command(name = "doctor", description = "Check this machine, and print the fix for what is not right.")
final class DoctorCommand implements Callable<Integer> {
    private static final int NODE = 20;
    private static final long GIB = 1L << 30;
    private static final Pattern VERSION = Pattern.compile("v?(\\d+)\\.");

    private final Workshop workshop;
    private boolean wrong;

    DoctorCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Integer call() throws InterruptedException {
        good("Java " + Runtime.version().feature() + " in " + System.getProperty("java.home"));
        if (ToolProvider.getSystemJavaCompiler() == null) {
            bad("This Java has no compiler.", "Install a JDK (17 or newer), not a JRE, and set JAVA_HOME to it.");
        }
        node();
        tool("npm", "npm is needed once, to fetch the DynamoDB engine. It comes with Node.");
        tool("tar", "tar is needed once, to unpack the DynamoDB engine. Install it with the system's packages.");
        loopback();
        memory();
        disk();
        engine();
        if (wrong) {
            return ExitCode.SETUP;
        }
        workshop.terminal().print("This machine can run the workshop.");
        return ExitCode.PASS;
    }

    private void good(String what) {
        workshop.terminal().print("ok      " + what);
    }

    private void bad(String what, String fix) {
        wrong = true;
        Terminal terminal = workshop.terminal();
        terminal.print("wrong   " + what);
        terminal.print("        fix: " + fix);
    }

    private void node() throws InterruptedException {
        String fix = "Install Node " + NODE + " or newer (the CDK needs it) and put it on the PATH.";
        List<String> said = output("node", "--version");
        Matcher version = VERSION.matcher(said.isEmpty() ? "" : said.get(0));
        if (!version.find()) {
            bad("Node is not on the PATH.", fix);
        } else if (Integer.parseInt(version.group(1)) < NODE) {
            bad("Node is " + said.get(0) + ", older than " + NODE + ".", fix);
        } else {
            good("Node " + said.get(0));
        }
    }

    private void tool(String name, String why) throws InterruptedException {
        List<String> said = output(name, "--version");
        if (said.isEmpty()) {
            bad(name + " is not on the PATH.", why);
        } else {
            good(name + " " + said.get(0));
        }
    }

    private static List<String> output(String... command) throws InterruptedException {
        List<String> lines = new ArrayList<>();
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(lines::add);
            boolean ended = process.waitFor(20, TimeUnit.SECONDS);
            return ended && process.exitValue() == 0 ? lines : List.of();
        } catch (IOException e) {
            return List.of(); // It is not there.
        }
    }

    private void loopback() {
        try (ServerSocket socket = new ServerSocket(0, 1, LoopbackServer.address())) {
            good("ports on 127.0.0.1, for example " + socket.getLocalPort());
        } catch (IOException e) {
            bad(
                    "Cannot listen on 127.0.0.1: " + e.getMessage(),
                    "Bring the loopback interface up (ip link set lo up).");
        }
    }

    private void memory() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system) {
            long total = system.getTotalMemorySize();
            String size = "%.1f GiB of memory".formatted((double) total / GIB);
            if (total < 4 * GIB) {
                bad(
                        size + ".",
                        "The shop needs about 3 GiB while it runs; close other programs or use a larger machine.");
            } else {
                good(size);
            }
        }
    }

    private void disk() {
        try {
            Path state = workshop.checkout().state();
            long free = Files.getFileStore(state).getUsableSpace();
            String size = "%.1f GiB free for the checkout".formatted((double) free / GIB);
            if (free < GIB) {
                bad(
                        size + ".",
                        "Free at least 1 GiB; ./mvnw clean and removing .workshop/ give back what the workshop uses.");
            } else {
                good(size);
            }
        } catch (IOException e) {
            bad("The checkout cannot be written: " + e.getMessage(), "Give yourself the right to write in it.");
        }
    }

    private void engine() {
        Path cache = Checkout.cache(workshop.environment());
        try {
            good(new DynoxideBinary(cache)
                    .present()
                    .map(program -> "DynamoDB engine " + program)
                    .orElse("DynamoDB engine: not fetched yet; the first run or ./workshop warm does, with npm"));
        } catch (EngineException e) {
            bad(String.valueOf(e.getMessage()), "Use a machine with x86-64 or arm64 processors.");
        }
    }
}
