package dev.tracedshop.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.trace.TraceId;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PropagationTest {

    private static final TraceId TRACE = TraceId.parse("6a00000000000000112210f47de98115");
    private static final String TRACEPARENT = "00-6a00000000000000112210f47de98115-56a27731687509c9-01";
    private static final Map<String, String> DATADOG = Map.of(
            "x-datadog-trace-id", "1234567890123456789",
            "x-datadog-parent-id", "6242683087578532297",
            "x-datadog-sampling-priority", "2",
            "x-datadog-tags", "_dd.p.dm=-1,_dd.p.tid=6a00000000000000,other=left-out");

    @Test
    void aDatadogCarrierGivesIdsPriorityAndPropagatedTags() {
        assertThat(extract(Map.of(), DATADOG))
                .contains(new PropagatedContext(
                        TRACE,
                        6242683087578532297L,
                        OptionalInt.of(2),
                        Map.of("_dd.p.dm", "-1", "_dd.p.tid", "6a00000000000000")));
    }

    @Test
    void aW3cCarrierAloneGivesAllOfTheTraceId() {
        String tracestate = "other=1,dd=s:2;p:00000000000000aa;t.dm:-4;t.tid:6a00000000000000";

        assertThat(extract(Map.of(), Map.of("traceparent", TRACEPARENT, "tracestate", tracestate)))
                .contains(new PropagatedContext(
                        TRACE,
                        0x56a27731687509c9L,
                        OptionalInt.of(2),
                        Map.of(
                                "_dd.p.dm",
                                "-4",
                                "_dd.p.tid",
                                "6a00000000000000",
                                "_dd.parent_id",
                                "00000000000000aa",
                                "traceparent",
                                TRACEPARENT,
                                "tracestate",
                                tracestate)));
    }

    @Test
    void theNearestParentWinsWhenBothStylesAreOfOneTrace() {
        Map<String, String> both = new TreeMap<>(DATADOG);
        both.put("traceparent", "00-6a00000000000000112210f47de98115-00000000000000bb-01");
        both.put("tracestate", "vendor=1");

        PropagatedContext context = extract(Map.of(), both).orElseThrow();

        assertThat(context.parentId()).isEqualTo(0xbb);
        assertThat(context.tags())
                .containsEntry("_dd.parent_id", "56a27731687509c9")
                .containsEntry("tracestate", "vendor=1")
                .doesNotContainKey("traceparent");
    }

    @Test
    void aW3cContextOfAnotherTraceIsLeftAside() {
        Map<String, String> both = new TreeMap<>(DATADOG);
        both.put("traceparent", "00-ffffffffffffffffffffffffffffffff-00000000000000bb-01");

        assertThat(extract(Map.of(), both)).isEqualTo(extract(Map.of(), DATADOG));
    }

    @Test
    void theStylesDecideWhatIsRead() {
        Map<String, String> both = new TreeMap<>(DATADOG);
        both.put("traceparent", "00-ffffffffffffffffffffffffffffffff-00000000000000bb-00");

        assertThat(extract(Map.of("DD_TRACE_PROPAGATION_STYLE_EXTRACT", "tracecontext"), both)
                        .orElseThrow()
                        .parentId())
                .isEqualTo(0xbb);
        assertThat(extract(Map.of("DD_TRACE_PROPAGATION_STYLE", "tracecontext"), DATADOG))
                .isEmpty();
        assertThat(extract(
                        Map.of(
                                "DD_TRACE_PROPAGATION_STYLE",
                                "tracecontext",
                                "DD_TRACE_PROPAGATION_STYLE_EXTRACT",
                                "datadog"),
                        DATADOG))
                .isPresent();
        assertThat(extract(Map.of("DD_TRACE_PROPAGATION_STYLE_EXTRACT", "none"), both))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-00000000000000000000000000000000-56a27731687509c9-01",
                "00-6a00000000000000112210f47de98115-0000000000000000-01",
                "ff-6a00000000000000112210f47de98115-56a27731687509c9-01",
                "00-6A00000000000000112210F47DE98115-56a27731687509c9-01",
                "00-6a00-56a27731687509c9-01"
            })
    void aBrokenTraceparentIsNone(String traceparent) {
        assertThat(extract(Map.of(), Map.of("traceparent", traceparent))).isEmpty();
    }

    @Test
    void brokenDatadogPartsAreNamedAndTheRestIsUsed() {
        assertThat(extract(Map.of(), Map.of("x-datadog-trace-id", "0"))).isEmpty();
        assertThat(extract(Map.of(), Map.of("x-datadog-trace-id", "twelve"))).isEmpty();
        assertThat(extract(Map.of(), Map.of("x-datadog-trace-id", "5", "x-datadog-tags", "_dd.p.tid=nothex"))
                        .orElseThrow()
                        .tags())
                .containsOnly(Map.entry("_dd.propagation_error", "malformed_tid nothex"));
        assertThat(extract(Map.of(), Map.of("x-datadog-trace-id", "5", "x-datadog-tags", "_dd.p.x=" + "y".repeat(600)))
                        .orElseThrow()
                        .tags())
                .containsOnly(Map.entry("_dd.propagation_error", "extract_max_size"));
    }

    private static Optional<PropagatedContext> extract(Map<String, String> environment, Map<String, String> carrier) {
        return new Propagation(Functions.profile("orders", environment)).extract(carrier);
    }
}
