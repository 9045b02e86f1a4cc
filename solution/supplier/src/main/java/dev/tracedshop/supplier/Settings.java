package dev.tracedshop.supplier;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Holds what the function is told by its environment variables.
 *
 * @param behaviourParameter the name of the parameter in Systems Manager that says how to behave
 * @param collector where the spans are posted to; empty when nothing is sent
 * @param transport how the spans leave the process
 * @param cloud what OpenTelemetry calls the resource, as far as Lambda tells: {@code faas.name} and the like
 */
record Settings(
        String behaviourParameter,
        String region,
        String serviceName,
        Optional<URI> collector,
        Transport transport,
        Map<String, String> cloud) {

    /**
     * Reads the settings: BEHAVIOUR_PARAMETER, AWS_REGION and OTEL_SERVICE_NAME, which must be set,
     * OTEL_EXPORTER_OTLP_ENDPOINT, which may be empty, TELEMETRY_TRANSPORT, which may be left out, and what Lambda itself
     * sets.
     *
     * @throws IllegalStateException naming everything that is wrong
     */
    static Settings of(Map<String, String> environment) {
        List<String> problems = new ArrayList<>();
        for (String name : List.of("BEHAVIOUR_PARAMETER", "AWS_REGION", "OTEL_SERVICE_NAME")) {
            if (environment.getOrDefault(name, "").isBlank()) {
                problems.add(name + " is not set");
            }
        }
        Optional<URI> collector = Optional.empty();
        String endpoint =
                environment.getOrDefault("OTEL_EXPORTER_OTLP_ENDPOINT", "").trim();
        if (endpoint.matches("https?://[^/].*")) {
            // The rule of the OTLP exporter's specification: the variable holds the base of every signal's path.
            collector = Optional.of(URI.create(endpoint.replaceFirst("/+$", "") + "/v1/traces"));
        } else if (!endpoint.isEmpty()) {
            problems.add("OTEL_EXPORTER_OTLP_ENDPOINT is \"" + endpoint
                    + "\", not a URL such as http://127.0.0.1:4318; leave it empty to send nothing");
        }
        String wanted = environment.getOrDefault("TELEMETRY_TRANSPORT", "blocking");
        Optional<Transport> transport = Transport.named(wanted);
        if (transport.isEmpty()) {
            problems.add("TELEMETRY_TRANSPORT is \"" + wanted + "\", not one of " + Transport.names());
        }
        if (!problems.isEmpty()) {
            throw new IllegalStateException("The environment of the supplier's function is not as needed: "
                    + String.join("; ", problems) + ". Correct it where the function is defined.");
        }
        return new Settings(
                environment.getOrDefault("BEHAVIOUR_PARAMETER", ""),
                environment.getOrDefault("AWS_REGION", ""),
                environment.getOrDefault("OTEL_SERVICE_NAME", ""),
                collector,
                transport.orElseThrow(),
                Map.of(
                        "cloud.provider", "aws",
                        "cloud.platform", "aws_lambda",
                        "cloud.region", environment.getOrDefault("AWS_REGION", ""),
                        "faas.name", environment.getOrDefault("AWS_LAMBDA_FUNCTION_NAME", ""),
                        "faas.version", environment.getOrDefault("AWS_LAMBDA_FUNCTION_VERSION", "")));
    }
}
