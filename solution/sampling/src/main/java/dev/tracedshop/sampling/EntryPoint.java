package dev.tracedshop.sampling;

/**
 * One kind of trace, by what begins it, as it was measured.
 *
 * @param name for example {@code aws.httpapi POST /product}
 * @param traces how many there were
 * @param spans how many spans they had together
 * @param logs how many log lines they had together
 */
public record EntryPoint(String name, long traces, long spans, long logs) {
    public EntryPoint {
        if (traces < 0 || spans < 0 || logs < 0) {
            throw new IllegalArgumentException(name + ": nothing can be counted less than 0 times");
        }
    }

    /** Returns what is paid for: each span and each log line is one event. */
    public long events() {
        return Math.addExact(spans, logs);
    }
}
