package dev.tracedshop.supplier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static final Map<String, String> NEEDED = Map.of(
            "BEHAVIOUR_PARAMETER",
            "/dev/supplier/behaviour",
            "AWS_REGION",
            "eu-west-1",
            "OTEL_SERVICE_NAME",
            "supplier");

    @Test
    void everythingThatIsWrongIsNamedAtOnce() {
        assertThatThrownBy(() -> Settings.of(
                        Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4318", "TELEMETRY_TRANSPORT", "fax")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(
                        "BEHAVIOUR_PARAMETER is not set; AWS_REGION is not set; OTEL_SERVICE_NAME is not set;")
                .hasMessageContaining("OTEL_EXPORTER_OTLP_ENDPOINT is \"localhost:4318\", not a URL")
                .hasMessageContaining("TELEMETRY_TRANSPORT is \"fax\", not one of blocking, background, log");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:4318", "http://127.0.0.1:4318/", " http://127.0.0.1:4318// "})
    void theEndpointIsTheBaseOfTheTracesPath(String endpoint) {
        Map<String, String> environment = new HashMap<>(NEEDED);
        environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint);
        assertThat(Settings.of(environment).collector()).contains(URI.create("http://127.0.0.1:4318/v1/traces"));
    }

    @Test
    void withoutAnEndpointThereIsNoCollector() {
        assertThat(Settings.of(NEEDED).collector()).isEmpty();
    }
}
