package dev.tracedshop.trace.expect;

import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.TraceTree;
import dev.tracedshop.trace.Waterfall;
import dev.tracedshop.trace.Where;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Words spans, places and traces as a reader would name them. */
final class Wording {
    static final int MOST_LINES = 8;
    private static final int MOST_QUOTED = 400;

    private Wording() {}

    /** Returns a span as a reader would name it: operation and resource. */
    static String name(Span span) {
        return span.resource().isEmpty() || span.resource().equals(span.name())
                ? span.name()
                : span.name() + " " + span.resource();
    }

    static String line(Span span) {
        return name(span) + " (" + span.service() + ")";
    }

    static Where where(TraceTree tree, int node) {
        // A message's span says whose it is; above it there may be the sender's function.
        Optional<String> own = tree.nodes().get(node).span().tag("functionname");
        if (own.isPresent()) {
            return Where.function(own.get());
        }
        for (int at = node; at >= 0; at = tree.nodes().get(at).parent()) {
            Span span = tree.nodes().get(at).span();
            if (span.name().equals("aws.lambda")) {
                return Where.function(span.resource());
            }
        }
        return Where.UNKNOWN;
    }

    static Where whereOf(TraceMatch match, Span span) {
        List<TraceTree.Node> nodes = match.tree().nodes();
        for (int node = 0; node < nodes.size(); node++) {
            if (nodes.get(node).span().equals(span)) {
                return where(match.tree(), node);
            }
        }
        return Where.UNKNOWN;
    }

    // From the trace's first span down to the one that is meant.
    static String path(TraceTree tree, int node) {
        List<String> up = new ArrayList<>();
        for (int at = node; at >= 0; at = tree.nodes().get(at).parent()) {
            up.add(0, line(tree.nodes().get(at).span()));
        }
        List<String> lines = new ArrayList<>();
        int from = Math.max(0, up.size() - MOST_LINES);
        if (from > 0) {
            lines.add("… " + from + " above");
        }
        for (int i = from; i < up.size(); i++) {
            lines.add((i == from ? "" : "  ".repeat(i - from - 1) + "└ ") + up.get(i));
        }
        return lines(lines);
    }

    static List<Integer> childrenOf(TraceTree tree, int parent) {
        List<Integer> children = new ArrayList<>();
        for (int node = parent + 1;
                node <= tree.nodes().get(parent).last();
                node = tree.nodes().get(node).last() + 1) {
            children.add(node);
        }
        return children;
    }

    static List<Integer> tops(TraceTree tree) {
        List<Integer> tops = new ArrayList<>();
        for (int node = 0;
                node < tree.nodes().size();
                node = tree.nodes().get(node).last() + 1) {
            tops.add(node);
        }
        return tops;
    }

    static List<String> summaries(List<Trace> traces) {
        if (traces.isEmpty()) {
            return List.of("(no trace came at all)");
        }
        List<String> lines = new ArrayList<>();
        traces.stream()
                .limit(MOST_LINES)
                .forEach(trace -> lines.add(Waterfall.shortId(trace.id()) + "  "
                        + trace.root().map(Wording::line).orElse("(empty)") + ", "
                        + trace.spans().size() + " spans"));
        if (traces.size() > MOST_LINES) {
            lines.add("and " + (traces.size() - MOST_LINES) + " more traces");
        }
        return lines;
    }

    static String times(int number) {
        return switch (number) {
            case 0 -> "not once";
            case 1 -> "once";
            default -> number + " times";
        };
    }

    static String quote(String line) {
        return line.length() <= MOST_QUOTED ? line : line.substring(0, MOST_QUOTED) + "…";
    }

    static String lines(List<String> lines) {
        return String.join("\n", lines);
    }
}
