package dev.tracedshop.workshop.bench;

import java.util.List;
import java.util.Locale;

/**
 * Repeated measurements of one thing.
 *
 * @param millis each measurement, in milliseconds
 */
record Series(List<Long> millis) {
    Series {
        millis = millis.stream().sorted().toList();
    }

    /** Returns the median by the nearest rank. */
    long median() {
        return millis.get((millis.size() - 1) / 2);
    }

    /** Returns the ratio of the medians. */
    double over(Series floor) {
        return (double) median() / floor.median();
    }

    @Override
    public String toString() {
        return "%5d ms  (%d to %d, n=%d)"
                .formatted(median(), millis.get(0), millis.get(millis.size() - 1), millis.size());
    }

    static String ratio(double ratio) {
        return String.format(Locale.ROOT, "%.2f", ratio);
    }
}
