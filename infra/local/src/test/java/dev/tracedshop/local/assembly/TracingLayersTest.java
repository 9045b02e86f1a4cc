package dev.tracedshop.local.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What of the tracer a template attaches is read off its layers and its wrapper. */
class TracingLayersTest {
    private static final String TRACER = "arn:aws:lambda:us-east-1:464622532012:layer:dd-trace-java:";
    private static final String EXTENSION = "arn:aws:lambda:us-east-1:464622532012:layer:Datadog-Extension:";
    private static final Map<String, String> WRAPPER = Map.of("AWS_LAMBDA_EXEC_WRAPPER", "/opt/datadog_wrapper");

    @Test
    void allPartsTogether() {
        assertThat(TracingLayers.of(List.of(TRACER + 30, EXTENSION + 95), WRAPPER))
                .isEqualTo(new TracingLayers(Optional.of(30), true, Optional.of(95)))
                .satisfies(layers -> assertThat(layers.agentAttached()).isTrue());
    }

    @Test
    void extensionForArmIsOneToo() {
        assertThat(TracingLayers.of(List.of(EXTENSION.replace("Extension:", "Extension-ARM:") + 95), Map.of()))
                .isEqualTo(new TracingLayers(Optional.empty(), false, Optional.of(95)));
    }

    @Test
    void agentNeedsLayerAndWrapper() {
        assertThat(TracingLayers.of(List.of(TRACER + 30), Map.of()).agentAttached())
                .isFalse();
        assertThat(TracingLayers.of(List.of(EXTENSION + 95), WRAPPER).agentAttached())
                .isFalse();
        assertThat(TracingLayers.of(List.of(TRACER + 30), Map.of("AWS_LAMBDA_EXEC_WRAPPER", "/opt/other"))
                        .agentAttached())
                .isFalse();
        assertThat(TracingLayers.of(List.of(TRACER + 30), WRAPPER).agentAttached())
                .isTrue();
    }

    @Test
    void otherLayersAreNotUnderstood() {
        assertThat(TracingLayers.understands(TRACER + 30)).isTrue();
        assertThat(TracingLayers.understands("arn:aws-cn:lambda:cn-north-1:1:layer:dd-trace-java:1"))
                .isTrue();
        assertThat(TracingLayers.understands(TRACER)).isFalse();
        assertThat(TracingLayers.understands(TRACER.replace("java", "python") + 1))
                .isFalse();
        assertThat(TracingLayers.understands("arn:aws:lambda:us-east-1:1:layer:Datadog-Extension-FIPS:1"))
                .isFalse();
    }

    @Test
    void versionThatDiffersFromThePinnedAgentIsToldAndAnUnknownOneIsSaidSo() {
        TracingLayers known = TracingLayers.of(List.of(TRACER + 30), WRAPPER);
        assertThat(known.differsFrom("1.68.1")).isEmpty();
        assertThat(known.differsFrom("2.0.0")).contains("1.68.1");
        assertThat(TracingLayers.of(List.of(TRACER + 7), WRAPPER).differsFrom("1.68.1"))
                .contains("unknown (layer 7)");
        assertThat(TracingLayers.of(List.of(), WRAPPER).differsFrom("1.68.1")).isEmpty();
    }
}
