package dev.tracedshop.trace;

import java.util.Locale;

/** Writes the elements that a picture is made of; whatever text it is given is escaped. */
final class SvgWriter {
    private final StringBuilder svg = new StringBuilder();

    /** Adds markup as it is. */
    void raw(String markup) {
        svg.append(markup);
    }

    /** Adds a text of so many pixels' size at a baseline; {@code anchor} is {@code start}, {@code middle} or {@code end}. */
    void text(String classes, double x, double y, String anchor, String text) {
        open("text", classes, "x", x, "y", y);
        if (!anchor.equals("start")) {
            svg.append(" text-anchor=\"").append(anchor).append('"');
        }
        svg.append('>').append(escape(text)).append("</text>\n");
    }

    /** Adds a text whose beginning looks different. */
    void text(String classes, double x, double y, String firstClasses, String first, String rest) {
        open("text", classes, "x", x, "y", y);
        svg.append("><tspan class=\"").append(firstClasses).append("\">");
        svg.append(escape(first)).append("</tspan>").append(escape(rest)).append("</text>\n");
    }

    /** Adds a rectangle. */
    void rectangle(String classes, double x, double y, double width, double height, double radius) {
        open("rect", classes, "x", x, "y", y, "width", width, "height", height);
        if (radius > 0) {
            svg.append(" rx=\"").append(number(radius)).append('"');
        }
        svg.append("/>\n");
    }

    /** Adds a line that goes down and then, if it goes to the right at all, to the right. */
    void elbow(String classes, double x, double fromY, double toY, double toX) {
        svg.append("<path class=\"").append(classes).append("\" d=\"M");
        svg.append(number(x)).append(' ').append(number(fromY)).append('V').append(number(toY));
        if (toX > x) {
            svg.append('H').append(number(toX));
        }
        svg.append("\"/>\n");
    }

    private void open(String element, String classes, Object... attributes) {
        svg.append('<').append(element);
        if (!classes.isEmpty()) {
            svg.append(" class=\"").append(classes).append('"');
        }
        for (int i = 0; i < attributes.length; i += 2) {
            svg.append(' ').append(attributes[i]).append("=\"");
            svg.append(number((Double) attributes[i + 1])).append('"');
        }
    }

    /** Returns a number with at most one decimal, so that the same trace gives the same file everywhere. */
    static String number(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    /** Returns text for XML: escaped, and without what XML 1.0 has no way to say. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(isAllowed(c) ? c : 0xfffd);
            }
        });
        return escaped.toString();
    }

    // https://www.w3.org/TR/xml/#charsets
    private static boolean isAllowed(int c) {
        return c == '\t'
                || c == '\n'
                || (c >= 0x20 && c <= 0xd7ff)
                || (c >= 0xe000 && c <= 0xfffd)
                || (c >= 0x10000 && c <= 0x10ffff);
    }

    @Override
    public String toString() {
        return svg.toString();
    }
}
