package dev.tracedshop.workshop.transport;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What all transports cost and lost, beside each other.
 *
 * @param delay how late the collector answered
 * @param calls how many calls were counted for each
 */
public record TransportTable(Duration delay, int calls, List<Measured> rows) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public TransportTable {
        rows = List.copyOf(rows);
    }

    /**
     * Something that is said of a transport.
     *
     * @param text what, with the figures that were measured
     * @param holds whether the figures say so
     */
    public record Claim(String text, boolean holds) {}

    /** Returns what is said of the transports, and whether it is so. */
    public List<Claim> claims() {
        List<Claim> claims = new ArrayList<>();
        for (Measured row : rows) {
            if (row.transport() == Transport.BACKGROUND) {
                claims.add(claim(
                        row,
                        "spans are lost when the process is killed while it is frozen, %d of %d"
                                .formatted(row.lost(), row.spans()),
                        row.lost() > 0));
                continue;
            }
            claims.add(claim(
                    row,
                    "no span is lost and none is late, %d and %d of %d".formatted(row.lost(), row.late(), row.spans()),
                    row.lost() == 0 && row.late() == 0));
            boolean waits = row.transport() == Transport.BLOCKING;
            claims.add(claim(
                    row,
                    "the caller %s for the collector's %d ms, %s ms are in no span"
                            .formatted(
                                    waits ? "waits" : "does not wait", delay.toMillis(), millis(row.outsideMillis())),
                    waits ? row.outsideMillis() >= delay.toMillis() : cheaperThanBlocking(row)));
        }
        return claims;
    }

    private static Claim claim(Measured row, String text, boolean holds) {
        return new Claim(row.transport().title() + ": " + text, holds);
    }

    /** Half of the delay is left for what a busy machine adds to either. */
    private boolean cheaperThanBlocking(Measured row) {
        return rows.stream()
                .filter(other -> other.transport() == Transport.BLOCKING)
                .allMatch(blocking -> row.outsideMillis() <= blocking.outsideMillis() - delay.toMillis() / 2.0);
    }

    /** Returns whether everything that is said holds. */
    public boolean holds() {
        return claims().stream().allMatch(Claim::holds);
    }

    /** Prints the table and what it says. */
    public String print() {
        StringBuilder text = new StringBuilder();
        line(text, "%-18s %10s %10s %12s %6s %6s", "", "root span", "answer", "not in span", "lost", "late");
        for (Measured row : rows) {
            line(
                    text,
                    "%-18s %10s %10s %12s %6d %6d",
                    row.transport().title(),
                    millis(row.rootMillis()) + " ms",
                    millis(row.answerMillis()) + " ms",
                    millis(row.outsideMillis()) + " ms",
                    row.lost(),
                    row.late());
        }
        text.append(calls)
                .append(" calls each, ")
                .append(TransportRun.SPANS_PER_CALL)
                .append(" spans a call; times are medians; the collector answers after ")
                .append(delay.toMillis())
                .append(" ms.\n\n");
        claims().forEach(claim ->
                text.append(claim.holds() ? "✓ " : "✗ ").append(claim.text()).append('\n'));
        return text.toString();
    }

    private static void line(StringBuilder text, String pattern, Object... values) {
        text.append(String.format(Locale.ROOT, pattern, values).stripTrailing()).append('\n');
    }

    private static String millis(double millis) {
        return Double.isNaN(millis) ? "–" : String.format(Locale.ROOT, "%.1f", millis);
    }

    /**
     * Returns it as JSON: {@code {delayMillis, calls, holds, transports: [{transport, rootSpanMillis, answerMillis, notInSpanMillis, spans,
     * lost, late}], claims: [{text, holds}]}}; a time that nothing is known of is null.
     */
    public ObjectNode json() {
        ObjectNode json = JSON.createObjectNode()
                .put("delayMillis", delay.toMillis())
                .put("calls", calls)
                .put("holds", holds());
        ArrayNode transports = json.putArray("transports");
        for (Measured row : rows) {
            ObjectNode one =
                    transports.addObject().put("transport", row.transport().key());
            time(one, "rootSpanMillis", row.rootMillis());
            time(one, "answerMillis", row.answerMillis());
            time(one, "notInSpanMillis", row.outsideMillis());
            one.put("spans", row.spans()).put("lost", row.lost()).put("late", row.late());
        }
        ArrayNode claims = json.putArray("claims");
        claims().forEach(claim -> claims.addObject().put("text", claim.text()).put("holds", claim.holds()));
        return json;
    }

    private static void time(ObjectNode node, String field, double millis) {
        if (Double.isNaN(millis)) {
            node.putNull(field);
        } else {
            node.put(field, Math.round(millis * 10) / 10.0);
        }
    }
}
