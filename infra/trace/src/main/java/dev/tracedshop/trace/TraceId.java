package dev.tracedshop.trace;

import java.util.HexFormat;

/**
 * Identifies a trace by 128 bits. Datadog's wire formats carry the low 64 bits as a number and the high 64 as the hex tag {@code
 * _dd.p.tid}; W3C's and the workshop's own JSON carry all of it as 32 hex digits.
 *
 * @param high the high 64 bits, 0 when the producer knew 64 bits only
 * @param low the low 64 bits
 */
public record TraceId(long high, long low) implements Comparable<TraceId> {

    /** Parses 1 to 32 hex digits; fewer than 32 are padded with zeros on the left. */
    public static TraceId parse(String hex) {
        if (hex.isEmpty() || hex.length() > 32) {
            throw new IllegalArgumentException("A trace id is 1 to 32 hex digits, not '" + hex + "'");
        }
        String padded = "0".repeat(32 - hex.length()) + hex;
        try {
            return new TraceId(
                    HexFormat.fromHexDigitsToLong(padded, 0, 16), HexFormat.fromHexDigitsToLong(padded, 16, 32));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("A trace id is 1 to 32 hex digits, not '" + hex + "'", e);
        }
    }

    /** Tells whether this is the id of no trace. */
    public boolean isZero() {
        return high == 0 && low == 0;
    }

    @Override
    public int compareTo(TraceId other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** Returns 32 lower-case hex digits. */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }
}
