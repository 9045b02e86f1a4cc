package dev.tracedshop.local.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.tracedshop.local.assembly.Place;
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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns requests into events of payload format 2.0.
 *
 * @param apiId the API's id
 * @param place region and account
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html">Payload format</a>
 */
record RequestEvent(String apiId, Place place) {
    private static final DateTimeFormatter REQUEST_TIME = DateTimeFormatter.ofPattern(
                    "dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Makes the event.
     *
     * @param identity who signed the request, when its route asks for that
     */
    ObjectNode of(
            HttpExchange exchange,
            Routes.Match match,
            String requestId,
            String traceHeader,
            byte[] body,
            Optional<ObjectNode> identity) {
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
        identity.ifPresent(iam -> context.putObject("authorizer").set("iam", iam));
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
}
