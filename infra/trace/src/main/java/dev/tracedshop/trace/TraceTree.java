package dev.tracedshop.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A trace's spans in the order in which a tree is drawn: each parent before its children, children by start.
 *
 * <p>Every span appears exactly once, also where ids repeat or parents form a circle. All of a span's descendants follow it without
 * a gap, up to {@link Node#last()}.
 */
public final class TraceTree {

    /** How a span hangs in the tree. */
    public enum Standing {
        /** It has no parent. */
        ROOT,
        /** Its parent is here. */
        CHILD,
        /** Its parent is named but never came. */
        ORPHAN,
        /** It is among its own ancestors. */
        CIRCLE
    }

    /**
     * One span in its place.
     *
     * @param span the span
     * @param standing how it hangs in the tree
     * @param depth 0 where nothing is above it
     * @param parent its parent's index, or −1
     * @param last the index of its last descendant, its own when it has none
     */
    public record Node(Span span, Standing standing, int depth, int parent, int last) {}

    private final Trace trace;
    private final List<Node> nodes;

    /** Creates the tree of a trace. */
    public TraceTree(Trace trace) {
        this.trace = trace;
        this.nodes = Collections.unmodifiableList(order(trace));
    }

    /** Returns the trace. */
    public Trace trace() {
        return trace;
    }

    /** Returns all spans, each parent before its children. */
    public List<Node> nodes() {
        return nodes;
    }

    /** Tells whether one node stands below another, at any depth. */
    public boolean isBelow(int node, int ancestor) {
        return node > ancestor && node <= nodes.get(ancestor).last();
    }

    /** Tells whether a node is the last of its parent's children. */
    public boolean isLastChild(int node) {
        int parent = nodes.get(node).parent();
        return parent < 0 || nodes.get(node).last() == nodes.get(parent).last();
    }

    private static List<Node> order(Trace trace) {
        Map<Long, List<Span>> children = trace.childrenByParent();
        Set<Span> placed = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Node> nodes = new ArrayList<>(trace.spans().size());
        trace.roots().forEach(root -> descend(root, Standing.ROOT, children, placed, nodes));
        trace.orphans().forEach(orphan -> descend(orphan, Standing.ORPHAN, children, placed, nodes));
        trace.spans().forEach(span -> descend(span, Standing.CIRCLE, children, placed, nodes));
        for (int i = nodes.size() - 1; i > 0; i--) {
            Node node = nodes.get(i);
            if (node.parent() >= 0) {
                Node parent = nodes.get(node.parent());
                if (parent.last() < node.last()) {
                    nodes.set(
                            node.parent(),
                            new Node(parent.span(), parent.standing(), parent.depth(), parent.parent(), node.last()));
                }
            }
        }
        return nodes;
    }

    // With a stack of its own, because a broken trace may be thousands of spans deep.
    private static void descend(
            Span top, Standing standing, Map<Long, List<Span>> children, Set<Span> placed, List<Node> nodes) {
        record Step(Span span, int depth, int parent) {}
        Deque<Step> steps = new ArrayDeque<>();
        steps.push(new Step(top, 0, -1));
        while (!steps.isEmpty()) {
            Step step = steps.pop();
            if (!placed.add(step.span())) {
                continue;
            }
            int index = nodes.size();
            nodes.add(new Node(
                    step.span(), step.parent() < 0 ? standing : Standing.CHILD, step.depth(), step.parent(), index));
            List<Span> below = children.getOrDefault(step.span().spanId(), List.of());
            for (int i = below.size() - 1; i >= 0; i--) {
                steps.push(new Step(below.get(i), step.depth() + 1, index));
            }
        }
    }
}
