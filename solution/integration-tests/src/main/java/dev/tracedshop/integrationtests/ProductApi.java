package dev.tracedshop.integrationtests;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A client of the shop's HTTP API, which sends what it is told, right or wrong. */
final class ProductApi {

    // Decimals as they were sent: 12.30 must not pass through a double.
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    // The HTTP API itself gives up after 30 s.
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(35);

    private final URI api;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    ProductApi(URI api) {
        this.api = api;
    }

    Answer post(String body) {
        return send("POST", "/product", body);
    }

    Answer put(String body) {
        return send("PUT", "/product", body);
    }

    Answer get(String productId) {
        return send("GET", "/product/" + productId, "");
    }

    Answer list() {
        return send("GET", "/product", "");
    }

    Answer delete(String productId) {
        return send("DELETE", "/product/" + productId, "");
    }

    Answer send(String method, String path, String body) {
        String request = (method + " " + path + " " + shortened(body)).strip();
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(api + path))
                .timeout(LONGEST_ANSWER)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            builder.header("Content-Type", "application/json");
        }
        try {
            HttpResponse<String> response = client.send(builder.build(), BodyHandlers.ofString());
            return new Answer(
                    request,
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(""),
                    json(request, response));
        } catch (IOException e) {
            throw new AssertionError(
                    "%s: no answer from %s (%s). Is the shop up, and is this its address?".formatted(request, api, e),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(request + ": interrupted", e);
        }
    }

    private static JsonNode json(String request, HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (JacksonException e) {
            throw new AssertionError(
                    "%s answered %d with what is not JSON: %s"
                            .formatted(request, response.statusCode(), shortened(response.body())),
                    e);
        }
    }

    private static String shortened(String text) {
        return text.length() <= 300 ? text : text.substring(0, 300) + "…";
    }
}
