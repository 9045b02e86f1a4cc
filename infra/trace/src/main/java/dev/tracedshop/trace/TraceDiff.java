package dev.tracedshop.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One's own trace beside a reference, span by span and attribute by attribute. What is left out of the comparison is listed in {@link
 * ComparisonRules}.
 */
public final class TraceDiff {
    /*
     * How spans find each other. Both trees are walked from the top down together. Among the children of two spans that belong
     * together:
     *
     *   1. Those with equal service, operation and resource belong together. Where several of them have all three in common, as ten
     *      messages of a batch do, the pairs are taken whose subtrees have most in common, then those with most equal attributes,
     *      then in their order. So two queues of one topic find each other whichever was faster.
     *   2. Of the rest, those that share two of the three: the third then is a difference, rather than one span missing and another
     *      one too many.
     *   3. Of the rest, a span is looked up one level further down on the other side: where only a span between two others is not
     *      there, what stands below it is compared all the same, and differs in its parent.
     *
     * In the end, what is extra in one place and missing in another is taken for the same span with another parent, as where a
     * context was lost or a wrong one was taken. What then is left is missing, or extra, with all below it.
     */

    /** How a span or an attribute compares. */
    public enum Verdict {
        /** It is the same on both sides. */
        SAME,
        /** It is on both sides and not the same. */
        DIFFERS,
        /** The reference has it, one's own trace has not. */
        MISSING,
        /** One's own trace has it, the reference has not. */
        EXTRA;

        /** Returns the word for it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * An attribute beside that of the reference.
     *
     * @param name the tag's or metric's, or {@code service}, {@code operation}, {@code resource}, {@code type}, {@code kind}, {@code
     *     error}, {@code parent}, {@code links to …}
     * @param verdict how it compares
     * @param own one's own value, with placeholders for what is new in each run; empty if missing
     * @param reference the other one; empty if extra
     */
    public record Attribute(String name, Verdict verdict, String own, String reference) {}

    /**
     * A span beside that of the reference.
     *
     * @param depth 0 where nothing is above it
     * @param verdict how it compares
     * @param own one's own; none if missing
     * @param reference the other one; none if extra
     * @param attributes all that is compared, the same ones too; empty if there is nothing to compare with
     * @param below how many spans below it are missing or extra together with it
     */
    public record Row(
            int depth,
            Verdict verdict,
            Optional<Span> own,
            Optional<Span> reference,
            List<Attribute> attributes,
            int below) {}

    /** A place in the merged tree: an index on each side, or −1. */
    private static final class Place {
        private final int own;
        private final int reference;
        private final int depth;
        private final List<Integer> ownChildren;
        private final List<Integer> referenceChildren;
        private final List<Place> children = new ArrayList<>();

        Place(int own, int reference, int depth, List<Integer> ownChildren, List<Integer> referenceChildren) {
            this.own = own;
            this.reference = reference;
            this.depth = depth;
            this.ownChildren = new ArrayList<>(ownChildren);
            this.referenceChildren = new ArrayList<>(referenceChildren);
        }
    }

    /** Beyond so many equal siblings they are paired in their order. */
    private static final int MOST_COMPARED = 40;

    private final ComparedSpans own;
    private final ComparedSpans reference;
    /** For each of one's own spans, the reference's that it belongs to. */
    private final Map<Integer, Integer> partners = new HashMap<>();

    private final List<Row> rows = new ArrayList<>();

    private TraceDiff(ComparedSpans own, ComparedSpans reference) {
        this.own = own;
        this.reference = reference;
        Place top = new Place(-1, -1, -1, own.tops(), reference.tops());
        matchFrom(top);
        findMoved(top);
        flatten(top);
    }

    /** Compares a trace with a reference. */
    public static TraceDiff of(Trace own, Trace reference) {
        return of(own, List.of(), reference, List.of());
    }

    /**
     * Compares a trace with a reference.
     *
     * @param ownOthers traces that one's own links may lead to
     * @param referenceOthers traces that the reference's links may lead to
     */
    public static TraceDiff of(
            Trace own, Collection<Trace> ownOthers, Trace reference, Collection<Trace> referenceOthers) {
        return new TraceDiff(new ComparedSpans(own, ownOthers), new ComparedSpans(reference, referenceOthers));
    }

    /** Returns one's own trace. */
    public Trace own() {
        return own.trace();
    }

    /** Returns the reference. */
    public Trace reference() {
        return reference.trace();
    }

    /** Returns the spans of both in the order of a tree; what is below a missing or an extra span is counted in its row. */
    public List<Row> rows() {
        return List.copyOf(rows);
    }

    /** Tells whether nothing differs. */
    public boolean same() {
        return rows.stream().allMatch(row -> row.verdict() == Verdict.SAME);
    }

    /** Returns how many spans compare so; those below a missing or an extra one are counted. */
    public int count(Verdict verdict) {
        return rows.stream()
                .filter(row -> row.verdict() == verdict)
                .mapToInt(row -> 1 + row.below())
                .sum();
    }

    /** Returns how much two traces look alike, from 0 to 1: whether they begin alike counts most, then what they consist of. */
    static double likeness(Trace one, Trace other) {
        ComparedSpans left = new ComparedSpans(one, List.of());
        ComparedSpans right = new ComparedSpans(other, List.of());
        if (left.tops().isEmpty() || right.tops().isEmpty()) {
            return 0;
        }
        int leftTop = left.tops().get(0);
        int rightTop = right.tops().get(0);
        double begin = left.key(leftTop).shared(right.key(rightTop)) / 3.0;
        return 0.75 * begin + 0.25 * overlap(left.keysFrom(leftTop), right.keysFrom(rightTop));
    }

    // --- Matching

    private void matchFrom(Place top) {
        Deque<Place> open = new ArrayDeque<>(List.of(top));
        while (!open.isEmpty()) {
            Place place = open.pop();
            match(place);
            place.children.forEach(open::push);
        }
    }

    private void match(Place place) {
        List<Integer> left = place.ownChildren;
        List<Integer> right = place.referenceChildren;
        Map<Integer, Integer> pairs = new LinkedHashMap<>(pairs(left, right, true));
        left.removeAll(pairs.keySet());
        right.removeAll(pairs.values());
        Map<Integer, Integer> renamed = pairs(left, right, false);
        pairs.putAll(renamed);
        left.removeAll(renamed.keySet());
        right.removeAll(renamed.values());

        Map<Integer, List<Integer>> adopted = new LinkedHashMap<>();
        for (int extra : left) {
            // What the reference has here, and one's own trace below a span that the reference does not have.
            Set<Integer> further =
                    new LinkedHashSet<>(pairs(own.children(extra), right, true).values());
            adopted.put(extra, new ArrayList<>(further));
            right.removeAll(further);
        }
        Map<Integer, List<Integer>> kept = new LinkedHashMap<>();
        for (int missing : right) {
            List<Integer> below = new ArrayList<>(reference.children(missing));
            Map<Integer, Integer> further = pairs(left, below, true);
            pairs.putAll(further);
            left.removeAll(further.keySet());
            below.removeAll(further.values());
            kept.put(missing, below);
        }
        join(place, pairs, adopted, kept);
    }

    /** Puts pairs, extra and missing spans in one order: the reference's, extra ones after what stands before them in one's own trace. */
    private void join(
            Place place,
            Map<Integer, Integer> pairs,
            Map<Integer, List<Integer>> adopted,
            Map<Integer, List<Integer>> kept) {
        partners.putAll(pairs);
        int depth = place.depth + 1;
        List<Place> joined = new ArrayList<>();
        pairs.forEach((mine, theirs) ->
                joined.add(new Place(mine, theirs, depth, own.children(mine), reference.children(theirs))));
        kept.forEach((missing, below) -> joined.add(new Place(-1, missing, depth, List.of(), below)));
        joined.sort(Comparator.comparingInt(child -> child.reference));
        for (int extra : place.ownChildren) {
            List<Integer> others = adopted.get(extra);
            if (others == null || pairs.containsKey(extra)) {
                continue;
            }
            int at = 0;
            for (int i = 0; i < joined.size(); i++) {
                if (joined.get(i).own >= 0 && joined.get(i).own < extra) {
                    at = i + 1;
                }
            }
            joined.add(at, new Place(extra, -1, depth, own.children(extra), others));
        }
        place.children.addAll(joined);
    }

    /** Pairs spans of both sides, each at most once: those with the same key, or else those whose keys resemble each other. */
    private Map<Integer, Integer> pairs(List<Integer> left, List<Integer> right, boolean same) {
        record Candidate(int mine, int theirs, double overlap, int equal) {}
        Map<Integer, Integer> pairs = new LinkedHashMap<>();
        boolean inOrder = Math.max(left.size(), right.size()) > MOST_COMPARED || left.size() * right.size() == 1;
        List<Candidate> candidates = new ArrayList<>();
        for (int mine : left) {
            for (int theirs : right) {
                ComparedSpans.Key key = own.key(mine);
                ComparedSpans.Key other = reference.key(theirs);
                if (same ? key.equals(other) : key.resembles(other)) {
                    candidates.add(new Candidate(
                            mine,
                            theirs,
                            inOrder ? 0 : overlap(own.keysFrom(mine), reference.keysFrom(theirs)),
                            inOrder ? 0 : equal(mine, theirs)));
                }
            }
        }
        candidates.sort(Comparator.comparingDouble(Candidate::overlap)
                .thenComparingInt(Candidate::equal)
                .reversed()
                .thenComparingInt(Candidate::mine)
                .thenComparingInt(Candidate::theirs));
        Set<Integer> taken = new LinkedHashSet<>();
        for (Candidate candidate : candidates) {
            if (!pairs.containsKey(candidate.mine()) && taken.add(candidate.theirs())) {
                pairs.put(candidate.mine(), candidate.theirs());
            }
        }
        return pairs;
    }

    /** Looks in the whole tree for spans that are extra in one place and missing in another. */
    private void findMoved(Place top) {
        Map<Integer, Place> extra = new LinkedHashMap<>();
        Map<Integer, Place> missing = new LinkedHashMap<>();
        Map<Place, Place> parents = new HashMap<>();
        Deque<Place> open = new ArrayDeque<>(List.of(top));
        while (!open.isEmpty()) {
            Place place = open.pop();
            for (Place child : place.children) {
                parents.put(child, place);
                if (child.reference < 0 && lonely(child) && !extra.containsKey(place.own)) {
                    extra.put(child.own, child);
                } else if (child.own < 0 && lonely(child)) {
                    missing.put(child.reference, child);
                }
                open.push(child);
            }
        }
        Map<Integer, Integer> moved = pairs(new ArrayList<>(extra.keySet()), new ArrayList<>(missing.keySet()), true);
        Set<Place> gone = new LinkedHashSet<>();
        moved.forEach((mine, theirs) -> {
            Place from = Objects.requireNonNull(extra.get(mine));
            Place there = Objects.requireNonNull(missing.get(theirs));
            Place above = Objects.requireNonNull(parents.get(from));
            if (isGone(there, parents, gone) || isGone(from, parents, gone)) {
                return; // It has found its place with the span above it.
            }
            gone.add(from);
            gone.add(there);
            List<Integer> below = new ArrayList<>(reference.children(theirs));
            below.removeAll(partners.values());
            Place place = new Place(mine, theirs, from.depth, own.children(mine), below);
            above.children.set(above.children.indexOf(from), place);
            Objects.requireNonNull(parents.get(there)).children.remove(there);
            partners.put(mine, theirs);
            matchFrom(place);
        });
    }

    private static boolean isGone(Place place, Map<Place, Place> parents, Set<Place> gone) {
        for (@Nullable Place at = place; at != null; at = parents.get(at)) {
            if (gone.contains(at)) {
                return true;
            }
        }
        return false;
    }

    private static double overlap(Map<ComparedSpans.Key, Integer> one, Map<ComparedSpans.Key, Integer> other) {
        int common = 0;
        int all = 0;
        for (Map.Entry<ComparedSpans.Key, Integer> entry : one.entrySet()) {
            common += Math.min(entry.getValue(), other.getOrDefault(entry.getKey(), 0));
            all += entry.getValue();
        }
        for (int count : other.values()) {
            all += count;
        }
        return all == 0 ? 1 : 2.0 * common / all;
    }

    private int equal(int mine, int theirs) {
        Map<String, String> others = reference.attributes(theirs);
        return (int) own.attributes(mine).entrySet().stream()
                .filter(entry -> entry.getValue().equals(others.get(entry.getKey())))
                .count();
    }

    // --- Rows

    private void flatten(Place top) {
        Deque<Place> open = new ArrayDeque<>();
        pushChildren(top, open);
        while (!open.isEmpty()) {
            Place place = open.pop();
            Verdict alone = place.reference < 0 ? Verdict.EXTRA : Verdict.MISSING;
            if (place.own >= 0 && place.reference >= 0) {
                List<Attribute> attributes = attributes(place);
                boolean same = attributes.stream().allMatch(attribute -> attribute.verdict() == Verdict.SAME);
                add(place, same ? Verdict.SAME : Verdict.DIFFERS, attributes, 0);
                pushChildren(place, open);
            } else if (lonely(place)) {
                add(place, alone, List.of(), size(place) - 1);
            } else {
                add(place, alone, List.of(), 0);
                pushChildren(place, open);
            }
        }
    }

    private static void pushChildren(Place place, Deque<Place> open) {
        for (int i = place.children.size() - 1; i >= 0; i--) {
            open.push(place.children.get(i));
        }
    }

    /** Tells whether nothing below a place is on both sides. */
    private static boolean lonely(Place top) {
        Deque<Place> open = new ArrayDeque<>(List.of(top));
        while (!open.isEmpty()) {
            Place place = open.pop();
            if (place.own >= 0 && place.reference >= 0) {
                return false;
            }
            open.addAll(place.children);
        }
        return true;
    }

    private static int size(Place top) {
        int size = 0;
        Deque<Place> open = new ArrayDeque<>(List.of(top));
        while (!open.isEmpty()) {
            size++;
            open.addAll(open.pop().children);
        }
        return size;
    }

    private void add(Place place, Verdict verdict, List<Attribute> attributes, int below) {
        rows.add(new Row(
                place.depth,
                verdict,
                place.own < 0 ? Optional.empty() : Optional.of(own.span(place.own)),
                place.reference < 0 ? Optional.empty() : Optional.of(reference.span(place.reference)),
                attributes,
                below));
    }

    private List<Attribute> attributes(Place place) {
        Map<String, String> mine = own.attributes(place.own);
        Map<String, String> theirs = reference.attributes(place.reference);
        forgiveUnknownLinks(mine, theirs);
        parents(place, mine, theirs);
        Set<String> names = new LinkedHashSet<>(theirs.keySet());
        names.addAll(mine.keySet());
        List<Attribute> attributes = new ArrayList<>();
        for (String name : names) {
            String left = mine.getOrDefault(name, "");
            String right = theirs.getOrDefault(name, "");
            Verdict verdict = !theirs.containsKey(name)
                    ? Verdict.EXTRA
                    : !mine.containsKey(name) ? Verdict.MISSING : left.equals(right) ? Verdict.SAME : Verdict.DIFFERS;
            attributes.add(new Attribute(name, verdict, left, right));
        }
        return attributes;
    }

    /** A reference that holds one of two linked traces cannot say where its links lead; then any link will do. */
    private static void forgiveUnknownLinks(Map<String, String> mine, Map<String, String> theirs) {
        if (theirs.containsKey(ComparedSpans.ELSEWHERE)) {
            mine.keySet().stream()
                    .filter(name -> name.startsWith("links to ") && !theirs.containsKey(name))
                    .findFirst()
                    .ifPresent(name -> mine.put(ComparedSpans.ELSEWHERE, Objects.requireNonNull(mine.remove(name))));
        }
    }

    /** Says where a span stands, unless the spans above it belong together. */
    private void parents(Place place, Map<String, String> mine, Map<String, String> theirs) {
        int left = own.parent(place.own);
        int right = reference.parent(place.reference);
        boolean together = left < 0 ? right < 0 : Objects.equals(partners.get(left), right);
        if (together) {
            return;
        }
        if (left >= 0) {
            mine.put("parent", Columns.clean(label(own.span(left))));
        }
        if (right >= 0) {
            theirs.put("parent", Columns.clean(label(reference.span(right))));
        }
        if (mine.getOrDefault("parent", "").equals(theirs.get("parent"))) {
            mine.put("parent", "another " + mine.get("parent"));
        }
    }

    static String label(Span span) {
        String resource = ComparisonRules.normalised(span.resource());
        return resource.isEmpty() || resource.equals(span.name()) ? span.name() : span.name() + " " + resource;
    }
}
