package dev.tracedshop.trace;

import dev.tracedshop.trace.TraceTree.Node;
import dev.tracedshop.trace.WaterfallRows.Note;
import dev.tracedshop.trace.WaterfallRows.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Draws a trace as text: a tree of spans, each with its service, its bar on the common time axis and its duration.
 *
 * <p>Nothing is said by colour alone: errors have a ✗ and their message, waiting and cold starts have shades of their own, links and
 * missing parents have lines. No line is wider than asked for, and nothing that a span carries can move the cursor.
 */
public final class Waterfall {
    private static final int LEAST_WIDTH = 60;
    private static final int DURATION_WIDTH = 8;
    /** What a label is to have beside its branches, in the deepest row too. */
    private static final int LABEL_ROOM = 16;
    /** A shorter bar says nothing. */
    private static final int LEAST_BAR = 10;
    /** Columns of the sign that says how deep a row is whose branches have no room. */
    private static final int DEPTH_SIGN = 5;

    private static final char WORK = '█';
    private static final char WAITING = '░';
    private static final char COLD_START = '▒';
    private static final char INSTANT = '▏';

    private static final String RESET = "\u001b[0m";
    private static final String BOLD = "\u001b[1m";
    private static final String DIM = "\u001b[2m";
    private static final String ERROR = "\u001b[1;31m";
    // Without red, which is for errors, and without black and white, which vanish on one background or the other.
    private static final int[] SERVICE_COLOURS = {32, 33, 34, 35, 36, 92, 93, 94, 95, 96};

    private final int width;
    private final boolean colour;

    /**
     * Creates it.
     *
     * @param width columns; less than 60 is taken as 60
     * @param colour whether to use ANSI colours
     */
    public Waterfall(int width, boolean colour) {
        this.width = Math.max(LEAST_WIDTH, width);
        this.colour = colour;
    }

    /** Returns the drawing of a trace, ending in a line feed. */
    public String draw(Trace trace) {
        return draw(trace, List.of());
    }

    /**
     * Returns the drawing of a trace, ending in a line feed.
     *
     * @param others traces in which linked and linking spans are looked for, so that their resources can be named
     */
    public String draw(Trace trace, Collection<Trace> others) {
        return new Drawing(trace, others).text();
    }

    /** Returns the drawings of several traces, an empty line between them; links among them are named by what they lead to. */
    public String drawAll(Collection<NamedTrace> traces) {
        List<Trace> all = traces.stream().map(NamedTrace::trace).toList();
        return all.stream().map(trace -> draw(trace, all)).collect(Collectors.joining("\n"));
    }

    /** Returns the beginning and end of a trace's id, enough to tell traces apart: {@code 6b0149…8115}. */
    public static String shortId(TraceId id) {
        return WaterfallRows.shortId(id);
    }

    private String paint(String code, String text) {
        return colour && !text.isBlank() ? code + text + RESET : text;
    }

    private static String serviceColour(String service) {
        return "\u001b[" + SERVICE_COLOURS[Math.floorMod(service.hashCode(), SERVICE_COLOURS.length)] + "m";
    }

    /** One drawing: the trace, and what was computed from it once. */
    private final class Drawing {
        private final WaterfallRows rows;
        private final TraceTree tree;
        private final StringBuilder text = new StringBuilder();

        private final String[] guides;
        private final int labelWidth;
        private final int serviceWidth;
        private final int barWidth;
        private final long start;
        private final long length;

        Drawing(Trace trace, Collection<Trace> others) {
            this.rows = new WaterfallRows(trace, others);
            this.tree = rows.tree();
            this.start = trace.start();
            this.length = Math.max(1, rows.length());

            // The label gets what it needs, up to half of what service and duration leave, and more where the trace is
            // so deep
            // that its branches would not leave room for the labels; the bar gets the rest.
            int longestService = rows.rows().stream()
                    .mapToInt(row -> Columns.width(row.service()))
                    .max()
                    .orElse(0);
            this.serviceWidth = Math.max(7, Math.min(longestService, width / 5));
            int free = width - serviceWidth - DURATION_WIDTH - 2;
            int usual = Math.max(20, free * 58 / 100);
            int deepest = tree.nodes().stream().mapToInt(Node::depth).max().orElse(0);
            boolean narrow = deepest * 2 > usual - LABEL_ROOM;
            int most = narrow ? Math.min(Math.max(usual, deepest + LABEL_ROOM), free - LEAST_BAR) : usual;
            this.guides = guides(most - LABEL_ROOM, narrow);
            int longestLabel = 0;
            for (int i = 0; i < guides.length; i++) {
                Row row = rows.rows().get(i);
                longestLabel =
                        Math.max(longestLabel, guides[i].length() + row.mark().length() + Columns.width(row.label()));
            }
            this.labelWidth = Math.max(20, Math.min(longestLabel, most));
            this.barWidth = free - labelWidth;
        }

        String text() {
            header();
            axis();
            Set<Character> shades = new LinkedHashSet<>();
            for (int i = 0; i < guides.length; i++) {
                row(i, shades);
                for (Note note : rows.rows().get(i).notes()) {
                    note(i, note);
                }
            }
            legend(shades);
            return text.toString();
        }

        private void header() {
            List<String> parts = rows.summary();
            List<String> services = rows.services();
            String id = rows.id();
            String head = String.join(" · ", parts);
            String names = String.join(", ", services);
            int room = width - Columns.width(id) - 2;
            if (!services.isEmpty() && Columns.width(head) + 3 + Columns.width(names) <= room) {
                head += " · " + names;
            } else if (services.size() > 1) {
                String full = head + " · " + services.size() + " services";
                head = Columns.width(full) <= room ? full : head;
            }
            if (Columns.width(head) > room) {
                // The numbers matter more than the end of a long resource.
                String rest = head.substring(parts.get(0).length());
                head = Columns.cut(parts.get(0), Math.max(8, room - Columns.width(rest))) + rest;
            }
            line(paint(BOLD, Columns.pad(head, room)) + "  " + paint(DIM, id));
        }

        private void axis() {
            String end = Times.text(rows.length());
            int room = barWidth + DURATION_WIDTH;
            String scale = "0 ms" + Columns.padLeft(end, room - 4);
            if (barWidth >= 44) {
                String half = Times.text(rows.length() / 2);
                int at = barWidth / 2;
                scale = Columns.pad("0 ms", at) + Columns.pad(half, room - at - Columns.width(end)) + end;
            }
            line(" ".repeat(labelWidth + 1 + serviceWidth + 1) + paint(DIM, scale));
        }

        private void row(int index, Set<Character> shades) {
            Row row = rows.rows().get(index);
            Span span = row.span();
            String shade = serviceColour(span.service());
            int room = labelWidth - guides[index].length();
            String label = row.mark() + row.label();
            if (Columns.width(label) > room) {
                label = row.mark() + row.shortLabel();
            }
            String bar = bar(row, shades);
            line(paint(DIM, guides[index])
                    + (span.error() ? paint(ERROR, Columns.pad(label, room)) : Columns.pad(label, room))
                    + " " + paint(shade, Columns.pad(row.service(), serviceWidth))
                    + " " + paint(span.error() ? ERROR : shade, bar)
                    + Columns.padLeft(Times.text(span.duration()), DURATION_WIDTH));
        }

        private String bar(Row row, Set<Character> shades) {
            Span span = row.span();
            double perColumn = (double) length / barWidth;
            int from = (int) Math.min(barWidth - 1, Math.max(0, (long) ((span.start() - start) / perColumn)));
            int to = (int) Math.min(barWidth, Math.max(from + 1, Math.round((span.end() - start) / perColumn)));
            char shade = switch (row.shade()) {
                case WORK -> WORK;
                case WAITING -> WAITING;
                case COLD_START -> COLD_START;
            };
            if (span.duration() < perColumn / 4) {
                shade = INSTANT;
                to = from + 1;
            } else if (shade != WORK) {
                shades.add(shade);
            }
            return " ".repeat(from) + String.valueOf(shade).repeat(to - from) + " ".repeat(barWidth - to);
        }

        /** Writes a line below a span, with the guides that go on past it. */
        private void note(int index, Note note) {
            Node node = tree.nodes().get(index);
            String guide = guides[index];
            if (node.parent() >= 0) {
                String own = tree.isLastChild(index) ? " " : "│";
                int turn = Math.max(guide.lastIndexOf('├'), guide.lastIndexOf('└'));
                int sign = guide.indexOf('…');
                guide = sign >= 0
                        ? guide.substring(0, sign) + " ".repeat(DEPTH_SIGN)
                        : guide.substring(0, turn) + own + guide.substring(turn + 1);
            }
            guide += node.last() > index ? "│ " : "  ";
            line(paint(DIM, guide)
                    + paint(note.error() ? ERROR : DIM, Columns.cut(note.text(), width - guide.length())));
        }

        private void legend(Set<Character> shades) {
            List<String> parts = new ArrayList<>();
            if (shades.contains(COLD_START)) {
                parts.add(COLD_START + " cold start");
            }
            if (shades.contains(WAITING)) {
                parts.add(WAITING + " a message on its way");
            }
            if (Arrays.stream(guides).anyMatch(guide -> guide.indexOf('…') >= 0)) {
                parts.add("…n n levels deep");
            }
            if (!parts.isEmpty()) {
                line(paint(DIM, Columns.cut(String.join("   ", parts), width)));
            }
        }

        private void line(String content) {
            // Trailing spaces would only make golden files and copied text unreadable.
            text.append(colour ? content : content.stripTrailing()).append('\n');
        }

        /**
         * Returns the branches drawn before each label. Deep trees are indented by one column a level. Rows that are deeper still
         * keep the outermost branches, which go on from row to row, and say by a number how deep they are; their labels begin in
         * one column, so that none stands left of its parent's.
         */
        private String[] guides(int room, boolean narrow) {
            String[] result = new String[tree.nodes().size()];
            // For each depth, what a line below a node of that depth is drawn behind.
            List<String> behind = new ArrayList<>(List.of(""));
            for (int i = 0; i < result.length; i++) {
                int depth = tree.nodes().get(i).depth();
                while (behind.size() > depth + 1) {
                    behind.remove(behind.size() - 1);
                }
                if (depth == 0) {
                    result[i] = "";
                    continue;
                }
                boolean last = tree.isLastChild(i);
                String before = behind.get(Math.min(depth - 1, room));
                result[i] = depth > room && narrow
                        ? behind.get(Math.max(0, room - DEPTH_SIGN)) + Columns.pad("…" + depth, DEPTH_SIGN)
                        : before + (last ? "└" : "├") + (narrow ? "" : " ");
                if (depth <= room || !narrow) {
                    while (behind.size() <= depth) {
                        behind.add("");
                    }
                    behind.set(depth, before + (last ? " " : "│") + (narrow ? "" : " "));
                }
            }
            return result;
        }
    }
}
