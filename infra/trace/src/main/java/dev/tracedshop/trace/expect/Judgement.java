package dev.tracedshop.trace.expect;

import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.NamedTrace;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.Verdict;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What judging an expectation found.
 *
 * @param findings all that is not as expected, causes only: what follows from another finding is counted there
 * @param named the traces that were recognised, by their names in the expectation and in its order
 */
public record Judgement(List<Finding> findings, Map<String, Trace> named) {
    public Judgement {
        findings = List.copyOf(findings);
        named = Collections.unmodifiableMap(new LinkedHashMap<>(named));
    }

    /** Returns {@link Verdict#PASS} without findings, else {@link Verdict#NOT_YET}. */
    public Verdict verdict() {
        return findings.isEmpty() ? Verdict.PASS : Verdict.NOT_YET;
    }

    /** Returns the recognised traces as a report lists them. */
    public List<NamedTrace> traces() {
        return named.entrySet().stream()
                .map(entry -> new NamedTrace(entry.getKey(), entry.getValue()))
                .toList();
    }
}
