package dev.tracedshop.inventoryordering;

import dev.tracedshop.events.MalformedJsonException;
import dev.tracedshop.tracing.Log;
import dev.tracedshop.tracing.Spans;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * Asks the supplier over HTTP.
 *
 * <p>What you need is there: the function that calls this has opened the span {@code supplier.quote}, {@link Spans} puts tags
 * on it, {@link Log} writes lines of JSON that lead to it, {@link SupplierUnavailable} and {@link SupplierRefused} say what
 * went wrong.
 */
final class Supplier {

    /** The tag that says how often the supplier was asked. */
    static final String ATTEMPTS = "supplier.attempts";

    /** How long one try may take. */
    static final Duration TRY_LIMIT = Duration.ofSeconds(4);

    private static final int TRIES = 2;
    private static final int TOO_MANY_REQUESTS = 429;

    private final HttpClient http;
    private final String url;

    @SuppressWarnings("unused") // until you use it; then take this line out
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
     * Asks for a quote, a second time if the first try fails in a way that may pass.
     *
     * @throws SupplierUnavailable if the second try fails like that as well
     * @throws SupplierRefused if the answer is another one, or no quote
     */
    Quote quote(String productId) {
        // TODO 3: say how often the supplier was asked, and why it was asked again.
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            try {
                return ask(productId);
            } catch (IOException e) {
                // Once more, then.
            }
        }
        // TODO 4: no quote is not a quote of nothing.
        return new Quote("none", 0, BigDecimal.ZERO, 0);
    }

    private Quote ask(String productId) throws IOException {
        // TODO 1: a path that is the same resource for every product.
        URI quotes = URI.create(url + "/quotes/" + spoken(productId));
        // TODO 2: a try ends when its time is up.
        HttpResponse<String> answer = send(HttpRequest.newBuilder(quotes)
                .header("Accept", "application/json")
                .build());
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

    /** Spells an id in letters only, as it is read out on the telephone: nobody takes an O for a zero. */
    private static String spoken(String productId) {
        StringBuilder letters = new StringBuilder();
        productId.chars().map(c -> c >= '0' && c <= '9' ? 'k' + (c - '0') : c).forEach(letters::appendCodePoint);
        return letters.toString();
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The function was interrupted while it asked the supplier", e);
        }
    }
}
