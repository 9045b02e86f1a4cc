package dev.tracedshop.workshop.command;

import dev.tracedshop.workshop.ExitCode;
import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.Workshop;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.stacks.Deployment;
import dev.tracedshop.workshop.stacks.Stack;
import dev.tracedshop.workshop.stacks.Stacks;
import dev.tracedshop.workshop.step.StepDefinition;
import dev.tracedshop.workshop.step.StepRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "deploy", description = "Deploy the stacks of a step to AWS, with the CDK's own command line.")
final class DeployCommand implements Callable<Integer> {
    private final Workshop workshop;

    @Mixin
    ShopOptions options = new ShopOptions();

    @Mixin
    YesOption yes = new YesOption();

    @Option(
            names = "--secret-arn",
            paramLabel = "ARN",
            description = "The secret in Secrets Manager that holds Datadog's API key.")
    @Nullable
    String secretArn;

    @Option(names = "--outputs-file", paramLabel = "FILE", description = "Where to write the stacks' outputs, as JSON.")
    @Nullable
    Path outputsFile;

    @Option(names = "--print", description = "Print the command and do not run it.")
    boolean printOnly;

    @Option(
            names = "--cdk",
            paramLabel = "PROGRAM",
            description = "The CDK's command line to run, in place of this checkout's (npx cdk).")
    @Nullable
    String cdk;

    @Parameters(paramLabel = "NN", description = "The step's number.")
    String number = "";

    DeployCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Integer call() throws InterruptedException {
        StepDefinition step = StepRegistry.of(workshop.checkout()).step(number);
        Terminal terminal = workshop.terminal();
        Path assembly = new ShopStarter(workshop).assembly(options, () -> terminal.note("· synthesizing the CDK app"));
        List<Stack> stacks = Stacks.of(assembly).inOrder(step.stacks());
        Deployment deployment = new Deployment(
                stacks,
                options.context(),
                options.assembly(),
                Optional.ofNullable(secretArn),
                Optional.ofNullable(outputsFile)
                        .map(file -> file.toAbsolutePath().normalize()));
        List<String> command = deployment.command(cdk == null ? List.of("npx", "cdk") : List.of(cdk));
        terminal.print(terminal.bold("Step " + step.number() + " · " + step.title()));
        terminal.print("");
        deployment.announcement().forEach(terminal::print);
        terminal.print("");
        terminal.print("  cd infra/cdk");
        terminal.print("  " + Deployment.quoted(command));
        if (printOnly) {
            return ExitCode.PASS;
        }
        terminal.print("");
        if (!yes.confirmed(terminal, "Deploy this to the AWS account that your credentials are of?")) {
            terminal.print("Nothing was deployed.");
            return ExitCode.PASS;
        }
        run(command);
        return ExitCode.PASS;
    }

    private void run(List<String> command) throws InterruptedException {
        Path root = workshop.checkout().root();
        if (cdk == null) {
            Deployment.requireCdk(workshop.checkout(), "; or name another with --cdk PROGRAM");
        }
        try {
            Process process = new ProcessBuilder(command)
                    .directory(root.resolve("infra/cdk").toFile())
                    .inheritIO()
                    .start();
            int status = process.waitFor();
            if (status != 0) {
                throw WorkshopException.setup("The CDK's command line ended with " + status
                        + "; what it said is above. Stacks that were deployed before stay.");
            }
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot start " + command.get(0) + ": " + e.getMessage()
                    + ". ./workshop doctor tells what is missing.");
        }
    }
}
