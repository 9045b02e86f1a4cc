package dev.tracedshop.trace.expect;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Speaks to a shop by its API's URL. */
public final class HttpShop implements Shop {
    // API Gateway itself gives up after 30 s, so a longer silence is not an answer that is still to come.
    private static final Duration TIMEOUT = Duration.ofSeconds(40);

    private final String base;
    private final HttpClient client;

    /** Creates it for an API, for example {@code http://127.0.0.1:8080}; a trailing slash does not matter. */
    public HttpShop(URI api) {
        this.base = api.toString().replaceAll("/+$", "");
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    @Override
    public Response get(String path) {
        return send("GET", path, "");
    }

    @Override
    public Response post(String path, String body) {
        return send("POST", path, body);
    }

    @Override
    public Response put(String path, String body) {
        return send("PUT", path, body);
    }

    @Override
    public Response delete(String path) {
        return send("DELETE", path, "");
    }

    private Response send(String method, String path, String body) {
        String request = method + " " + path;
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(TIMEOUT)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            builder.header("Content-Type", body.startsWith("{") ? "application/json" : "text/plain; charset=utf-8");
        }
        try {
            HttpResponse<String> response = client.send(builder.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
            return new Response(
                    request, response.statusCode(), response.headers().map(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException(
                    request + ": no shop answered at " + base + " (" + reason(e)
                            + "). Is it up? ./workshop up starts one and prints its URL.",
                    e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException(request + ": interrupted while waiting");
            interrupted.initCause(e);
            throw new UncheckedIOException(interrupted);
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
