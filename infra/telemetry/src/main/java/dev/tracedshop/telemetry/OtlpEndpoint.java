package dev.tracedshop.telemetry;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
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
        return Optional.of(new OtlpEndpoint(url, headers(environment.getOrDefault("OTEL_EXPORTER_OTLP_HEADERS", ""))));
    }

    private static IllegalArgumentException notAnAddress(String text) {
        return new IllegalArgumentException("The OTLP endpoint '" + text
                + "' is no http or https URL: set OTEL_EXPORTER_OTLP_ENDPOINT to one such as http://127.0.0.1:4318.");
    }

    private static Map<String, String> headers(String text) {
        Map<String, String> headers = new TreeMap<>();
        for (String pair : text.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                headers.put(
                        pair.substring(0, equals).strip(),
                        URLDecoder.decode(pair.substring(equals + 1).strip(), StandardCharsets.UTF_8));
            }
        }
        return headers;
    }

    /** Returns the URL; headers may hold a key and are not shown. */
    @Override
    public String toString() {
        return traces.toString();
    }
}
