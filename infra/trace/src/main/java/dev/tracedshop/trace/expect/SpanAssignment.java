package dev.tracedshop.trace.expect;

import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.TraceTree;
import dev.tracedshop.trace.TraceTree.Node;
import dev.tracedshop.trace.TraceTree.Standing;
import dev.tracedshop.trace.expect.CheapestPairing.Candidate;
import dev.tracedshop.trace.expect.SpanPattern.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PrimitiveIterator;
import java.util.stream.IntStream;

/** Finds which span of one trace each expected span is. */
final class SpanAssignment {
    /*
     * Expected spans form a tree of their own: "item inside invocation inside root". The best assignment gives each expected span
     * a span of the trace that it identifies, in its place below its parent's span, none twice, at the least cost:
     *
     *   a property that does not hold (tag, metric, error, kind, type)          1
     *   an expected span without a span                                      1000, and as much for each expected span below it
     *
     * so a span that lacks a tag is recognised as the span, and a look-alike is taken only where nothing fits better. Neither
     * position nor time plays a part; of equal assignments the one with earlier spans is taken, so the verdict does not depend on
     * the order in which spans arrived.
     *
     * 1. Up: for each expected span e, the last declared first, and each span s that e identifies, cost(e, s) = its unmet
     *    properties + the cheapest pairing of e's expected children with spans below s (CheapestPairing). Children are declared
     *    after their parent, so their costs are known. Spans stand in the order of the drawn tree, so "below s" is a range.
     * 2. Down: from the group without a parent, pair again, now without spans that are taken, and go on below the chosen ones.
     *    Only where two levels of the expectation identify the same span can 1 and 2 differ; then 2 is valid and may miss the
     *    optimum. (Finding it is unordered tree inclusion, which is NP-hard.)
     *
     * Cost, for k expected and n spans: finding candidates and the least cost in a range (a sparse table) take O(k · n · log n). A
     * parent with g > 1 expected children makes a pairing of O(g⁴) at most for each of its candidates, and looks at no more than the
     * g first that cost nothing. Usual: a few candidates, microseconds. Measured with 5,000 like spans in one chain: 50 expected in
     * a chain, 0.5 s; 48 expected alike below a parent that could be any of them, 4 s.
     */
    static final long MISSING = 1000;

    private static final int NONE = -1;

    private final ExpectedTrace expected;
    private final TraceTree tree;
    private final int[] parents;
    private final List<List<Integer>> children = new ArrayList<>();
    private final List<Integer> tops = new ArrayList<>();
    private final long[] missing;
    private final Map<Integer, Candidates> candidates = new HashMap<>();
    private final BitSet taken = new BitSet();

    SpanAssignment(ExpectedTrace expected, TraceTree tree) {
        this.expected = expected;
        this.tree = tree;
        int count = expected.spans().size();
        this.parents = new int[count];
        this.missing = new long[count];
        for (int e = 0; e < count; e++) {
            parents[e] = parentOf(expected, e);
            children.add(new ArrayList<>());
            (parents[e] == NONE ? tops : children.get(parents[e])).add(e);
        }
        for (int e = count - 1; e >= 0; e--) {
            missing[e] = optional(e) ? 0 : MISSING;
            for (int child : children.get(e)) {
                missing[e] += missing[child];
            }
            candidates.put(e, new Candidates(e));
        }
    }

    /** Returns the position of the expected span that an expected span stands below, or −1. */
    static int parentOf(ExpectedTrace expected, int e) {
        return expected.indexOf(expected.spans().get(e).pattern().place().span());
    }

    TraceTree tree() {
        return tree;
    }

    /** Returns what the whole expectation costs in this trace. */
    long cost() {
        return groupCost(tops, NONE);
    }

    /** Assigns all expected spans that find their place; the others get −1. */
    int[] assign() {
        int[] assigned = new int[expected.spans().size()];
        Arrays.fill(assigned, NONE);
        assignGroup(tops, NONE, assigned);
        for (int e = 0; e < assigned.length; e++) {
            if (assigned[e] != NONE) {
                assignGroup(children.get(e), assigned[e], assigned);
            }
        }
        return assigned;
    }

    /** Assigns the expected spans below one whose span was found out of its place. Those that find no place keep −1. */
    void assignBelow(int e, int node, int[] assigned) {
        assigned[e] = node;
        taken.set(node);
        assignGroup(children.get(e), node, assigned);
        for (int child : children.get(e)) {
            if (assigned[child] != NONE) {
                assignBelow(child, assigned[child], assigned);
            }
        }
    }

    /**
     * Returns the untaken span that an expected span identifies at the least cost, wherever it stands, or −1.
     *
     * @param notBefore the earliest start, in nanoseconds since the epoch
     * @param mostCost what it may cost at most, its expected children included
     */
    int anywhere(int e, long notBefore, long mostCost) {
        int best = NONE;
        long least = Long.MAX_VALUE;
        for (int node = 0; node < tree.nodes().size(); node++) {
            if (taken.get(node)
                    || !pattern(e).identifies(span(node))
                    || span(node).start() < notBefore) {
                continue;
            }
            long cost = pattern(e).unmet(span(node)).size();
            cost += groupCost(children.get(e), node);
            if (cost < least && cost <= mostCost) {
                least = cost;
                best = node;
            }
        }
        return best;
    }

    /** Returns the spans that fit an expected span entirely, in its place. */
    List<Integer> fitting(int e, int parentNode) {
        return candidates(e).fitting(e, parentNode);
    }

    private void assignGroup(List<Integer> group, int parentNode, int[] assigned) {
        if (group.isEmpty()) {
            return;
        }
        int[] chosen = pair(group, parentNode, true);
        for (int i = 0; i < chosen.length; i++) {
            assigned[group.get(i)] = chosen[i];
            if (chosen[i] != NONE) {
                taken.set(chosen[i]);
            }
        }
    }

    private long groupCost(List<Integer> group, int parentNode) {
        if (group.isEmpty()) {
            return 0;
        }
        if (group.size() == 1) {
            int e = group.get(0);
            return Math.min(missing[e], candidates(e).least(parentNode));
        }
        int[] chosen = pair(group, parentNode, false);
        long sum = 0;
        for (int i = 0; i < chosen.length; i++) {
            int e = group.get(i);
            sum += chosen[i] == NONE ? missing[e] : candidates(e).costOf(chosen[i]);
        }
        return sum;
    }

    private int[] pair(List<Integer> group, int parentNode, boolean onlyFree) {
        List<List<Candidate>> rows = new ArrayList<>();
        long[] alone = new long[group.size()];
        for (int row = 0; row < alone.length; row++) {
            int e = group.get(row);
            // An optional span that is there is better than none, so it has to cost less than its absence.
            alone[row] = missing[e] + (optional(e) ? MISSING : 0);
            rows.add(candidates(e).partners(parentNode, group.size(), onlyFree));
        }
        return CheapestPairing.solve(rows, alone);
    }

    // A trace that was continued from outside the shop has no root of its own; its topmost spans take that part.
    private boolean isFirst(int node) {
        Node one = tree.nodes().get(node);
        return one.standing() == Standing.ROOT
                || (one.standing() == Standing.ORPHAN && tree.nodes().get(0).standing() != Standing.ROOT);
    }

    private Candidates candidates(int e) {
        return Objects.requireNonNull(
                candidates.get(e), "an expected span is looked at before those that stand below it");
    }

    private boolean optional(int e) {
        return pattern(e).count().least() == 0;
    }

    private SpanPattern pattern(int e) {
        return expected.spans().get(e).pattern();
    }

    private Span span(int node) {
        return tree.nodes().get(node).span();
    }

    /** The spans that an expected span identifies, in the order of the tree, each with its cost. */
    private final class Candidates {
        private final Place.Kind kind;
        private final int[] nodes;
        private final long[] costs;
        // least[l][i] is the least of 2^l costs from i on.
        private final List<long[]> least = new ArrayList<>();
        private final Map<Integer, int[]> positionsByParent = new HashMap<>();

        Candidates(int e) {
            this.kind = pattern(e).place().kind();
            boolean root = expected.spans().get(e).isRoot();
            this.nodes = IntStream.range(0, tree.nodes().size())
                    .filter(node -> pattern(e).identifies(span(node)) && (!root || isFirst(node)))
                    .toArray();
            this.costs = Arrays.stream(nodes)
                    .mapToLong(node -> pattern(e).unmet(span(node)).size() + groupCost(children.get(e), node))
                    .toArray();
            if (kind == Place.Kind.CHILD_OF) {
                Map<Integer, List<Integer>> positions = new HashMap<>();
                for (int i = 0; i < nodes.length; i++) {
                    positions
                            .computeIfAbsent(tree.nodes().get(nodes[i]).parent(), parent -> new ArrayList<>())
                            .add(i);
                }
                positions.forEach((parent, list) -> positionsByParent.put(
                        parent, list.stream().mapToInt(Integer::intValue).toArray()));
                return;
            }
            least.add(costs);
            for (int length = 1; length * 2 <= costs.length; length *= 2) {
                long[] half = least.get(least.size() - 1);
                long[] whole = new long[costs.length - length * 2 + 1];
                for (int i = 0; i < whole.length; i++) {
                    whole[i] = Math.min(half[i], half[i + length]);
                }
                least.add(whole);
            }
        }

        long costOf(int node) {
            return costs[Arrays.binarySearch(nodes, node)];
        }

        /** Returns the least cost in place below a parent. */
        long least(int parentNode) {
            if (kind == Place.Kind.CHILD_OF) {
                return positions(parentNode).mapToLong(i -> costs[i]).min().orElse(Long.MAX_VALUE);
            }
            int from = first(parentNode);
            int to = end(parentNode);
            if (from >= to) {
                return Long.MAX_VALUE;
            }
            int level = 31 - Integer.numberOfLeadingZeros(to - from);
            return Math.min(least.get(level)[from], least.get(level)[to - (1 << level)]);
        }

        /** Returns the candidates in place below a parent; once so many cost nothing, no more are needed. */
        List<Candidate> partners(int parentNode, int enough, boolean onlyFree) {
            List<Candidate> partners = new ArrayList<>();
            int perfect = 0;
            for (PrimitiveIterator.OfInt at = positions(parentNode).iterator(); at.hasNext() && perfect < enough; ) {
                int i = at.nextInt();
                if (!(onlyFree && taken.get(nodes[i]))) {
                    partners.add(new Candidate(nodes[i], costs[i]));
                    perfect += costs[i] == 0 ? 1 : 0;
                }
            }
            return partners;
        }

        /** Returns all that fit entirely in place below a parent. */
        List<Integer> fitting(int e, int parentNode) {
            return positions(parentNode)
                    .map(i -> nodes[i])
                    .filter(node -> pattern(e).unmet(span(node)).isEmpty())
                    .boxed()
                    .toList();
        }

        private IntStream positions(int parentNode) {
            return kind == Place.Kind.CHILD_OF
                    ? Arrays.stream(positionsByParent.getOrDefault(parentNode, new int[0]))
                    : IntStream.range(first(parentNode), end(parentNode));
        }

        private int first(int parentNode) {
            return parentNode == NONE ? 0 : position(parentNode + 1);
        }

        private int end(int parentNode) {
            return parentNode == NONE
                    ? nodes.length
                    : position(tree.nodes().get(parentNode).last() + 1);
        }

        private int position(int node) {
            int found = Arrays.binarySearch(nodes, node);
            return found >= 0 ? found : -found - 1;
        }
    }
}
