package dev.tracedshop.telemetry;

import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where traces are forwarded to.
 *
 * @param traces the full URL for traces
 * @param headers sent with each request, for example a key
 */
public record OtlpEndpoint(URI traces, Map<String, String> headers) {

    private static final String PROTOCOL = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private static final String HEADERS = "OTEL_EXPORTER_OTLP_HEADERS";

    public OtlpEndpoint {
        headers = Map.copyOf(headers);
    }

    /**
     * Reads OpenTelemetry's standard variables: {@code OTEL_EXPORTER_OTLP_ENDPOINT}, {@code OTEL_EXPORTER_OTLP_TRACES_ENDPOINT}, {@code
     * OTEL_EXPORTER_OTLP_HEADERS} and {@code OTEL_EXPORTER_OTLP_PROTOCOL}, of which only {@code http/protobuf} is spoken here.
     *
     * @return empty if no endpoint is set
     * @throws IllegalArgumentException with a message for people if a value cannot be used
     */
    public static Optional<OtlpEndpoint> fromEnvironment(Map<String, String> environment) {
        String own = environment
                .getOrDefault("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "")
                .strip();
        String base =
                environment.getOrDefault("OTEL_EXPORTER_OTLP_ENDPOINT", "").strip();
        if (own.isEmpty() && base.isEmpty()) {
            return Optional.empty();
        }
        String protocol = environment.getOrDefault(PROTOCOL, "http/protobuf").strip();
        if (!protocol.isEmpty() && !protocol.equals("http/protobuf")) {
            throw new IllegalArgumentException(PROTOCOL + " is '" + protocol
                    + "', but traces are forwarded as http/protobuf only: set it to that, and the endpoint to the HTTP port (4318 in"
                    + " most collectors).");
        }
        String text = own.isEmpty() ? base.replaceAll("/+$", "") + "/v1/traces" : own;
        URI url;
        try {
            url = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw notAnAddress(text);
        }
        if (url.getHost() == null || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
            throw notAnAddress(text);
        }
        return Optional.of(new OtlpEndpoint(url, headers(environment.getOrDefault(HEADERS, ""))));
    }

    private static IllegalArgumentException notAnAddress(String text) {
        return new IllegalArgumentException("The OTLP endpoint '" + text
                + "' is no http or https URL: set OTEL_EXPORTER_OTLP_ENDPOINT to one such as http://127.0.0.1:4318.");
    }

    /** Reads {@code name=value,name=value}, the values percent-encoded, and says all that is wrong with it; it never repeats a value. */
    private static Map<String, String> headers(String text) {
        Map<String, String> headers = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        int number = 0;
        for (String pair : text.split(",", -1)) {
            number++;
            if (pair.isBlank()) {
                continue;
            }
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                wrong.add("entry " + number + " has no name and '='");
                continue;
            }
            String name = pair.substring(0, equals).strip();
            try {
                // A form's decoder: there, and only there, a plus is a blank.
                String value = URLDecoder.decode(
                        pair.substring(equals + 1).strip().replace("+", "%2B"), StandardCharsets.UTF_8);
                var unused = HttpRequest.newBuilder().setHeader(name, value);
                headers.put(name, value);
            } catch (IllegalArgumentException e) {
                wrong.add("'" + name + "' is no header that can be sent, or its value is not percent-encoded");
            }
        }
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(
                    HEADERS + " is not name=value,name=value: " + String.join("; ", wrong) + ".");
        }
        return headers;
    }

    /** Returns the URL; headers may hold a key and are not shown. */
    @Override
    public String toString() {
        return traces.toString();
    }
}
