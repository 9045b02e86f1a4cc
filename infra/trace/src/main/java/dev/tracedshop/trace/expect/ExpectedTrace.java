package dev.tracedshop.trace.expect;

import dev.tracedshop.trace.expect.SpanPattern.Place;
import dev.tracedshop.trace.expect.SpanPattern.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Describes a trace by named spans. Immutable: each method returns a new description.
 *
 * <p>A trace may have more spans than the named ones, unless {@link #exactly()} is asked for.
 */
public final class ExpectedTrace {
    static final String ROOT = "root";

    /** A span's name in the expectation, and what it looks like. */
    record Named(String name, SpanPattern pattern) {
        boolean isRoot() {
            return name.equals(ROOT);
        }
    }

    private final String name;
    private final List<Named> spans;
    private final List<SpanPattern> absent;
    private final List<Target> links;
    private final boolean noErrors;
    private final boolean whole;
    private final boolean exactly;
    private final boolean several;
    private final List<ExpectedLogs.Line> logs;

    private ExpectedTrace(
            String name,
            List<Named> spans,
            List<SpanPattern> absent,
            List<Target> links,
            boolean noErrors,
            boolean whole,
            boolean exactly,
            boolean several,
            List<ExpectedLogs.Line> logs) {
        this.name = name;
        this.spans = spans;
        this.absent = absent;
        this.links = links;
        this.noErrors = noErrors;
        this.whole = whole;
        this.exactly = exactly;
        this.several = several;
        this.logs = logs;
    }

    static ExpectedTrace named(String name) {
        return new ExpectedTrace(name, List.of(), List.of(), List.of(), false, false, false, false, List.of());
    }

    /** Asks for a first span, and names it {@code root}. */
    public ExpectedTrace root(SpanPattern pattern) {
        return with(ROOT, pattern);
    }

    /** Asks for a span, and names it. Its place refers to spans that were named before. */
    public ExpectedTrace span(String spanName, UnaryOperator<SpanPattern> pattern) {
        if (spanName.equals(ROOT)) {
            throw new IllegalArgumentException("'root' names the first span: say root(…) in trace '" + name + "'");
        }
        return with(spanName, pattern.apply(SpanPattern.ANY));
    }

    /** Asks that no span looks like this. */
    public ExpectedTrace absent(SpanPattern pattern) {
        checkPlace("absent(…)", pattern.place());
        return new ExpectedTrace(name, spans, plus(absent, pattern), links, noErrors, whole, exactly, several, logs);
    }

    /** Asks for a link from any span of this trace to a span, both by their names in the expectation. */
    public ExpectedTrace linksTo(String trace, String span) {
        return new ExpectedTrace(
                name, spans, absent, plus(links, Target.linked(trace, span)), noErrors, whole, exactly, several, logs);
    }

    /**
     * Asks that a span of this trace is joined with a span by pointers, both by their names in the expectation: one of them read what
     * the other wrote. A pointer that is missing on one side is told, with the reason.
     */
    public ExpectedTrace pointsTo(String trace, String span) {
        return new ExpectedTrace(
                name, spans, absent, plus(links, Target.pointed(trace, span)), noErrors, whole, exactly, several, logs);
    }

    /** Asks that no span is in error, those excepted that are named with {@code error(true)}. */
    public ExpectedTrace noErrors() {
        return new ExpectedTrace(name, spans, absent, links, true, whole, exactly, several, logs);
    }

    /** Asks for one tree: one first span, and no span whose parent never came. */
    public ExpectedTrace whole() {
        return new ExpectedTrace(name, spans, absent, links, noErrors, true, exactly, several, logs);
    }

    /** Asks that there are no other spans than the named ones. */
    public ExpectedTrace exactly() {
        return new ExpectedTrace(name, spans, absent, links, noErrors, whole, true, several, logs);
    }

    /**
     * Says that this may be more than one trace, as with a consumer that gets its messages in batches: nobody knows beforehand how
     * many. All traces count that begin so and link or point to a trace of this expectation. A named span or a link must be in one of them;
     * what must not be must be in none.
     */
    public ExpectedTrace oneOrMore() {
        return new ExpectedTrace(name, spans, absent, links, noErrors, whole, exactly, true, logs);
    }

    /**
     * Asks for a log line that leads to a span, written while that span was active: JSON with this message and the ids of the trace and
     * the span. The span is named before.
     *
     * @param span the span's name here
     */
    public ExpectedTrace log(String message, String span) {
        checkPlace("log(…)", new Place(Place.Kind.INSIDE, span));
        return new ExpectedTrace(
                name,
                spans,
                absent,
                links,
                noErrors,
                whole,
                exactly,
                several,
                plus(logs, new ExpectedLogs.Line(message, span)));
    }

    private ExpectedTrace with(String spanName, SpanPattern pattern) {
        if (spans.stream().anyMatch(span -> span.name().equals(spanName))) {
            throw new IllegalArgumentException("Trace '" + name + "' names two spans '" + spanName + "'");
        }
        checkPlace("'" + spanName + "'", pattern.place());
        return new ExpectedTrace(
                name,
                plus(spans, new Named(spanName, pattern)),
                absent,
                links,
                noErrors,
                whole,
                exactly,
                several,
                logs);
    }

    private void checkPlace(String who, Place place) {
        if (place.kind() == Place.Kind.ANYWHERE || indexOf(place.span()) >= 0) {
            return;
        }
        List<String> names = spans.stream().map(Named::name).toList();
        throw new IllegalArgumentException("In trace '" + name + "', " + who + " stands" + place.describe()
                + ", which is not named before it." + DidYouMean.question(place.span(), names));
    }

    private static <T> List<T> plus(List<T> list, T element) {
        List<T> longer = new ArrayList<>(list);
        longer.add(element);
        return List.copyOf(longer);
    }

    String name() {
        return name;
    }

    List<Named> spans() {
        return spans;
    }

    List<SpanPattern> absences() {
        return absent;
    }

    List<Target> links() {
        return links;
    }

    List<ExpectedLogs.Line> logs() {
        return logs;
    }

    boolean wantsNoErrors() {
        return noErrors;
    }

    boolean wantsWhole() {
        return whole;
    }

    boolean wantsExactly() {
        return exactly;
    }

    boolean maybeSeveral() {
        return several;
    }

    /** Returns the position of a named span, or −1. */
    int indexOf(String spanName) {
        for (int i = 0; i < spans.size(); i++) {
            if (spans.get(i).name().equals(spanName)) {
                return i;
            }
        }
        return -1;
    }
}
