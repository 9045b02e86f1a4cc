package dev.tracedshop.workshop.command;

import dev.tracedshop.workshop.Workshop;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.OptionSpec;

/** All commands. */
@Command(
        name = "workshop",
        description = "Trace the Shop: distributed tracing of a serverless shop, here and on AWS.",
        subcommands = HelpCommand.class,
        synopsisSubcommandLabel = "COMMAND")
public final class Commands implements Runnable {
    private final Workshop workshop;

    private Commands(Workshop workshop) {
        this.workshop = workshop;
    }

    /** Makes the command line. */
    public static CommandLine commandLine(Workshop workshop) {
        CommandLine line = new CommandLine(new Commands(workshop))
                .addSubcommand(new RunCommand(workshop))
                .addSubcommand(new UpCommand(workshop))
                .addSubcommand(new EnvCommand(workshop))
                .addSubcommand(new TraceCommand(workshop))
                .addSubcommand(new AccountCommand(workshop))
                .addSubcommand(new CheckCommand(workshop))
                .addSubcommand(new HintCommand(workshop))
                .addSubcommand(new SolutionCommand(workshop))
                .addSubcommand(new ResetCommand(workshop))
                .addSubcommand(new StatusCommand(workshop))
                .addSubcommand(new BranchesCommand(workshop))
                .addSubcommand(new VerifyStepsCommand(workshop))
                .addSubcommand(new InfraDiffCommand(workshop))
                .addSubcommand(new DeployCommand(workshop))
                .addSubcommand(new DoctorCommand(workshop))
                .addSubcommand(new WarmCommand(workshop))
                .addSubcommand(new LoadCommand(workshop))
                .addSubcommand(new SoakCommand(workshop))
                .addSubcommand(new BenchCommand(workshop))
                .addSubcommand(new TransportsCommand(workshop))
                .addSubcommand(new SampleCommand(workshop))
                .addSubcommand(new EstimateCommand(workshop));
        withHelp(line);
        line.getSubcommands().values().stream()
                .filter(command -> !command.getCommandSpec().helpCommand())
                .forEach(Commands::withHelp);
        return line;
    }

    /** Whoever types the option gets the same as from {@code help COMMAND}. */
    private static void withHelp(CommandLine command) {
        command.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Say what the command does, and end.")
                        .build());
    }

    @Override
    public void run() {
        workshop.terminal().print(new CommandLine(this).getUsageMessage().strip());
        workshop.terminal().print(commandLine(workshop).getHelp().commandList().stripTrailing());
    }
}
