package dev.tracedshop.operations;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Sends spans over OTLP/HTTP, with the key in a header. */
final class HttpCollector implements Collector {

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final URI traces;
    private final String keyHeader;
    private final CollectorKey key;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(LIMIT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    /**
     * @param endpoint the base of every signal's path, as OTEL_EXPORTER_OTLP_ENDPOINT has it
     * @param keyHeader the name of the header in which this collector looks for a key
     * @throws IllegalArgumentException if the endpoint is no URL
     */
    HttpCollector(String endpoint, String keyHeader, CollectorKey key) {
        if (!endpoint.matches("https?://[^/].*")) {
            throw new IllegalArgumentException(
                    "OTEL_EXPORTER_OTLP_ENDPOINT is \"" + endpoint
                            + "\", not a URL such as https://collector.example:4318. Correct it where the function is defined.");
        }
        this.traces = URI.create(endpoint.replaceFirst("/+$", "") + "/v1/traces");
        this.keyHeader = keyHeader;
        this.key = key;
    }

    @Override
    public Answer send(String export) {
        HttpRequest request = HttpRequest.newBuilder(traces)
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .header(keyHeader, key.value())
                .POST(HttpRequest.BodyPublishers.ofString(export))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == UNAUTHORIZED || response.statusCode() == FORBIDDEN) {
                key.forget();
            }
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new CollectorException("The collector at " + traces + " cannot be reached: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CollectorException("Interrupted while waiting for the collector at " + traces, e);
        }
    }
}
