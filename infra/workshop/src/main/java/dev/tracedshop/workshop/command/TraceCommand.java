package dev.tracedshop.workshop.command;

import dev.tracedshop.trace.NamedTrace;
import dev.tracedshop.trace.TraceJson;
import dev.tracedshop.trace.Waterfall;
import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.Workshop;
import dev.tracedshop.workshop.WorkshopException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "trace", description = "Draw the running shop's newest trace, or the one with this id.")
final class TraceCommand implements Callable<Integer> {
    private final Workshop workshop;

    @Mixin
    ShopFileOption shopFile = new ShopFileOption();

    @Parameters(
            arity = "0..1",
            paramLabel = "ID",
            defaultValue = "newest",
            description = "32 hex digits, as logs and answers show it.")
    String id = "newest";

    TraceCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!id.equals("newest") && !id.matches("[0-9a-fA-F]{1,32}")) {
            throw WorkshopException.usage("A trace's id is hex digits, not '" + id + "'.");
        }
        NamedTrace trace =
                new TraceJson().readTrace(new RunningShopClient(shopFile.find(workshop)).get("/api/traces/" + id));
        Terminal terminal = workshop.terminal();
        terminal.print(new Waterfall(terminal.width(), terminal.colour())
                .draw(trace.trace())
                .stripTrailing());
        return 0;
    }
}
