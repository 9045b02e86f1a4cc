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
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The front of one HTTP API, as API Gateway's version 2 behaves: routes, events of payload format 2.0, and its own answers when there is no
 * route, the body is too large or the function does not answer.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html">Payload format</a>
 */
public final class HttpApi implements AutoCloseable {
    /** <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html">Quotas of HTTP APIs</a>. */
    private static final int MAX_BODY = 10 * 1024 * 1024;

    private static final DateTimeFormatter REQUEST_TIME = DateTimeFormatter.ofPattern(
                    "dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String apiId;
    private final Place place;
    private final Quiet quiet;
    private final BiConsumer<String, String> routed;
    private final Hops hops;
    private final LoopbackServer server;
    private volatile Routes routes = new Routes(List.of());

    /**
     * Starts to listen; there are no routes until {@link #route}.
     *
     * @param apiId the API's id
     * @param port the port, or 0 for a free one
     * @param routed is told which function gets which request: the request's id and the function's name
     * @param hops is told what requests carry
     */
    public HttpApi(String apiId, int port, Place place, Quiet quiet, BiConsumer<String, String> routed, Hops hops) {
        this.apiId = apiId;
        this.place = place;
        this.quiet = quiet;
        this.routed = routed;
        this.hops = hops;
        this.server = LoopbackServer.start("the API", port, this::handle);
    }

    /** Sets the routes. */
    public void route(Routes all) {
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
        String traceHeader = traceHeader(exchange);
        byte[] event = event(exchange, match.get(), requestId, traceHeader, body)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        if (event.length > Functions.MAX_PAYLOAD) {
            own(exchange, 413, "Request Entity Too Large");
            return;
        }
        Quiet.Activity activity = quiet.begin(
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
        try {
            Routes.Route route = match.get().route();
            Function function = route.function();
            routed.accept(requestId, function.definition().name());
            hops.requested(
                    route.key(),
                    function.definition().name(),
                    requestId,
                    WireCarrier.ofHeaders(exchange.getRequestHeaders(), traceHeader));
            CompletableFuture<Outcome> result = function.invoke(event, traceHeader);
            answer(exchange, result.get(route.timeout().toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            own(exchange, 503, "Service Unavailable");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            own(exchange, 503, "Service Unavailable");
        } catch (ExecutionException e) {
            throw new IllegalStateException("An invocation completes with an outcome, never exceptionally", e);
        } finally {
            activity.close();
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

    private ObjectNode event(
            HttpExchange exchange, Routes.Match match, String requestId, String traceHeader, byte[] body) {
        URI uri = exchange.getRequestURI();
        Instant now = Instant.now();
        ObjectNode event = JSON.createObjectNode();
        event.put("version", "2.0");
        event.put("routeKey", match.route().key());
        event.put("rawPath", uri.getRawPath());
        event.put("rawQueryString", uri.getRawQuery() == null ? "" : uri.getRawQuery());
        Map<String, String> headers = headers(exchange, traceHeader);
        String cookies = headers.remove("cookie");
        if (cookies != null) {
            var list = event.putArray("cookies");
            for (String cookie : cookies.split(";\\s*", -1)) {
                list.add(cookie);
            }
        }
        ObjectNode headersNode = event.putObject("headers");
        headers.forEach(headersNode::put);
        Map<String, String> query = query(uri.getRawQuery());
        if (!query.isEmpty()) {
            ObjectNode queryNode = event.putObject("queryStringParameters");
            query.forEach(queryNode::put);
        }
        if (!match.parameters().isEmpty()) {
            ObjectNode path = event.putObject("pathParameters");
            match.parameters().forEach(path::put);
        }
        ObjectNode context = event.putObject("requestContext");
        context.put("accountId", place.account());
        context.put("apiId", apiId);
        context.put("domainName", apiId + ".execute-api." + place.region() + ".amazonaws.com");
        context.put("domainPrefix", apiId);
        context.putObject("http")
                .put("method", exchange.getRequestMethod())
                .put("path", uri.getPath())
                .put("protocol", exchange.getProtocol())
                .put("sourceIp", "127.0.0.1")
                .put("userAgent", headers.getOrDefault("user-agent", ""));
        context.put("requestId", requestId);
        context.put("routeKey", match.route().key());
        context.put("stage", "$default");
        context.put("time", REQUEST_TIME.format(now));
        context.put("timeEpoch", now.toEpochMilli());
        body(event, headers.getOrDefault("content-type", ""), body);
        return event;
    }

    private static Map<String, String> headers(HttpExchange exchange, String traceHeader) {
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            headers.put(lower, String.join(lower.equals("cookie") ? "; " : ",", values));
        });
        headers.put("x-amzn-trace-id", traceHeader);
        headers.put("x-forwarded-for", "127.0.0.1");
        headers.put("x-forwarded-port", "443");
        headers.put("x-forwarded-proto", "https");
        return headers;
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> query = new LinkedHashMap<>();
        if (raw != null) {
            for (String pair : raw.split("&", -1)) {
                if (!pair.isEmpty()) {
                    int equals = pair.indexOf('=');
                    String name = Routes.decode(equals < 0 ? pair : pair.substring(0, equals));
                    String value = equals < 0
                            ? ""
                            : URLDecoder.decode(Routes.lenient(pair.substring(equals + 1)), StandardCharsets.UTF_8);
                    query.merge(name, value, (one, other) -> one + "," + other);
                }
            }
        }
        return query;
    }

    /** API Gateway passes text as it is and everything else in base64; text that is not valid UTF-8 cannot be passed as it is. */
    private static void body(ObjectNode event, String contentType, byte[] body) {
        if (body.length == 0) {
            event.put("isBase64Encoded", false);
            return;
        }
        String type = contentType.toLowerCase(Locale.ROOT);
        boolean textual = type.isEmpty()
                || type.startsWith("text/")
                || type.contains("json")
                || type.contains("xml")
                || type.contains("javascript");
        if (textual) {
            try {
                event.put(
                        "body",
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .decode(ByteBuffer.wrap(body))
                                .toString());
                event.put("isBase64Encoded", false);
                return;
            } catch (CharacterCodingException e) {
                // Falls through to base64: whoever decodes it sees the bytes as they came.
            }
        }
        event.put("body", Base64.getEncoder().encodeToString(body));
        event.put("isBase64Encoded", true);
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
