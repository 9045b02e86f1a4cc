package dev.tracedshop.workshop.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.Workshop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "account",
        description =
                "Count per channel what was published, delivered, failed and dead-lettered, and what each product has had.")
final class AccountCommand implements Callable<Integer> {
    private final Workshop workshop;

    @Mixin
    ShopFileOption shopFile = new ShopFileOption();

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    AccountCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        String text = new RunningShopClient(shopFile.find(workshop)).get("/api/account");
        Terminal terminal = workshop.terminal();
        if (json) {
            terminal.print(text);
            return 0;
        }
        JsonNode account = new ObjectMapper().readTree(text);
        terminal.print(
                "%-36s %10s %10s %10s %13s".formatted("channel", "published", "delivered", "failed", "dead-lettered"));
        account.path("channels").properties().forEach(channel -> {
            JsonNode counts = channel.getValue();
            terminal.print("%-36s %10d %10d %10d %13d"
                    .formatted(
                            channel.getKey(),
                            counts.path("published").asLong(),
                            counts.path("delivered").asLong(),
                            counts.path("failed").asLong(),
                            counts.path("deadLettered").asLong()));
        });
        terminal.print("");
        terminal.print("%-36s %10s %32s".formatted("function", "invoked", "failed"));
        account.path("functions")
                .properties()
                .forEach(function -> terminal.print("%-36s %10d %32d"
                        .formatted(
                                function.getKey(),
                                function.getValue().path("invoked").asLong(),
                                function.getValue().path("failed").asLong())));
        terminal.print("");
        JsonNode products = account.path("products");
        terminal.print(products.path("count").asLong() + " products have had " + events(products.path("events")));
        products.path("newest")
                .forEach(product -> terminal.print(
                        "  " + product.path("productId").asText() + "  " + events(product.path("events"))));
        return 0;
    }

    private static String events(JsonNode events) {
        List<String> parts = new ArrayList<>();
        events.properties().forEach(event -> parts.add(event.getValue().asLong() + " x " + event.getKey()));
        return parts.isEmpty() ? "no events" : String.join(", ", parts);
    }
}
