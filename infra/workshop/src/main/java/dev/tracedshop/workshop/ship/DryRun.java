package dev.tracedshop.workshop.ship;

import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.build.Checkout;
import dev.tracedshop.workshop.load.ManyProducts;
import dev.tracedshop.workshop.load.WarmUp;
import dev.tracedshop.workshop.shop.RunningShop;
import dev.tracedshop.workshop.stacks.Deployment;
import dev.tracedshop.workshop.stacks.Stack;
import dev.tracedshop.workshop.stacks.Stacks;
import dev.tracedshop.workshop.step.Proof;
import dev.tracedshop.workshop.step.StepDefinition;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Tries all of a deployment that needs no account: the synthesis by the CDK's own command line, the command that would deploy, a load and
 * the integration tests against a shop on this machine.
 */
public final class DryRun {
    /** Enough to meet every function and both queues at once, and few enough to wait for. */
    private static final int PRODUCTS = 12;

    private static final int REPRICED = 2;
    private static final int CLIENTS = 2;
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final String SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:datadog-api-key-AbCdEf";

    private final Checkout checkout;
    private final StepDefinition step;
    private final Path assembly;

    /** One part: what it was, and what is not as it should be. */
    private record Outcome(String said, List<String> differences) {}

    /** Does a part. */
    private interface Part {
        Outcome run() throws InterruptedException;
    }

    /** @param assembly what the shop on this machine was started from */
    public DryRun(Checkout checkout, StepDefinition step, Path assembly) {
        this.checkout = checkout;
        this.step = step;
        this.assembly = assembly;
    }

    /**
     * Tries one part after the other, whatever became of those before.
     *
     * @param shop the whole shop, in which nothing else goes on
     * @param told is told each part when it is over
     */
    public List<Proof> run(RunningShop shop, Consumer<Proof> told) throws InterruptedException {
        List<Proof> proofs = new ArrayList<>();
        for (Map.Entry<String, Part> part : List.<Map.Entry<String, Part>>of(
                Map.entry("cdk synth", this::synthesis),
                Map.entry("deploy, by a cdk that prints", this::deployment),
                Map.entry("load", () -> load(shop)),
                Map.entry("integration tests", () -> integrationTests(shop)))) {
            Proof proof = proof(part.getKey(), part.getValue());
            proofs.add(proof);
            told.accept(proof);
        }
        return proofs;
    }

    private Proof proof(String what, Part part) throws InterruptedException {
        long began = System.nanoTime();
        try {
            Outcome outcome = part.run();
            return new Proof(step.number(), what, outcome.said(), since(began), outcome.differences());
        } catch (WorkshopException e) {
            return Proof.untried(step.number(), what, since(began), String.valueOf(e.getMessage()));
        }
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    /** A place of its own: another dry run may go on in this checkout. */
    private Path place(String what) {
        return Checkout.made(checkout.state().resolve("logs"))
                .resolve("dry-run-" + ProcessHandle.current().pid() + "-" + what);
    }

    private Outcome synthesis() throws InterruptedException {
        Deployment.requireCdk(checkout, "");
        Path output = place("assembly");
        Checkout.delete(output);
        String app = Deployment.quoted(appCommand());
        Program.Ended ended = new Program(checkout.root().resolve("infra/cdk"), LIMIT)
                .run(List.of("npx", "cdk", "synth", "--quiet", "--app", app, "--output", output.toString()));
        if (ended.status() != 0) {
            return new Outcome("ended with " + ended.status(), List.of(ended.said()));
        }
        List<String> names = names(Stacks.of(output).all());
        List<String> here = names(Stacks.of(assembly).all());
        Checkout.delete(output);
        return new Outcome(
                names.size() + " stacks",
                names.equals(here)
                        ? List.of()
                        : List.of("The CDK's command line synthesizes " + names + ", and here run " + here + "."));
    }

    /** Starts the app as the local runtime does: what cdk.json names would build again what is built already. */
    private List<String> appCommand() {
        Path module = checkout.root().resolve("infra/cdk/target");
        try {
            return List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    module.resolve("classes")
                            + File.pathSeparator
                            + Files.readString(module.resolve("classpath.txt")).strip(),
                    "dev.tracedshop.cdk.ShopApp");
        } catch (IOException e) {
            throw WorkshopException.setup("The CDK app is not built; run ./workshop warm.");
        }
    }

    private static List<String> names(List<Stack> stacks) {
        return List.copyOf(stacks.stream().map(Stack::name).collect(Collectors.toCollection(TreeSet::new)));
    }

    private Outcome deployment() throws InterruptedException {
        List<Stack> stacks = Stacks.of(assembly).inOrder(step.stacks());
        Deployment deployment =
                new Deployment(stacks, Map.of(), Optional.empty(), Optional.of(SECRET), Optional.empty());
        List<String> cdk = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                PrintingCdk.class.getName());
        Program.Ended ended = new Program(checkout.root().resolve("infra/cdk"), LIMIT).run(deployment.command(cdk));
        List<String> words = ended.said().lines().toList();
        List<String> differences = new ArrayList<>();
        if (ended.status() != 0 || !words.subList(0, Math.min(1, words.size())).equals(List.of("deploy"))) {
            differences.add("The command ended with " + ended.status() + " and printed: " + ended.said());
        }
        for (Stack stack : Stacks.of(assembly).all()) {
            if (!words.contains(stack.id())) {
                differences.add("The stack " + stack.name() + " is not deployed; add it to step " + step.number()
                        + "'s stacks in steps/steps.yaml.");
            }
            for (String parameter : stack.parameters()) {
                if (words.stream().noneMatch(word -> word.startsWith(stack.name() + ":" + parameter + "="))) {
                    differences.add("Nobody tells " + stack.name() + " its parameter " + parameter + ".");
                }
            }
        }
        return new Outcome(stacks.size() + " stacks, in order", differences);
    }

    private static Outcome load(RunningShop shop) throws InterruptedException {
        List<String> unused = WarmUp.of(shop, LIMIT);
        ManyProducts.Result result = new ManyProducts(shop, CLIENTS, 1).run(PRODUCTS, REPRICED);
        List<String> differences = new ArrayList<>(result.lost());
        result.findings().forEach(finding -> differences.add(finding.message()));
        return new Outcome(
                result.counted().get("wholeTraces") + " of " + PRODUCTS + " traces whole, " + REPRICED
                        + " products repriced",
                differences);
    }

    private Outcome integrationTests(RunningShop shop) throws InterruptedException {
        Path ready = place("shop.json");
        shop.ready(shop.api()).write(ready);
        Program.Ended ended = new Program(checkout.root(), LIMIT)
                .run(List.of(
                        checkout.root().resolve("mvnw").toString(),
                        "--batch-mode",
                        "-pl",
                        "solution/integration-tests",
                        "verify",
                        "-Pintegration",
                        "-Dspotless.check.skip",
                        "-Dstyle.color=never",
                        "-Dshop=" + ready));
        Checkout.delete(ready);
        String counted = ended.said()
                .lines()
                .filter(line -> line.contains("Tests run: "))
                .reduce("", (earlier, later) -> later)
                .replaceFirst(".*(Tests run: \\d+).*", "$1");
        if (ended.status() == 0 && !counted.isEmpty()) {
            return new Outcome(counted, List.of());
        }
        String errors =
                ended.said().lines().filter(line -> line.startsWith("[ERROR]")).collect(Collectors.joining("\n"));
        return new Outcome(
                "ended with " + ended.status(),
                List.of(errors.isEmpty() ? "No test was run. It says:\n" + ended.said() : errors));
    }
}
