package dev.tracedshop.trace;

import dev.tracedshop.trace.TraceTree.Node;
import dev.tracedshop.trace.TraceTree.Standing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One side of a comparison: a trace's spans in their tree, without those that are not compared, by index. */
final class ComparedSpans {
    /** A link to a span that is in none of the traces at hand. */
    static final String ELSEWHERE = "links to a span that is not here";

    /** What two spans must share to be the same one: service, operation and resource. */
    record Key(String service, String operation, String resource) {
        /** Returns how many of the three are equal. */
        int shared(Key other) {
            return (service.equals(other.service) ? 1 : 0)
                    + (operation.equals(other.operation) ? 1 : 0)
                    + (resource.equals(other.resource) ? 1 : 0);
        }

        /** Tells whether two of the three are equal; two resources must at least begin with the same word, as two calls to one service do. */
        boolean resembles(Key other) {
            return shared(other) >= 2
                    && (resource.equals(other.resource) || firstWord(resource).equals(firstWord(other.resource)));
        }

        private static String firstWord(String text) {
            return text.replaceFirst("(?s)[ ./].*", "");
        }
    }

    private final Trace trace;
    private final List<Node> nodes;
    private final LinkIndex links;
    private final Map<TraceId, Trace> traces = new HashMap<>();
    private final List<Key> keys = new ArrayList<>();
    private final List<List<Integer>> children = new ArrayList<>();
    private final List<Integer> tops = new ArrayList<>();

    /**
     * Reads a trace.
     *
     * @param others traces that its links may lead to
     */
    ComparedSpans(Trace trace, Collection<Trace> others) {
        this.trace = trace;
        this.nodes = new TraceTree(trace).nodes();
        others.forEach(other -> traces.put(other.id(), other));
        traces.put(trace.id(), trace);
        this.links = new LinkIndex(traces.values());
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            keys.add(key(node.span()));
            children.add(new ArrayList<>());
            if (!ComparisonRules.ignores(node.span())) {
                (node.parent() < 0 ? tops : children.get(node.parent())).add(i);
            }
        }
    }

    static Key key(Span span) {
        return new Key(
                ComparisonRules.normalised(span.service()), span.name(), ComparisonRules.normalised(span.resource()));
    }

    Trace trace() {
        return trace;
    }

    Span span(int index) {
        return nodes.get(index).span();
    }

    Key key(int index) {
        return keys.get(index);
    }

    /** Returns the spans without a parent, or without one that came. */
    List<Integer> tops() {
        return tops;
    }

    List<Integer> children(int index) {
        return children.get(index);
    }

    int parent(int index) {
        return nodes.get(index).parent();
    }

    /** Returns how often each key is in a span's subtree, itself included. */
    Map<Key, Integer> keysFrom(int index) {
        Map<Key, Integer> counts = new HashMap<>();
        for (int i = index; i <= nodes.get(index).last(); i++) {
            if (!ComparisonRules.ignores(span(i))) {
                counts.merge(keys.get(i), 1, Integer::sum);
            }
        }
        return counts;
    }

    /** Returns what of a span is compared, by name, in the order in which it is told. */
    Map<String, String> attributes(int index) {
        Node node = nodes.get(index);
        Span span = node.span();
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("service", keys.get(index).service());
        attributes.put("operation", span.name());
        attributes.put("resource", keys.get(index).resource());
        attributes.put("type", span.type());
        attributes.put("kind", span.kind());
        attributes.put("error", span.error() ? "yes" : "no");
        if (node.parent() < 0) {
            attributes.put("parent", node.standing() == Standing.ROOT ? "none" : "a span that never came");
        }
        attributes.values().removeIf(String::isEmpty);
        Map<String, String> named = new TreeMap<>();
        span.metrics().keySet().forEach(name -> named.put(name, span.tag(name).orElse("")));
        named.putAll(span.tags());
        named.forEach((name, value) -> {
            if (!ComparisonRules.ignores(name)) {
                attributes.putIfAbsent(name, ComparisonRules.normalised(value));
            }
        });
        counted(span.links().stream().map(this::linked).toList(), attributes);
        counted(
                span.pointers().stream()
                        .map(pointer -> (pointer.direction().equals("d") ? "writes " : "reads ") + pointer.kind())
                        .toList(),
                attributes);
        return attributes;
    }

    private static void counted(List<String> names, Map<String, String> attributes) {
        Map<String, Long> counts =
                names.stream().collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
        counts.forEach((name, count) -> attributes.put(name, count == 1 ? "once" : count + " times"));
    }

    private String linked(SpanLink link) {
        return links.target(link)
                .map(this::path)
                .map(path -> "links to " + path)
                .orElse(ELSEWHERE);
    }

    /** Returns the resources from a span's root down to it. */
    private String path(Span span) {
        Trace home = traces.getOrDefault(span.traceId(), trace);
        Map<Long, Span> byId = new HashMap<>();
        home.spans().forEach(one -> byId.putIfAbsent(one.spanId(), one));
        List<String> path = new ArrayList<>();
        // A circle of parents would have no end.
        for (Span at = span; at != null && path.size() <= byId.size(); at = byId.get(at.parentId())) {
            path.add(ComparisonRules.normalised(at.resource().isEmpty() ? at.name() : at.resource()));
        }
        Collections.reverse(path);
        return String.join(" > ", path);
    }
}
