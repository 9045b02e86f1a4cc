package dev.tracedshop.trace;

import dev.tracedshop.trace.TraceDiff.Attribute;
import dev.tracedshop.trace.TraceDiff.Row;
import dev.tracedshop.trace.TraceDiff.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Prints a comparison in two columns: one's own trace, and the reference. Spans that are the same take one line, whatever they hold. */
public final class TraceDiffText {
    private static final int LEAST_WIDTH = 60;
    private static final int VERDICT_WIDTH = 9;
    private static final String BETWEEN = " │ ";
    /** A longer value is cut. */
    private static final int MOST_LINES = 4;

    private static final int BEFORE_DIFFERENCE = 12;

    private static final String RESET = "\u001b[0m";
    private static final String BOLD = "\u001b[1m";
    private static final String DIM = "\u001b[2m";
    private static final String YELLOW = "\u001b[33m";

    private final int width;
    private final boolean colour;
    private final int side;

    /**
     * Creates it.
     *
     * @param width columns; less than 60 is taken as 60
     * @param colour whether to use ANSI colours
     */
    public TraceDiffText(int width, boolean colour) {
        this.width = Math.max(LEAST_WIDTH, width);
        this.colour = colour;
        this.side = (this.width - VERDICT_WIDTH - BETWEEN.length()) / 2;
    }

    /**
     * Returns a comparison as text, ending in a line feed.
     *
     * @param own what stands above one's own trace
     * @param reference what stands above the reference
     */
    public String print(TraceDiff diff, String own, String reference) {
        StringBuilder text = new StringBuilder();
        line(text, "", BOLD, wrapped(own, 0), wrapped(reference, 0));
        int deepest = diff.rows().stream().mapToInt(Row::depth).max().orElse(0);
        int step = deepest * 2 <= side / 3 ? 2 : 1;
        for (Row row : diff.rows()) {
            row(text, row, Math.min(row.depth() * step, side / 2));
        }
        words(summary(diff), width).forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    /** Returns how many spans compare how, in a sentence. */
    public String summary(TraceDiff diff) {
        int all = diff.rows().stream().mapToInt(row -> 1 + row.below()).sum();
        if (diff.same()) {
            return all == 1 ? "The one span is the same." : "All " + all + " spans are the same.";
        }
        List<String> others = new ArrayList<>();
        for (Verdict verdict : List.of(Verdict.DIFFERS, Verdict.MISSING, Verdict.EXTRA)) {
            int count = diff.count(verdict);
            if (count > 0) {
                String word = verdict == Verdict.DIFFERS
                        ? (count == 1 ? " differs" : " differ")
                        : (count == 1 ? " is " : " are ") + verdict.text();
                others.add(count + word);
            }
        }
        return diff.count(Verdict.SAME) + " of " + all + " spans are the same; " + String.join(", ", others) + ".";
    }

    /** Returns the list of what is not compared, and why, ending in a line feed. */
    public String explainIgnored() {
        Map<ComparisonRules.Kind, String> titles = new LinkedHashMap<>();
        titles.put(ComparisonRules.Kind.FIELD, "Not compared:");
        titles.put(ComparisonRules.Kind.SPAN, "Spans left out:");
        titles.put(ComparisonRules.Kind.ATTRIBUTE, "Tags and metrics left out:");
        titles.put(ComparisonRules.Kind.VALUE, "Replaced in all values:");
        StringBuilder text = new StringBuilder();
        titles.forEach((kind, title) -> {
            text.append(text.isEmpty() ? "" : "\n").append(paint(BOLD, title)).append('\n');
            for (ComparisonRules.Rule rule : ComparisonRules.all()) {
                if (rule.kind() == kind) {
                    words(rule.what(), width - 2)
                            .forEach(line -> text.append("  ").append(line).append('\n'));
                    words(rule.reason(), width - 6)
                            .forEach(line -> text.append("      ")
                                    .append(paint(DIM, line))
                                    .append('\n'));
                }
            }
        });
        text.append("\nEverything else is compared.\n");
        return text.toString();
    }

    private void row(StringBuilder text, Row row, int indent) {
        line(
                text,
                row.verdict().text(),
                row.verdict() == Verdict.SAME ? DIM : YELLOW,
                span(row.own(), row, indent),
                span(row.reference(), row, indent));
        for (Attribute attribute : row.attributes()) {
            if (attribute.verdict() != Verdict.SAME) {
                line(
                        text,
                        "  " + attribute.verdict().text(),
                        YELLOW,
                        value(attribute, attribute.own(), Verdict.MISSING, indent + 2),
                        value(attribute, attribute.reference(), Verdict.EXTRA, indent + 2));
            }
        }
    }

    private List<String> span(Optional<Span> span, Row row, int indent) {
        String below = row.below() == 0 ? "" : ", and " + row.below() + " below it";
        int room = side - indent - below.length();
        return span.map(one -> List.of(" ".repeat(indent) + Columns.cut(label(one, room), room) + below))
                .orElse(List.of(" ".repeat(indent) + "–"));
    }

    private static String label(Span span, int room) {
        String label = Columns.clean(TraceDiff.label(span));
        // Where only one has room, the resource says more than the operation.
        return Columns.width(label) <= room || span.resource().isEmpty()
                ? label
                : Columns.clean(ComparisonRules.normalised(span.resource()));
    }

    private List<String> value(Attribute attribute, String value, Verdict absent, int indent) {
        if (attribute.verdict() == absent) {
            return wrapped("–", indent);
        }
        int differ = firstDifference(attribute.own(), attribute.reference());
        // Of two long values the part is shown in which they differ.
        boolean late = attribute.verdict() == Verdict.DIFFERS && differ > 2 * (side - indent);
        return wrapped(
                attribute.name() + " = " + (late ? "…" + value.substring(differ - BEFORE_DIFFERENCE) : value), indent);
    }

    private static int firstDifference(String one, String other) {
        int at = 0;
        while (at < one.length() && at < other.length() && one.charAt(at) == other.charAt(at)) {
            at++;
        }
        return at;
    }

    private List<String> wrapped(String text, int indent) {
        String rest = Columns.clean(text);
        List<String> lines = new ArrayList<>();
        int room = Math.max(12, side - indent);
        while (lines.size() < MOST_LINES - 1 && Columns.width(rest) > room) {
            String cut = Columns.cut(rest, room + 1);
            String line = cut.substring(0, cut.length() - 1); // The sign of a cut is not needed: the rest follows.
            int space = line.lastIndexOf(' ') + 1;
            line = space > line.length() / 2 ? line.substring(0, space) : line;
            lines.add(" ".repeat(indent) + line);
            rest = rest.substring(line.length());
        }
        lines.add(" ".repeat(indent) + Columns.cut(rest, room));
        return lines;
    }

    private static List<String> words(String text, int room) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > room) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private void line(StringBuilder text, String verdict, String code, List<String> own, List<String> reference) {
        for (int i = 0; i < Math.max(own.size(), reference.size()); i++) {
            String left = i < own.size() ? own.get(i) : "";
            String right = i < reference.size() ? reference.get(i) : "";
            String whole = paint(code, Columns.pad(i == 0 ? verdict : "", VERDICT_WIDTH))
                    + Columns.pad(left, side)
                    + BETWEEN
                    + Columns.cut(right, side);
            text.append(whole.stripTrailing()).append('\n');
        }
    }

    private String paint(String code, String text) {
        return colour && !text.isBlank() ? code + text + RESET : text;
    }
}
