package dev.tracedshop.workshop.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.Workshop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "account",
        description =
                "Count per channel what was published, delivered, failed and dead-lettered, list the dead letters, and tell what each product has had.")
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
        print(new ObjectMapper().readTree(text), terminal);
        return 0;
    }

    /** Prints an account; channels through which nothing went are only counted. */
    static void print(JsonNode account, Terminal terminal) {
        terminal.print(
                "%-44s %9s %9s %7s %13s".formatted("channel", "published", "delivered", "failed", "dead-lettered"));
        int idle = 0;
        for (Map.Entry<String, JsonNode> channel : account.path("channels").properties()) {
            JsonNode counts = channel.getValue();
            if (counts.properties().stream().allMatch(count -> count.getValue().asLong() == 0)) {
                idle++;
                continue;
            }
            terminal.print("%-44s %9d %9d %7d %13d"
                    .formatted(
                            channel.getKey(),
                            counts.path("published").asLong(),
                            counts.path("delivered").asLong(),
                            counts.path("failed").asLong(),
                            counts.path("deadLettered").asLong()));
        }
        terminal.print("(and " + idle + " through which nothing went)");
        terminal.print("");
        terminal.print("%-44s %9s %27s".formatted("function", "invoked", "failed"));
        account.path("functions")
                .properties()
                .forEach(function -> terminal.print("%-44s %9d %27d"
                        .formatted(
                                function.getKey(),
                                function.getValue().path("invoked").asLong(),
                                function.getValue().path("failed").asLong())));
        terminal.print("");
        printDeadLetters(account.path("deadLetters"), terminal);
        JsonNode products = account.path("products");
        terminal.print("products    " + products.path("count").asLong() + ", with " + counts(products.path("events")));
        terminal.print("executions  " + counts(products.path("executions")));
        terminal.print("stock       " + products.path("stock").asLong() + " rows");
        account.path("metrics")
                .properties()
                .forEach(metric ->
                        terminal.print("metric      " + metric.getValue().asLong() + " x " + metric.getKey()));
        JsonNode newest = products.path("newest");
        if (!newest.isEmpty()) {
            terminal.print("");
            terminal.print("The newest " + newest.size() + ":");
        }
        newest.forEach(product -> terminal.print("  %s  %d brackets, %d stock rows, executions: %s; %s"
                .formatted(
                        product.path("productId").asText(),
                        product.path("brackets").asLong(),
                        product.path("stock").asLong(),
                        counts(product.path("executions")),
                        counts(product.path("events")))));
    }

    private static void printDeadLetters(JsonNode deadLetters, Terminal terminal) {
        long count = deadLetters.path("count").asLong();
        if (count == 0) {
            terminal.print("Dead letters: none");
            terminal.print("");
            return;
        }
        terminal.print("Dead letters: " + count);
        JsonNode listed = deadLetters.path("listed");
        for (JsonNode letter : listed) {
            String type = letter.path("type").asText();
            String trace = letter.path("trace").asText();
            terminal.print("  " + letter.path("queue").asText() + ", since "
                    + letter.path("since").asText() + ", received "
                    + letter.path("receives").asLong() + " times");
            terminal.print("    message  " + letter.path("messageId").asText());
            terminal.print("    event    "
                    + (type.isEmpty()
                            ? "cannot be read"
                            : type + " " + letter.path("event").asText()));
            terminal.print("    reason   " + letter.path("reason").asText());
            terminal.print("    trace    " + (trace.isEmpty() ? "none" : "./workshop trace " + trace));
        }
        if (count > listed.size()) {
            terminal.print("  (and " + (count - listed.size()) + " more)");
        }
        terminal.print("");
    }

    private static String counts(JsonNode counts) {
        List<String> parts = new ArrayList<>();
        counts.properties().forEach(count -> parts.add(count.getValue().asLong() + " x " + count.getKey()));
        return parts.isEmpty() ? "none" : String.join(", ", parts);
    }
}
