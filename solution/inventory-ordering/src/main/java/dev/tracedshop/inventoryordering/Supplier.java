package dev.tracedshop.inventoryordering;

import dev.tracedshop.events.MalformedJsonException;
import dev.tracedshop.tracing.Log;
import dev.tracedshop.tracing.Spans;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** Asks the supplier over HTTP. Each try is a span that the tracer makes, and carries its context to the supplier. */
final class Supplier {

    /** The tag that says how often the supplier was asked. */
    static final String ATTEMPTS = "supplier.attempts";

    /** How long one try may take. */
    static final Duration TRY_LIMIT = Duration.ofSeconds(4);

    private static final int TRIES = 2;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final Log LOG = new Log(Supplier.class);

    private final HttpClient http;
    private final String url;
    private final Duration tryLimit;

    /** Makes a supplier whose API is at the given URL. */
    Supplier(String url, Duration tryLimit) {
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(tryLimit)
                .build();
        this.url = url.replaceFirst("/+$", "");
        this.tryLimit = tryLimit;
    }

    /**
     * Asks for a quote, a second time if the first try fails in a way that may pass: no answer in time, no connection,
     * a fault of the supplier's (5xx), or too many requests at once (429).
     *
     * @throws SupplierUnavailable if the second try fails like that as well
     * @throws SupplierRefused if the answer is another one, or no quote
     */
    Quote quote(String productId) {
        // region:tries
        for (int attempt = 1; ; attempt++) {
            Spans.tag(ATTEMPTS, attempt);
            try {
                return ask(productId);
            } catch (IOException e) {
                // region:unavailable
                if (attempt == TRIES) {
                    throw new SupplierUnavailable(
                            "The supplier at " + url + " gave no quote of " + productId + " in " + TRIES
                                    + " tries; the last one: " + reason(e),
                            e);
                }
                // endregion:unavailable
                LOG.info(
                        "supplier gave no quote, asked again",
                        Map.of(Spans.PRODUCT_ID, productId, "reason", reason(e)));
            }
        }
        // endregion:tries
    }

    private Quote ask(String productId) throws IOException {
        // region:path
        URI quotes = URI.create(url + "/quotes/"
                + URLEncoder.encode(productId, StandardCharsets.UTF_8).replace("+", "%20"));
        // endregion:path
        // region:limit
        HttpResponse<String> answer = send(HttpRequest.newBuilder(quotes)
                .timeout(tryLimit)
                .header("Accept", "application/json")
                .build());
        // endregion:limit
        if (answer.statusCode() >= 500 || answer.statusCode() == TOO_MANY_REQUESTS) {
            throw new IOException("it answered " + answer.statusCode() + " " + answer.body());
        }
        if (answer.statusCode() != 200) {
            throw new SupplierRefused(
                    "The supplier answered " + answer.statusCode() + " to " + quotes + ": " + answer.body());
        }
        try {
            return Quote.read(answer.body());
        } catch (MalformedJsonException e) {
            throw new SupplierRefused("The supplier's answer to " + quotes + " is no quote: " + e.getMessage(), e);
        }
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The function was interrupted while it asked the supplier", e);
        }
    }

    private static String reason(IOException e) {
        // A refused connection comes without a message of its own.
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
