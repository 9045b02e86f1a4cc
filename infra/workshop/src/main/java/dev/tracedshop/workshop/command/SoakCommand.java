package dev.tracedshop.workshop.command;

import dev.tracedshop.workshop.ExitCode;
import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.Workshop;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.load.ManyProducts;
import dev.tracedshop.workshop.load.Soak;
import dev.tracedshop.workshop.shop.RunningShop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "soak",
        description =
                "Start a shop here, create products at a steady pace for a long time, and say what grows or is lost.")
final class SoakCommand implements Callable<Integer> {
    private final Workshop workshop;

    @Mixin
    ShopOptions shopOptions = new ShopOptions();

    @Option(names = "--minutes", paramLabel = "N", defaultValue = "20", description = "How long; 20 when not given.")
    int minutes;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "5",
            description = "How many products each second; 5 when not given.")
    int rate;

    SoakCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (minutes < 1 || minutes > 1_440) {
            throw WorkshopException.usage("--minutes " + minutes + ": from 1 to 1440, which is a day.");
        }
        if (rate < 1 || rate > 100) {
            throw WorkshopException.usage("--rate " + rate + ": 1 to 100 products each second.");
        }
        Terminal terminal = workshop.terminal();
        ShopStarter starter = new ShopStarter(workshop);
        Path assembly = starter.assembly(shopOptions, () -> {});
        ManyProducts.Result result;
        try (RunningShop shop = starter.start(RunningShop.Settings.of(assembly))) {
            result = new Soak(shop, terminal::print).run(Duration.ofMinutes(minutes), rate);
        }
        LoadReport.print(result, "lost, twice or growing", terminal);
        return result.lost().isEmpty() ? 0 : ExitCode.FAULT;
    }
}
