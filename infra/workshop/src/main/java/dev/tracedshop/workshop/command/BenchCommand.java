package dev.tracedshop.workshop.command;

import dev.tracedshop.workshop.Workshop;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "bench", description = "placeholder")
final class BenchCommand implements Callable<Integer> {
    private final Workshop workshop;

    BenchCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Integer call() {
        workshop.terminal().print("");
        return 0;
    }
}
