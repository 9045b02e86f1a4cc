package dev.tracedshop.workshop.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracedshop.workshop.ExitCode;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.shop.ReadyFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks a shop that runs in another process. */
final class RunningShopClient {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ReadyFile shop;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();

    RunningShopClient(ReadyFile shop) {
        this.shop = shop;
    }

    String get(String path) throws InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(shop.viewer() + path)).GET());
    }

    String post(String path) throws InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(shop.viewer() + path)).POST(HttpRequest.BodyPublishers.noBody()));
    }

    private String send(HttpRequest.Builder request) throws InterruptedException {
        try {
            HttpResponse<String> response =
                    client.send(request.timeout(Duration.ofMinutes(6)).build(), HttpResponse.BodyHandlers.ofString());
            return switch (response.statusCode()) {
                case 200 -> response.body();
                case 422 -> throw refusal(JSON.readTree(response.body()));
                case 404 -> throw WorkshopException.usage(response.body());
                default ->
                    throw new IllegalStateException("The running shop answered " + response.statusCode() + ": "
                            + response.body() + ". Its own terminal may say more.");
            };
        } catch (IOException e) {
            throw WorkshopException.setup("The shop at " + shop.viewer() + " does not answer (" + e.getMessage()
                    + "). If it was stopped, start it again with ./workshop up.");
        }
    }

    private static WorkshopException refusal(JsonNode refusal) {
        String message = refusal.path("message").asText();
        return refusal.path("exitCode").asInt() == ExitCode.USAGE
                ? WorkshopException.usage(message)
                : WorkshopException.setup(message);
    }
}
