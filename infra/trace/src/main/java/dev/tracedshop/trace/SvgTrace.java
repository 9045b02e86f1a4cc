package dev.tracedshop.trace;

import dev.tracedshop.trace.TraceTree.Node;
import dev.tracedshop.trace.WaterfallRows.Note;
import dev.tracedshop.trace.WaterfallRows.Row;
import dev.tracedshop.trace.WaterfallRows.Shade;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Draws one trace into a picture: header, time axis, and a row for each span in four columns: label, service, bar, duration.
 *
 * <p>All text is in a typeface of fixed width, so that what fits can be computed: text is cut where it would leave its column.
 */
final class SvgTrace {
    /** Pixels that a column of text takes at most, at 12 pixels: the widest of the typefaces asked for has 0.602 of its size. */
    static final double CHARACTER = 7.23;

    private static final double ROW = 20;
    private static final double NOTE = 16;
    private static final double GAP = 10;
    private static final double SWATCH = 12;
    private static final double DURATION = 8 * CHARACTER;
    /** What a label is to have beside its branches, in the deepest row too. */
    private static final double LABEL_ROOM = 18 * CHARACTER;

    private static final double MOST_INDENT = 14;
    private static final double LEAST_INDENT = 6;
    private static final double LEAST_BAR = 160;
    private static final double MARK_ROOM = 76;
    private static final int LONGEST_SERVICE = 22;

    private final WaterfallRows rows;
    private final Map<String, Integer> colours;
    private final SvgWriter svg;
    private final Set<Shade> shades;

    private final double indent;
    private final int deepestIndented;
    private final double serviceX;
    private final double barX;
    private final double barWidth;
    private final long start;
    private final long length;

    /**
     * Lays a trace out.
     *
     * @param colours each service's colour
     * @param shades gets those that were used
     */
    SvgTrace(WaterfallRows rows, Map<String, Integer> colours, SvgWriter svg, Set<Shade> shades) {
        this.rows = rows;
        this.colours = colours;
        this.svg = svg;
        this.shades = shades;
        this.start = rows.tree().trace().start();
        this.length = Math.max(1, rows.length());

        int longestService = rows.rows().stream()
                .mapToInt(row -> Columns.width(row.service()))
                .max()
                .orElse(0);
        double serviceWidth = SWATCH + Math.max(7, Math.min(longestService, LONGEST_SERVICE)) * CHARACTER;
        double free = SvgWaterfall.WIDTH - 2 * SvgWaterfall.MARGIN - serviceWidth - DURATION - 2 * GAP;
        int deepest =
                rows.rows().stream().mapToInt(row -> row.node().depth()).max().orElse(0);
        // The label gets what it needs up to a bit more than half; in a deep trace the levels get narrower first, then
        // the bars
        // shorter, and what is deeper still is told by a number.
        double most = free * 0.56;
        double wanted = deepest == 0 ? MOST_INDENT : (most - LABEL_ROOM) / deepest;
        this.indent = Math.max(LEAST_INDENT, Math.min(MOST_INDENT, wanted));
        most = Math.min(Math.max(most, deepest * indent + LABEL_ROOM), free - LEAST_BAR);
        this.deepestIndented = (int) ((most - LABEL_ROOM) / indent);
        double longest = 0;
        for (Row row : rows.rows()) {
            longest = Math.max(longest, labelX(row.node()) + columns(label(row, row.label())) * CHARACTER);
        }
        double labelWidth = Math.max(150, Math.min(longest - SvgWaterfall.MARGIN, most));
        this.serviceX = SvgWaterfall.MARGIN + labelWidth + GAP;
        this.barX = serviceX + serviceWidth + GAP;
        this.barWidth = SvgWaterfall.WIDTH - SvgWaterfall.MARGIN - DURATION - barX;
    }

    /** Draws it from some height on, and returns where it ends. */
    double draw(double top) {
        header(top + 12);
        double y = top + 44;
        double[] middles = new double[rows.rows().size()];
        double[] ends = new double[middles.length];
        for (int i = 0; i < middles.length; i++) {
            middles[i] = y + ROW / 2;
            y += ROW + rows.rows().get(i).notes().size() * NOTE;
            ends[i] = y;
        }
        axis(top + 38, y);
        branches(middles);
        for (int i = 0; i < middles.length; i++) {
            row(rows.rows().get(i), middles[i]);
        }
        return y;
    }

    private void header(double y) {
        String id = rows.id();
        int room = (int) ((SvgWaterfall.WIDTH - 2 * SvgWaterfall.MARGIN) / CHARACTER) - columns(id) - 2;
        List<String> parts = rows.summary();
        String rest = String.join(" · ", parts.subList(1, parts.size()));
        // The numbers matter more than the end of a long resource.
        String first = parts.size() == 1
                ? Columns.cut(parts.get(0), room)
                : Columns.cut(parts.get(0), Math.max(8, room - columns(rest) - 3)) + " · ";
        svg.text("head", SvgWaterfall.MARGIN, y, "start", first + rest);
        svg.text("dim", SvgWaterfall.WIDTH - SvgWaterfall.MARGIN, y, "end", id);
    }

    private void axis(double y, double bottom) {
        long step = step(length, Math.max(2, (int) (barWidth / MARK_ROOM)));
        double right = SvgWaterfall.WIDTH - SvgWaterfall.MARGIN;
        for (long at = 0; at <= length; at += step) {
            double x = x(at);
            String words = Times.text(at);
            double half = columns(words) * CHARACTER / 2;
            svg.elbow("grid", x, y + 4, bottom, x);
            if (at == 0) {
                svg.text("small dim", x, y, "start", words);
            } else if (x + half <= right) {
                svg.text("small dim", x, y, "middle", words);
            }
        }
    }

    /** Returns the nanoseconds between two marks of the axis: 1, 2 or 5 of some power of ten, as little as gives no more than so many. */
    private static long step(long length, int most) {
        for (long power = 1; ; power *= 10) {
            for (int factor : new int[] {1, 2, 5}) {
                if (length / (factor * power) <= most) {
                    return factor * power;
                }
            }
        }
    }

    private void branches(double[] middles) {
        for (int i = 0; i < middles.length; i++) {
            Node node = rows.rows().get(i).node();
            if (node.parent() >= 0 && node.depth() <= deepestIndented) {
                Node parent = rows.tree().nodes().get(node.parent());
                double x = labelX(parent) + indent / 2 - 2;
                svg.elbow("branch", x, middles[node.parent()] + 8, middles[i], labelX(node) - 2);
            }
        }
    }

    private void row(Row row, double middle) {
        Span span = row.span();
        double baseline = middle + 4;
        double labelX = labelX(row.node());
        int room = (int) ((serviceX - GAP - labelX) / CHARACTER + 1e-6);
        String label = label(row, row.label());
        String operation = Columns.clean(span.name()) + " ";
        if (columns(label) > room) {
            label = Columns.cut(label(row, row.shortLabel()), room);
        }
        if (span.error()) {
            svg.text("error", labelX, baseline, "start", label);
        } else if (label.startsWith(operation)) {
            svg.text("", labelX, baseline, "dim", operation, label.substring(operation.length()));
        } else {
            svg.text("", labelX, baseline, "start", label);
        }
        String colour = "s" + colours.getOrDefault(row.service(), 0);
        if (!row.service().isEmpty()) {
            svg.rectangle(colour, serviceX, middle - 4, 8, 8, 1.5);
            int serviceRoom = (int) ((barX - GAP - serviceX - SWATCH) / CHARACTER + 1e-6);
            svg.text("dim", serviceX + SWATCH, baseline, "start", Columns.cut(row.service(), serviceRoom));
        }
        bar(row, colour, middle);
        svg.text("", SvgWaterfall.WIDTH - SvgWaterfall.MARGIN, baseline, "end", Times.text(span.duration()));
        double y = middle + ROW / 2;
        for (Note note : row.notes()) {
            double x = labelX + indent;
            int columns = (int) ((SvgWaterfall.WIDTH - SvgWaterfall.MARGIN - x) / CHARACTER);
            svg.text(note.error() ? "small error" : "small dim", x, y + 11, "start", Columns.cut(note.text(), columns));
            y += NOTE;
        }
    }

    private void bar(Row row, String colour, double middle) {
        double from = x(row.span().start() - start);
        double width = Math.max(2, x(row.span().end() - start) - from);
        from = Math.min(from, barX + barWidth - width);
        String wrong = row.span().error() ? " wrong" : "";
        if (row.shade() == Shade.WORK || width < 4) {
            svg.rectangle(colour + wrong, from, middle - 5, width, 10, Math.min(2, width / 2));
            return;
        }
        shades.add(row.shade());
        svg.rectangle("pale " + colour, from, middle - 5, width, 10, 2);
        svg.rectangle((row.shade() == Shade.COLD_START ? "cold" : "waiting") + wrong, from, middle - 5, width, 10, 2);
    }

    private double x(long nanos) {
        return barX + Math.max(0, Math.min(1, (double) nanos / length)) * barWidth;
    }

    private double labelX(Node node) {
        return SvgWaterfall.MARGIN + Math.min(node.depth(), deepestIndented) * indent;
    }

    /** Returns a label with its sign, and with how deep it is where its branches have no room. */
    private String label(Row row, String label) {
        int depth = row.node().depth();
        return (depth > deepestIndented ? "…" + depth + " " : "") + row.mark() + label;
    }

    private static int columns(String text) {
        return Columns.width(text);
    }
}
