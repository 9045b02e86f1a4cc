package dev.tracedshop.trace;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Draws traces as a picture: the same rows and words as {@link Waterfall}, as SVG.
 *
 * <p>The file stands alone: no font, script or style from elsewhere. Text is text. It follows the reader's light or dark mode, on a
 * ground of its own, because a page's ground may be the other one. Nothing is said by colour alone: each bar has its service's name
 * beside it, errors have a ✗, cold starts and waiting are hatched. The same traces give the same file: times are those of the run,
 * ids are cut short.
 */
public final class SvgWaterfall {
    /** Pixels. */
    static final double WIDTH = 900;

    static final double MARGIN = 16;
    private static final double GAP = 28;

    /** How many colours there are; with more services they begin again. */
    private static final int COLOURS = 8;

    // Told apart with any of the usual colour deficiencies: neighbours differ in lightness or lie on the blue-orange
    // axis
    // (after Okabe and Ito's set), and red is for errors. Each has a contrast of 3:1 or more with its ground.
    private static final String[] LIGHT = {
        "#0072b2", "#b85c00", "#00775a", "#a0467e", "#5b6470", "#806600", "#4a3fa8", "#2f8ca3"
    };
    private static final String[] DARK = {
        "#56b4e9", "#e69f00", "#2fbf94", "#dd94c0", "#a9b4c0", "#f0e442", "#9d92f5", "#7fd6e8"
    };

    /** Returns the picture of a trace. */
    public String draw(Trace trace) {
        return draw(trace, List.of());
    }

    /**
     * Returns the picture of a trace.
     *
     * @param others traces in which linked and linking spans are looked for, so that their resources can be named
     */
    public String draw(Trace trace, Collection<Trace> others) {
        return document(List.of(new WaterfallRows(trace, others)));
    }

    /** Returns one picture of several traces, one below the other; links among them are named by what they lead to. */
    public String drawAll(Collection<NamedTrace> traces) {
        List<Trace> all = traces.stream().map(NamedTrace::trace).toList();
        return document(all.stream().map(trace -> new WaterfallRows(trace, all)).toList());
    }

    private static String document(List<WaterfallRows> traces) {
        Map<String, Integer> colours = new LinkedHashMap<>();
        for (WaterfallRows trace : traces) {
            trace.services().forEach(service -> colours.putIfAbsent(service, colours.size() % COLOURS));
        }
        SvgWriter body = new SvgWriter();
        Set<WaterfallRows.Shade> shades = new LinkedHashSet<>();
        double y = MARGIN;
        for (WaterfallRows trace : traces) {
            y = new SvgTrace(trace, colours, body, shades).draw(y) + GAP;
        }
        y = legend(body, shades, y - GAP) + MARGIN;

        SvgWriter svg = new SvgWriter();
        svg.raw("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + SvgWriter.number(WIDTH) + "\" height=\""
                + SvgWriter.number(y) + "\" viewBox=\"0 0 " + SvgWriter.number(WIDTH) + " " + SvgWriter.number(y)
                + "\" role=\"img\" aria-labelledby=\"title description\">\n");
        svg.raw("<title id=\"title\">" + SvgWriter.escape(title(traces)) + "</title>\n");
        svg.raw("<desc id=\"description\">" + SvgWriter.escape(description(traces)) + "</desc>\n");
        svg.raw("<style>\n" + style() + "</style>\n");
        svg.raw("""
                <defs>
                <pattern id="cold" width="6" height="6" patternUnits="userSpaceOnUse"><path class="hatch" d="M-1 1L1 -1M0 6L6 0M5 7L7 5"/></pattern>
                <pattern id="waiting" width="4" height="4" patternUnits="userSpaceOnUse"><circle class="dot" cx="2" cy="2" r=".9"/></pattern>
                </defs>
                """);
        svg.rectangle("ground", 0.5, 0.5, WIDTH - 1, y - 1, 6);
        svg.raw(body.toString());
        svg.raw("</svg>\n");
        return svg.toString();
    }

    private static double legend(SvgWriter svg, Set<WaterfallRows.Shade> shades, double y) {
        double x = MARGIN;
        boolean any = false;
        for (WaterfallRows.Shade shade : WaterfallRows.Shade.values()) {
            if (shade == WaterfallRows.Shade.WORK || !shades.contains(shade)) {
                continue;
            }
            boolean cold = shade == WaterfallRows.Shade.COLD_START;
            String words = cold ? "cold start" : "a message on its way";
            svg.rectangle("pale s4", x, y + 12, 26, 10, 2);
            svg.rectangle(cold ? "cold" : "waiting", x, y + 12, 26, 10, 2);
            svg.text("small dim", x + 32, y + 21, "start", words);
            x += 32 + words.length() * SvgTrace.CHARACTER + 24;
            any = true;
        }
        return any ? y + 24 : y + 4;
    }

    private static String title(List<WaterfallRows> traces) {
        List<String> titles = traces.stream()
                .map(trace -> String.join(" · ", trace.summary()))
                .toList();
        return titles.isEmpty() ? "No trace" : String.join("; ", titles);
    }

    /** Says in words what the picture shows, for whoever does not see it. */
    private static String description(List<WaterfallRows> traces) {
        List<String> lines = new ArrayList<>(
                List.of("A row for each span, children below their parents: level, what, by whom, how long."));
        for (WaterfallRows trace : traces) {
            lines.add(trace.id() + ":");
            for (WaterfallRows.Row row : trace.rows()) {
                lines.add((row.node().depth() + 1) + ". " + row.label() + ", " + row.service() + ", "
                        + Times.text(row.span().duration()) + (row.span().error() ? ", in error" : ""));
                row.notes().forEach(note -> lines.add(note.text().strip()));
            }
        }
        return String.join("\n", lines);
    }

    // Without custom properties: not every program that shows SVG knows them.
    private static String style() {
        StringBuilder style = new StringBuilder("""
                text{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace;font-size:12px;white-space:pre}
                .head{font-weight:bold}
                .small{font-size:11px}
                .error{font-weight:bold}
                .branch,.grid{fill:none}
                .hatch{fill:none;stroke-width:1.4}
                .cold{fill:url(#cold)}
                .waiting{fill:url(#waiting);stroke-dasharray:3 2}
                .pale{fill-opacity:.3}
                """);
        style.append(mode("#ffffff", "#d1d9e0", "#848d97", "#1f2328", "#59636e", "#b42318", LIGHT));
        style.append("@media (prefers-color-scheme:dark){\n");
        style.append(mode("#0d1117", "#3d444d", "#7d8590", "#e6edf3", "#9198a1", "#ff8a80", DARK));
        return style.append("}\n").toString();
    }

    private static String mode(
            String ground, String line, String branch, String ink, String dim, String error, String[] services) {
        StringBuilder mode = new StringBuilder();
        mode.append(".ground{fill:")
                .append(ground)
                .append(";stroke:")
                .append(line)
                .append("}\n");
        mode.append("text{fill:").append(ink).append("}\n");
        mode.append(".dim{fill:").append(dim).append("}\n");
        mode.append(".error{fill:").append(error).append("}\n");
        mode.append(".wrong{stroke:").append(error).append(";stroke-width:1.5}\n");
        mode.append(".branch{stroke:").append(branch).append("}\n");
        mode.append(".grid{stroke:").append(line).append(";stroke-opacity:.8}\n");
        mode.append(".hatch,.cold,.waiting{stroke:").append(ink).append(";stroke-opacity:.65}\n");
        mode.append(".dot{fill:").append(ink).append(";fill-opacity:.65}\n");
        for (int i = 0; i < services.length; i++) {
            mode.append(".s").append(i).append("{fill:").append(services[i]).append("}\n");
        }
        return mode.toString();
    }
}
