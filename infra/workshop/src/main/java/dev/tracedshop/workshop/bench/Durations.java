package dev.tracedshop.workshop.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Collects how long one thing took, each time, in nanoseconds. */
final class Durations {
    private final List<Long> nanos = new ArrayList<>();

    void add(long duration) {
        nanos.add(duration);
    }

    int count() {
        return nanos.size();
    }

    /**
     * Returns the smallest duration that so many of a hundred do not exceed.
     *
     * @param percent 1 to 100
     */
    long percentile(int percent) {
        return nanos.stream()
                .sorted()
                .skip(Math.max(0, (long) Math.ceil(nanos.size() * percent / 100.0) - 1))
                .findFirst()
                .orElseThrow();
    }

    /** Returns the median, and from where to where the others lie. */
    String spread() {
        return "%s  (%s to %s)"
                .formatted(
                        text(percentile(50)),
                        text(percentile(1)).strip(),
                        text(percentile(100)).strip());
    }

    /** Returns the median, and what 95 of a hundred do not exceed. */
    String percentiles() {
        return "p50 %s   p95 %s".formatted(text(percentile(50)), text(percentile(95)));
    }

    /** Writes nanoseconds as milliseconds, in eleven columns. */
    static String text(long nanos) {
        double millis = nanos / 1e6;
        return String.format(Locale.ROOT, Math.abs(millis) < 100 ? "%8.2f ms" : "%8.0f ms", millis);
    }
}
