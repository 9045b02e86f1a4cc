package dev.tracedshop.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run or a check found out; {@link TraceJson} writes it.
 *
 * @param verdict how it ended
 * @param product the product that was created, as the API answered; an empty object when there is none
 * @param timings how long each part took, in milliseconds, in order
 * @param findings what is not as expected; empty when the verdict is a pass
 * @param traces all traces, those named by the expectation first
 */
public record Report(
        Verdict verdict, JsonNode product, Map<String, Long> timings, List<Finding> findings, List<NamedTrace> traces) {

    public Report {
        timings = Collections.unmodifiableMap(new LinkedHashMap<>(timings));
        findings = List.copyOf(findings);
        traces = List.copyOf(traces);
    }

    /** Creates the report of a run that never came to a trace. */
    public static Report of(Verdict verdict, List<Finding> findings) {
        return new Report(verdict, JsonNodeFactory.instance.objectNode(), Map.of(), findings, List.of());
    }
}
