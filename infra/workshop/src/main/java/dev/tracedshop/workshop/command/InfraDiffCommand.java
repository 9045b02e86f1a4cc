package dev.tracedshop.workshop.command;

import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.assembly.Place;
import dev.tracedshop.workshop.ExitCode;
import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.Workshop;
import dev.tracedshop.workshop.shop.RunningShop;
import dev.tracedshop.workshop.stacks.Gains;
import dev.tracedshop.workshop.stacks.Stacks;
import dev.tracedshop.workshop.step.StepDefinition;
import dev.tracedshop.workshop.step.StepRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "infra-diff", description = "Print what the templates gain with a step.")
final class InfraDiffCommand implements Callable<Integer> {
    private final Workshop workshop;

    @Mixin
    ShopOptions options = new ShopOptions();

    @Parameters(paramLabel = "NN", description = "The step's number.")
    String number = "";

    InfraDiffCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Integer call() {
        StepRegistry registry = StepRegistry.of(workshop.checkout());
        StepDefinition step = registry.step(number);
        List<StepDefinition> before = registry.all().stream()
                .takeWhile(other -> !other.number().equals(step.number()))
                .toList();
        Terminal terminal = workshop.terminal();
        Path assembly = new ShopStarter(workshop).assembly(options, () -> terminal.note("· synthesizing the CDK app"));
        Gains gains = new Gains(Assembly.load(assembly, Place.HERE, RunningShop.PARAMETERS), Stacks.of(assembly));
        terminal.print(terminal.bold("Step " + step.number() + " · " + step.title()));
        terminal.print("");
        gains.of(step, before).forEach(terminal::print);
        return ExitCode.PASS;
    }
}
