package dev.tracedshop.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds up the metrics that functions print: lines of {@code {"m": name, "v": value, "t": ["key:value"], "e": epoch seconds}}, which
 * Datadog's extension takes out of a function's output. Safe for use by many threads.
 */
public final class CustomMetrics {

    private static final int MOST_SERIES = 10_000;

    /**
     * One metric with one set of tags.
     *
     * @param function who printed it
     * @param tags in alphabetical order
     * @param count how often it was printed
     * @param sum of all values
     */
    public record Series(String name, String function, List<String> tags, long count, double sum) {
        public Series {
            tags = List.copyOf(tags);
        }
    }

    private record Key(String name, String function, List<String> tags) {}

    private final ObjectMapper json = new ObjectMapper();
    private final Map<Key, Series> series = new LinkedHashMap<>();
    private long dropped;

    /** Returns all series, those of a name together in the order of their first value. */
    public synchronized List<Series> all() {
        return List.copyOf(series.values());
    }

    /** Returns the series of a name that have all these tags, each {@code key:value}. */
    public synchronized List<Series> find(String name, Collection<String> tags) {
        return series.values().stream()
                .filter(one -> one.name().equals(name) && one.tags().containsAll(tags))
                .toList();
    }

    /** Returns how often a metric was printed with all these tags. */
    public long count(String name, String... tags) {
        return find(name, List.of(tags)).stream().mapToLong(Series::count).sum();
    }

    /** Returns the sum of a metric's values that were printed with all these tags. */
    public double sum(String name, String... tags) {
        return find(name, List.of(tags)).stream().mapToDouble(Series::sum).sum();
    }

    /** Returns how many values were left out because there were too many different series. */
    public synchronized long dropped() {
        return dropped;
    }

    /**
     * Takes a line in, if it is a metric.
     *
     * @return whether it was one
     */
    boolean take(String function, String line) {
        String text = line.strip();
        // Parsing every line that a function writes would be dear.
        if (!text.startsWith("{") || !text.endsWith("}") || !text.contains("\"m\"") || !text.contains("\"v\"")) {
            return false;
        }
        JsonNode metric;
        try {
            metric = json.readTree(text);
        } catch (JsonProcessingException e) {
            return false;
        }
        JsonNode time = metric.path("e");
        if (!metric.path("m").isTextual() || !metric.path("v").isNumber() || !time.isNumber()) {
            return false;
        }
        List<String> tags = new ArrayList<>();
        metric.path("t").forEach(tag -> tags.add(tag.asText()));
        add(
                function,
                metric.path("m").textValue(),
                tags.stream().sorted().toList(),
                metric.path("v").doubleValue());
        return true;
    }

    private synchronized void add(String function, String name, List<String> tags, double value) {
        Key key = new Key(name, function, tags);
        if (series.size() >= MOST_SERIES && !series.containsKey(key)) {
            dropped++;
            return;
        }
        series.merge(
                key,
                new Series(name, function, tags, 1, value),
                (before, now) -> new Series(name, function, tags, before.count() + 1, before.sum() + now.sum()));
    }
}
