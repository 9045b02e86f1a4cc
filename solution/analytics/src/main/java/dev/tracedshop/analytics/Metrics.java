package dev.tracedshop.analytics;

/** Counts events. */
@FunctionalInterface
public interface Metrics {

    /**
     * Counts one event.
     *
     * @param source who put it on the bus
     * @param type what kind of fact it is
     */
    void count(String source, String type);
}
