package dev.tracedshop.trace;

import dev.tracedshop.trace.PointerJoins.Join;
import dev.tracedshop.trace.TraceTree.Node;
import dev.tracedshop.trace.TraceTree.Standing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a waterfall shows of a trace, whatever it is drawn on: the rows in the order of the tree with their words, shades and notes, and
 * the words above them. All text is clean, so that nothing in it can move a cursor.
 */
final class WaterfallRows {
    private static final int MOST_NOTES = 5;

    /** What the time of a span was. */
    enum Shade {
        /** Something was done. */
        WORK,
        /** A message was on its way. */
        WAITING,
        /** A process was started. */
        COLD_START
    }

    /**
     * A line below a span.
     *
     * @param error whether it says what went wrong
     * @param text one line
     */
    record Note(boolean error, String text) {}

    /**
     * A span's row.
     *
     * @param node the span in its place
     * @param mark a sign of what is wrong with it, followed by a space; often empty
     * @param label operation and resource
     * @param shortLabel where only one of them has room
     * @param service who did it
     * @param shade what its time was
     * @param notes what stands below it
     */
    record Row(Node node, String mark, String label, String shortLabel, String service, Shade shade, List<Note> notes) {
        Span span() {
            return node.span();
        }
    }

    private final Trace trace;
    private final TraceTree tree;
    private final LinkIndex links;
    private final PointerJoins joins;
    private final List<Row> rows;

    /**
     * Reads a trace.
     *
     * @param others traces in which linked and linking spans are looked for
     */
    WaterfallRows(Trace trace, Collection<Trace> others) {
        this.trace = trace;
        this.tree = new TraceTree(trace);
        List<Trace> all = new ArrayList<>(List.of(trace));
        others.stream().filter(one -> !one.id().equals(trace.id())).forEach(all::add);
        this.links = new LinkIndex(all);
        this.joins = new PointerJoins(all);
        this.rows = tree.nodes().stream().map(this::row).toList();
    }

    TraceTree tree() {
        return tree;
    }

    List<Row> rows() {
        return rows;
    }

    /** Returns the nanoseconds from the first start to the last end. */
    long length() {
        return trace.end() - trace.start();
    }

    /** Returns what stands above the rows: the root's resource, its status, the duration, how many spans, how many of them in error. */
    List<String> summary() {
        List<String> parts = new ArrayList<>();
        trace.root().ifPresent(root -> {
            parts.add(Columns.clean(root.resource().isEmpty() ? root.name() : root.resource()));
            root.tag("http.status_code").map(Columns::clean).ifPresent(parts::add);
        });
        parts.add(Times.text(length()));
        int spans = trace.spans().size();
        parts.add(spans + (spans == 1 ? " span" : " spans"));
        long errors = trace.spans().stream().filter(Span::error).count();
        if (errors > 0) {
            parts.add("✗ " + errors + " in error");
        }
        return parts;
    }

    /** Returns the services, in the order of their first spans. */
    List<String> services() {
        return trace.spans().stream()
                .map(span -> Columns.clean(span.service()))
                .filter(service -> !service.isEmpty())
                .distinct()
                .toList();
    }

    /** Returns how the trace is called. */
    String id() {
        return "trace " + shortId(trace.id());
    }

    /** Returns the beginning and end of a trace's id. */
    static String shortId(TraceId id) {
        String hex = id.toString();
        return hex.substring(0, 6) + "…" + hex.substring(28);
    }

    private Row row(Node node) {
        Span span = node.span();
        boolean coldStart = span.isColdStart();
        String label = label(span, coldStart);
        boolean unknown = node.standing() == Standing.ORPHAN || node.standing() == Standing.CIRCLE;
        return new Row(
                node,
                (unknown ? "? " : "") + (span.error() ? "✗ " : ""),
                label,
                // Where only one has room, the resource says more than the operation.
                coldStart || span.resource().isEmpty() ? label : Columns.clean(span.resource()),
                Columns.clean(span.service()),
                isWaiting(span) ? Shade.WAITING : coldStart ? Shade.COLD_START : Shade.WORK,
                notes(node));
    }

    // Datadog's extension marks the spans that it infers from a message: their time is the message's time on the way.
    private static boolean isWaiting(Span span) {
        return span.tag("_inferred_span.synchronicity").filter("async"::equals).isPresent();
    }

    private static String label(Span span, boolean coldStart) {
        String resource = span.resource();
        // A cold start repeats its function's resource, and Datadog's own spans sometimes repeat their operation.
        return Columns.clean(
                resource.isEmpty() || resource.equals(span.name()) || coldStart
                        ? span.name()
                        : span.name() + " " + resource);
    }

    private List<Note> notes(Node node) {
        Span span = node.span();
        List<Note> notes = new ArrayList<>();
        if (node.standing() == Standing.ORPHAN) {
            notes.add(note("  parent " + Span.hex(span.parentId()) + " never came"));
        } else if (node.standing() == Standing.CIRCLE) {
            notes.add(note("  its parents form a circle"));
        }
        if (span.error()) {
            errorText(span).ifPresent(message -> notes.add(new Note(true, Columns.clean("✗ " + message))));
        }
        addSome(
                notes,
                "⇢",
                span.links().stream()
                        .map(link -> "⇢ links to " + target(link.traceId(), link.spanId()) + reason(Stream.of(link)))
                        .toList());
        addSome(
                notes,
                "⇠",
                links.linkingTo(span).stream()
                        .map(from -> "⇠ linked from " + named(from)
                                + reason(from.links().stream().filter(link -> leadsTo(link, span))))
                        .toList());
        span.pointers().stream().limit(MOST_NOTES).forEach(pointer -> addPointer(notes, span, pointer));
        if (span.pointers().size() > MOST_NOTES) {
            notes.add(note("◇ and " + (span.pointers().size() - MOST_NOTES) + " more"));
        }
        return List.copyOf(notes);
    }

    private static Note note(String text) {
        return new Note(false, Columns.clean(text));
    }

    private static void addSome(List<Note> notes, String sign, List<String> texts) {
        texts.stream().limit(MOST_NOTES).forEach(text -> notes.add(note(text)));
        if (texts.size() > MOST_NOTES) {
            notes.add(note(sign + " and " + (texts.size() - MOST_NOTES) + " more"));
        }
    }

    private void addPointer(List<Note> notes, Span span, SpanPointer pointer) {
        List<Join> others = joins.of(span, pointer);
        boolean certain = others.stream().allMatch(Join::certain);
        String what = pointer.kind() + " " + Columns.cut(pointer.hash(), 9);
        if (!pointer.isReaders()) {
            notes.add(note("◇ writes " + what));
        } else if (others.isEmpty()) {
            notes.add(note("◇ reads " + what + ", and who wrote it is not here"));
        } else {
            notes.add(note(
                    "◇ reads " + what + (others.size() > 1 ? ", left by one of " + others.size() + " writes" : "")));
        }
        String did = (certain ? "  " : "  perhaps ") + (pointer.isReaders() ? "written by " : "read by ");
        addSome(
                notes,
                " ",
                others.stream()
                        .map(other -> did + (pointer.isReaders() ? writer(other.span()) : reader(other.span())))
                        .toList());
    }

    private String writer(Span span) {
        String who = span.tag("functionname").orElse(span.service());
        return (span.resource().isEmpty() ? span.name() : span.resource())
                + (who.isEmpty() ? "" : " of " + who)
                + inTrace(span);
    }

    private String reader(Span span) {
        return span.tag("functionname").orElse(span.resource().isEmpty() ? span.name() : span.resource())
                + inTrace(span);
    }

    private static boolean leadsTo(SpanLink link, Span span) {
        return link.spanId() == span.spanId() && link.traceId().equals(span.traceId());
    }

    /** Returns why there are these links, as far as their maker said, in brackets. */
    private static String reason(Stream<SpanLink> links) {
        String reasons = links.flatMap(
                        link -> Stream.ofNullable(link.attributes().get("link.reason")))
                .distinct()
                .collect(Collectors.joining(", "));
        return reasons.isEmpty() ? "" : " (" + reasons + ")";
    }

    private String target(TraceId traceId, long spanId) {
        return links.span(traceId, spanId)
                .map(this::named)
                .orElseGet(() -> "span " + Span.hex(spanId)
                        + (traceId.equals(trace.id()) ? ", which is not here" : " in trace " + shortId(traceId)));
    }

    private String named(Span span) {
        String resource = span.resource().isEmpty() ? span.name() : span.resource();
        return resource + inTrace(span);
    }

    private String inTrace(Span span) {
        return span.traceId().equals(trace.id()) ? "" : " in trace " + shortId(span.traceId());
    }

    // The tracer says error.message, the extension error.msg.
    private static Optional<String> errorText(Span span) {
        Optional<String> message = span.tag("error.message").or(() -> span.tag("error.msg"));
        Optional<String> type = span.tag("error.type").map(name -> name.substring(name.lastIndexOf('.') + 1));
        if (message.isEmpty()) {
            return type;
        }
        return Optional.of(type.map(name -> name + ": ").orElse("") + message.get());
    }
}
