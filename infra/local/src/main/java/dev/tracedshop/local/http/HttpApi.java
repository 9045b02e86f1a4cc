package dev.tracedshop.local.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.tracedshop.local.Quiet;
import dev.tracedshop.local.assembly.Place;
import dev.tracedshop.local.delivery.Hops;
import dev.tracedshop.local.delivery.WireCarrier;
import dev.tracedshop.local.function.Function;
import dev.tracedshop.local.function.Functions;
import dev.tracedshop.local.function.Outcome;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;

/**
 * The front of one HTTP API, as API Gateway's version 2 behaves: routes, events of payload format 2.0, and its own answers when there is no
 * route, the body is too large or the function does not answer.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html">Payload format</a>
 */
public final class HttpApi implements AutoCloseable {
    /** <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html">Quotas of HTTP APIs</a>. */
    private static final int MAX_BODY = 10 * 1024 * 1024;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RequestEvent events;
    private final Quiet quiet;
    private final BiConsumer<String, String> routed;
    private final Hops hops;
    private final LoopbackServer server;
    private volatile Routes routes = new Routes(List.of());
    private volatile RouteAuthorizer authorizer = RouteAuthorizer.NOBODY;

    /**
     * Starts to listen; there are no routes until {@link #route}.
     *
     * @param apiId the API's id
     * @param port the port, or 0 for a free one
     * @param routed is told which function gets which request: the request's id and the function's name
     * @param hops is told what requests carry
     */
    public HttpApi(String apiId, int port, Place place, Quiet quiet, BiConsumer<String, String> routed, Hops hops) {
        this.events = new RequestEvent(apiId, place);
        this.quiet = quiet;
        this.routed = routed;
        this.hops = hops;
        this.server = LoopbackServer.start("the API", port, this::handle);
    }

    /** Sets the routes, and who decides whether a request may pass. */
    public void route(Routes all, RouteAuthorizer deciding) {
        authorizer = deciding;
        routes = all;
    }

    /** Returns the API's address, without a slash at its end. */
    public URI uri() {
        return server.uri();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String requestId = requestId();
        exchange.getResponseHeaders().set("apigw-requestid", requestId);
        byte[] body = LoopbackServer.read(exchange, MAX_BODY);
        Optional<Routes.Match> match = routes.match(
                exchange.getRequestMethod(), exchange.getRequestURI().getRawPath());
        if (match.isEmpty()) {
            own(exchange, 404, "Not Found");
            return;
        }
        if (body == null) {
            own(exchange, 413, "Request Entity Too Large");
            return;
        }
        Routes.Route route = match.get().route();
        Optional<ObjectNode> identity = Optional.empty();
        if (route.signed()) {
            identity = authorizer.identity(exchange);
            if (identity.isEmpty()) {
                own(exchange, 403, "Forbidden");
                return;
            }
        }
        String traceHeader = traceHeader(exchange);
        ObjectNode event = events.of(exchange, match.get(), requestId, traceHeader, body, identity);
        Quiet.Activity activity = quiet.begin(
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
        try {
            if (route.integration() instanceof ApiIntegration.OfFunction integration) {
                invoke(exchange, route, integration.function(), event, requestId, traceHeader);
            } else if (route.integration() instanceof ApiIntegration.OfService integration) {
                ApiIntegration.Answer answer = integration.call().apply(event);
                LoopbackServer.respond(exchange, answer.status(), answer.contentType(), answer.body());
            }
        } finally {
            activity.close();
        }
    }

    private void invoke(
            HttpExchange exchange,
            Routes.Route route,
            Function function,
            ObjectNode json,
            String requestId,
            String traceHeader)
            throws IOException {
        byte[] event = json.toString().getBytes(StandardCharsets.UTF_8);
        if (event.length > Functions.MAX_PAYLOAD) {
            own(exchange, 413, "Request Entity Too Large");
            return;
        }
        String name = function.definition().name();
        WireCarrier carrier = WireCarrier.ofHeaders(exchange.getRequestHeaders(), traceHeader);
        Optional<String> refusal = authorizer.refusal(route, exchange.getRequestMethod(), function);
        if (refusal.isPresent()) {
            hops.dropped("", name, refusal.get(), requestId, carrier);
            own(exchange, 500, "Internal Server Error");
            return;
        }
        String invocation = UUID.randomUUID().toString();
        try {
            routed.accept(requestId, name);
            hops.requested(route.key(), name, requestId, carrier);
            CompletableFuture<Outcome> result = function.invoke(invocation, event, traceHeader);
            answer(exchange, result.get(route.timeout().toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            function.withdraw(invocation);
            own(exchange, 503, "Service Unavailable");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            own(exchange, 503, "Service Unavailable");
        } catch (ExecutionException e) {
            throw new IllegalStateException("An invocation completes with an outcome, never exceptionally", e);
        }
    }

    private static void own(HttpExchange exchange, int status, String message) throws IOException {
        LoopbackServer.respond(
                exchange,
                status,
                "application/json",
                JSON.createObjectNode().put("message", message).toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange, Outcome outcome) throws IOException {
        if (!(outcome instanceof Outcome.Answered answered)) {
            own(exchange, 500, "Internal Server Error");
            return;
        }
        JsonNode answer;
        try {
            answer = JSON.readTree(answered.answer());
        } catch (JacksonException e) {
            own(exchange, 500, "Internal Server Error");
            return;
        }
        if (!answer.has("statusCode")) {
            // Without a status API Gateway takes the whole answer for the body of a 200.
            byte[] body = (answer.isTextual() ? answer.asText() : answer.toString()).getBytes(StandardCharsets.UTF_8);
            LoopbackServer.respond(exchange, 200, "application/json", body);
            return;
        }
        int status = answer.path("statusCode").asInt();
        String text = answer.path("body").asText("");
        byte[] body;
        try {
            body = answer.path("isBase64Encoded").asBoolean()
                    ? Base64.getDecoder().decode(text)
                    : text.getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            own(exchange, 500, "Internal Server Error");
            return;
        }
        if (status < 200 || status > 599) {
            own(exchange, 500, "Internal Server Error");
            return;
        }
        Headers headers = new Headers();
        try {
            answer.path("headers")
                    .properties()
                    .forEach(header ->
                            headers.set(header.getKey(), header.getValue().asText()));
            answer.path("multiValueHeaders")
                    .properties()
                    .forEach(
                            header -> header.getValue().forEach(value -> headers.add(header.getKey(), value.asText())));
            answer.path("cookies").forEach(cookie -> headers.add("set-cookie", cookie.asText()));
        } catch (IllegalArgumentException e) {
            // A line break, for example, which would let an answer write headers of its own.
            own(exchange, 500, "Internal Server Error");
            return;
        }
        exchange.getResponseHeaders().putAll(headers);
        // The length is this server's to tell.
        exchange.getResponseHeaders().remove("content-length");
        exchange.getResponseHeaders().remove("transfer-encoding");
        if (!exchange.getResponseHeaders().containsKey("content-type")) {
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        }
        LoopbackServer.send(exchange, status, body);
    }

    private static String traceHeader(HttpExchange exchange) {
        String given = exchange.getRequestHeaders().getFirst("X-Amzn-Trace-Id");
        if (given != null) {
            return given;
        }
        String random = UUID.randomUUID().toString().replace("-", "");
        return "Root=1-%08x-%s".formatted(Instant.now().getEpochSecond(), random.substring(0, 24));
    }

    private static String requestId() {
        // As API Gateway's look: 15 characters of base64 and an equals sign.
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(UUID.randomUUID().getMostSignificantBits())
                .putLong(UUID.randomUUID().getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).substring(0, 15) + "=";
    }

    @Override
    public void close() {
        server.close();
    }
}
