package dev.tracedshop.workshop.sampling;

import dev.tracedshop.sampling.EntryPoint;
import dev.tracedshop.sampling.Spread;
import dev.tracedshop.sampling.VolumeEstimate;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.expect.SampledStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was measured of a shop's traces, by what begins them, and what that says of a month. */
public final class MeasuredVolume {
    private final Map<String, List<Trace>> traces = new TreeMap<>();

    /** Measures traces; empty ones are left out. */
    public MeasuredVolume(List<Trace> stored) {
        stored.stream()
                .filter(trace -> !trace.spans().isEmpty())
                .forEach(trace -> traces.computeIfAbsent(SampledStream.entryPoint(trace), ignored -> new ArrayList<>())
                        .add(trace));
    }

    /**
     * One kind of trace.
     *
     * @param events each span and each log line of a trace is one
     */
    public record Row(EntryPoint measured, Spread events) {}

    /** Returns the kinds, the ones with the most events first. */
    public List<Row> rows() {
        return traces.entrySet().stream()
                .map(entry -> new Row(
                        entryPoint(entry.getKey(), entry.getValue()),
                        Spread.of(entry.getValue().stream()
                                .mapToLong(MeasuredVolume::events)
                                .toArray())))
                .sorted((one, other) ->
                        Long.compare(other.measured().events(), one.measured().events()))
                .toList();
    }

    /** Returns how many traces were begun by a request to the API. */
    public long requests() {
        return traces.values().stream()
                .flatMap(List::stream)
                .filter(MeasuredVolume::isRequest)
                .count();
    }

    /** Returns how many traces there are. */
    public long count() {
        return traces.values().stream().mapToLong(List::size).sum();
    }

    /** Returns how many events are stored. */
    public long stored() {
        return rows().stream().mapToLong(row -> row.measured().events()).sum();
    }

    /**
     * Returns how many traces so many requests leave. A request may leave more than one: who looks on begins a trace of its own.
     *
     * @throws ArithmeticException if there would be more than 64 bits count
     */
    public long ownEvents(long requests) {
        return BigDecimal.valueOf(requests)
                .multiply(BigDecimal.valueOf(count()))
                .divide(BigDecimal.valueOf(requests()), 0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    /** Returns how many events so many traces bring. */
    public long events(long ownEvents) {
        return VolumeEstimate.events(
                ownEvents, rows().stream().map(Row::measured).toList());
    }

    /**
     * An estimate, beside what it was about.
     *
     * @param measured how many traces it was made by
     * @param estimated how many events all of them should have
     * @param stored how many they have
     */
    public record Trial(long measured, long estimated, long stored) {
        /** Returns by how many hundredths the estimate is off. */
        public double percentOff() {
            return stored == 0 ? 0 : 100.0 * (estimated - stored) / stored;
        }
    }

    /** Measures every second trace of each kind, and estimates by them what all of that kind have. */
    public Trial trial() {
        long measured = 0;
        long estimated = 0;
        for (Map.Entry<String, List<Trace>> kind : traces.entrySet()) {
            List<Trace> half = new ArrayList<>();
            for (int i = 0; i < kind.getValue().size(); i += 2) {
                half.add(kind.getValue().get(i));
            }
            measured += half.size();
            estimated += VolumeEstimate.events(kind.getValue().size(), List.of(entryPoint(kind.getKey(), half)));
        }
        return new Trial(measured, estimated, stored());
    }

    private static EntryPoint entryPoint(String name, List<Trace> traces) {
        return new EntryPoint(
                name,
                traces.size(),
                traces.stream().mapToLong(trace -> trace.spans().size()).sum(),
                traces.stream().mapToLong(trace -> trace.logs().size()).sum());
    }

    private static long events(Trace trace) {
        return trace.spans().size() + (long) trace.logs().size();
    }

    private static boolean isRequest(Trace trace) {
        return trace.root()
                .map(Span::name)
                .map(name -> name.equals("aws.httpapi") || name.equals("aws.apigateway"))
                .orElse(false);
    }
}
