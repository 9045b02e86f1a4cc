package dev.tracedshop.trace;

import java.util.ArrayList;
import java.util.List;

/**
 * Prints findings for a reader at a terminal: what is not there yet, why, what to do next, and what was seen.
 *
 * <p>Every line fits the width, those of the evidence excepted that would lose their meaning when broken; colour is never the only sign.
 */
public final class FindingText {
    private static final String BOLD = "\u001b[1m";
    private static final String YELLOW = "\u001b[33m";
    private static final String RED = "\u001b[31m";
    private static final String GREEN = "\u001b[32m";
    private static final String RESET = "\u001b[0m";
    private static final int LABEL = 8;

    private final int width;
    private final boolean colour;

    /**
     * Creates it.
     *
     * @param width columns; less than 40 is taken as 40
     * @param colour whether to use ANSI colours
     */
    public FindingText(int width, boolean colour) {
        this.width = Math.max(40, width);
        this.colour = colour;
    }

    /** Returns a verdict and its findings, ending in a line feed: one line for a pass, else each finding with a blank line between. */
    public String print(Verdict verdict, List<Finding> findings) {
        if (findings.isEmpty()) {
            String text = switch (verdict) {
                case PASS -> "pass: the trace is what it should be";
                case NOT_YET -> "not yet: the trace is not what it should be";
                case BROKEN -> "broken: this machine cannot run it";
                case FAULT -> "a fault of the workshop: nothing that you did";
            };
            return paint(verdict, text) + "\n";
        }
        List<String> blocks = new ArrayList<>();
        findings.forEach(finding -> blocks.add(print(verdict, finding)));
        return String.join("\n", blocks);
    }

    /** Returns one finding under a verdict, ending in a line feed. */
    public String print(Verdict verdict, Finding finding) {
        StringBuilder text = new StringBuilder();
        List<String> message = wrap(verdict.words() + ": " + finding.message(), width);
        message.forEach(line -> text.append(paint(verdict, line)).append('\n'));
        part(text, "why", finding.why());
        part(text, "next", finding.hint());
        part(text, "where", where(finding.where()));
        String label = "seen";
        if (!finding.evidence().isEmpty()) {
            for (String line : finding.evidence().split("\n", -1)) {
                text.append(label(label))
                        .append("| ")
                        .append(Columns.clean(line.replace("\t", "    ")))
                        .append('\n');
                label = "";
            }
        }
        if (finding.silenced() > 0) {
            String more = finding.silenced() == 1 ? "One more follows" : finding.silenced() + " more follow";
            part(text, "", "(" + more + " from this one, not shown.)");
        }
        return text.toString();
    }

    private static String where(Where where) {
        List<String> parts = new ArrayList<>();
        if (!where.function().isEmpty()) {
            parts.add(where.function());
        }
        if (!where.hop().isEmpty()) {
            parts.add(where.hop());
        }
        if (!where.file().isEmpty()) {
            parts.add(where.line() > 0 ? where.file() + ":" + where.line() : where.file());
        }
        return String.join(" · ", parts);
    }

    private void part(StringBuilder text, String label, String content) {
        if (content.isEmpty()) {
            return;
        }
        String opening = label;
        for (String line : wrap(content, width - LABEL)) {
            text.append(label(opening)).append(line).append('\n');
            opening = "";
        }
    }

    private String label(String label) {
        String padded = Columns.pad("  " + label, LABEL);
        return colour && !label.isEmpty() ? BOLD + padded + RESET : padded;
    }

    private String paint(Verdict verdict, String line) {
        if (!colour) {
            return line;
        }
        String shade = switch (verdict) {
            case PASS -> GREEN;
            case NOT_YET -> YELLOW;
            case BROKEN, FAULT -> RED;
        };
        return BOLD + shade + line + RESET;
    }

    private static List<String> wrap(String content, int columns) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : content.split("\n", -1)) {
            StringBuilder line = new StringBuilder();
            for (String word : Columns.clean(paragraph).split(" ", -1)) {
                if (line.length() > 0 && Columns.width(line.toString()) + 1 + Columns.width(word) > columns) {
                    lines.add(line.toString());
                    line.setLength(0);
                }
                line.append(line.length() == 0 ? "" : " ").append(word);
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
