package dev.tracedshop.trace.expect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.TraceId;
import dev.tracedshop.trace.expect.StreamedTrace.Streamed;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Compares the verdicts of a sampler with what has to become of the traces of a stream. */
final class SamplingJudge {
    /*
     * One finding of each kind, told of the first trace that shows it. Causes come first:
     *
     *   a span without verdict                         → nothing else is said of its trace
     *   spans in time, with two verdicts               → the trace is kept in part
     *   a late span, with another one, elsewhere       → so it is: nobody there knew its trace
     *   a span that came again or late, in its place   → the verdict was changed
     *   all dropped, and the trace failed or was slow  → it is lost
     *
     * Of a trace that was judged in several places the last is not said while traces are kept in part, nor is the share of the ordinary
     * traces judged: it would say the same once more.
     */
    private final SampledStream stream;
    private final ProgramOutcome sampler;
    private final Map<TraceId, Map<Long, List<SpanVerdict>>> verdicts = new HashMap<>();
    private Optional<BigDecimal> volume = Optional.empty();

    SamplingJudge(SampledStream stream, ProgramOutcome sampler) {
        this.stream = stream;
        this.sampler = sampler;
        sampler.output().forEach(line -> SpanVerdict.json(line).ifPresent(this::read));
    }

    private void read(JsonNode line) {
        SpanVerdict.of(line)
                .ifPresent(verdict -> verdicts.computeIfAbsent(verdict.traceId(), ignored -> new HashMap<>())
                        .computeIfAbsent(verdict.spanId(), ignored -> new ArrayList<>())
                        .add(verdict));
        if (line.path("volume").isNumber()) {
            volume = Optional.of(line.path("volume").decimalValue());
        }
    }

    /** What became of a trace. */
    private enum Outcome {
        INCOMPLETE,
        IN_PART,
        CHANGED,
        KEPT,
        DROPPED
    }

    List<Finding> judge() {
        if (!sampler.succeeded()) {
            return List.of(SamplingDiagnoses.failed(sampler));
        }
        Map<StreamedTrace, Outcome> outcomes = new HashMap<>();
        stream.traces().forEach(trace -> outcomes.put(trace, outcome(trace)));
        List<Finding> findings = new ArrayList<>();
        first(outcomes, Outcome.INCOMPLETE, trace -> true)
                .ifPresent(trace -> findings.add(SamplingDiagnoses.withoutVerdict(trace, unjudged(trace))));
        Optional<StreamedTrace> inPart = first(outcomes, Outcome.IN_PART, trace -> true);
        inPart.ifPresent(trace -> findings.add(inPart(trace)));
        first(outcomes, Outcome.CHANGED, trace -> true).ifPresent(trace -> findings.add(changed(trace)));
        Predicate<StreamedTrace> judgedAsAWhole = trace -> inPart.isEmpty() || inOnePlace(trace);
        first(outcomes, Outcome.DROPPED, judgedAsAWhole.and(StreamedTrace::failed))
                .ifPresent(trace -> findings.add(SamplingDiagnoses.failedLost(trace)));
        first(outcomes, Outcome.DROPPED, judgedAsAWhole.and(trace -> stream.isSlow(trace) && !trace.failed()))
                .ifPresent(trace -> findings.add(SamplingDiagnoses.slowLost(trace)));
        if (inPart.isEmpty()) {
            share(outcomes).ifPresent(findings::add);
        }
        estimate().ifPresent(findings::add);
        return findings;
    }

    private Optional<StreamedTrace> first(
            Map<StreamedTrace, Outcome> outcomes, Outcome wanted, Predicate<StreamedTrace> of) {
        return stream.traces().stream()
                .filter(trace -> outcomes.get(trace) == wanted)
                .filter(of)
                .findFirst();
    }

    private Outcome outcome(StreamedTrace trace) {
        if (trace.spans().stream().anyMatch(span -> of(trace, span).isEmpty())) {
            return Outcome.INCOMPLETE;
        }
        List<SpanVerdict> inTime = firstInTime(trace);
        boolean kept = inTime.get(0).kept();
        if (inTime.stream().anyMatch(verdict -> verdict.kept() != kept)) {
            return Outcome.IN_PART;
        }
        List<SpanVerdict> others = others(trace, kept);
        if (!others.isEmpty()) {
            return others.stream().anyMatch(other -> inPlaceOf(other, inTime).isPresent())
                    ? Outcome.CHANGED
                    : Outcome.IN_PART;
        }
        return kept ? Outcome.KEPT : Outcome.DROPPED;
    }

    private List<SpanVerdict> firstInTime(StreamedTrace trace) {
        return trace.inTime().stream().map(span -> of(trace, span).get(0)).toList();
    }

    private List<SpanVerdict> others(StreamedTrace trace, boolean kept) {
        return all(trace).stream().filter(verdict -> verdict.kept() != kept).toList();
    }

    private static Optional<SpanVerdict> inPlaceOf(SpanVerdict other, List<SpanVerdict> inTime) {
        return inTime.stream()
                .filter(verdict -> verdict.partition() == other.partition())
                .findFirst();
    }

    private List<SpanVerdict> of(StreamedTrace trace, Streamed span) {
        return verdicts.getOrDefault(trace.id(), Map.of()).getOrDefault(span.spanId(), List.of());
    }

    private List<SpanVerdict> all(StreamedTrace trace) {
        return trace.spans().stream().flatMap(span -> of(trace, span).stream()).toList();
    }

    private Streamed unjudged(StreamedTrace trace) {
        return trace.spans().stream()
                .filter(span -> of(trace, span).isEmpty())
                .findFirst()
                .orElseThrow();
    }

    private Finding inPart(StreamedTrace trace) {
        return SamplingDiagnoses.inPart(trace, firstOf(trace, true), firstOf(trace, false));
    }

    private SpanVerdict firstOf(StreamedTrace trace, boolean kept) {
        return Stream.concat(firstInTime(trace).stream(), all(trace).stream())
                .filter(verdict -> verdict.kept() == kept)
                .findFirst()
                .orElseThrow();
    }

    private Finding changed(StreamedTrace trace) {
        List<SpanVerdict> inTime = firstInTime(trace);
        SpanVerdict after = others(trace, inTime.get(0).kept()).stream()
                .filter(other -> inPlaceOf(other, inTime).isPresent())
                .findFirst()
                .orElseThrow();
        return SamplingDiagnoses.changed(trace, inPlaceOf(after, inTime).orElseThrow(), after);
    }

    private boolean inOnePlace(StreamedTrace trace) {
        return all(trace).stream().map(SpanVerdict::partition).distinct().count() == 1;
    }

    private Optional<Finding> share(Map<StreamedTrace, Outcome> outcomes) {
        long kept = 0;
        long all = 0;
        for (StreamedTrace trace : stream.traces()) {
            Outcome outcome = outcomes.get(trace);
            boolean judged = outcome == Outcome.KEPT || outcome == Outcome.DROPPED;
            if (judged && !trace.failed() && !stream.isSlow(trace)) {
                all++;
                kept += outcome == Outcome.KEPT ? 1 : 0;
            }
        }
        long wanted = all / SampledStream.ONE_IN;
        boolean near = kept >= wanted / 2 && kept <= wanted * 2;
        return near ? Optional.empty() : Optional.of(SamplingDiagnoses.share(kept, all));
    }

    private Optional<Finding> estimate() {
        BigDecimal stored = stream.volumeOfAMonth();
        BigDecimal tolerance = stored.multiply(new BigDecimal("0.05"));
        boolean near = volume.map(estimated -> estimated.subtract(stored).abs().compareTo(tolerance) <= 0)
                .orElse(false);
        return near ? Optional.empty() : Optional.of(SamplingDiagnoses.estimate(stream, volume, stored));
    }
}
