package dev.tracedshop.sampling;

import java.util.HexFormat;

/**
 * Identifies a trace by 128 bits.
 *
 * @param high the upper 64 bits; 0 where somebody knew 64 bits only
 * @param low the lower 64 bits
 */
public record TraceId(long high, long low) {
    /** Sampling and routing must not see the same number: the traces of one partition would else be kept or dropped together. */
    private static final long OF_SAMPLING = 1;

    /** Parses 32 hex digits; anything else is an {@link IllegalArgumentException}. */
    public static TraceId parse(String hex) {
        if (hex.length() != 32 || !hex.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IllegalArgumentException("A trace id is 32 hex digits, not '" + hex + "'");
        }
        return new TraceId(HexFormat.fromHexDigitsToLong(hex, 0, 16), HexFormat.fromHexDigitsToLong(hex, 16, 32));
    }

    /**
     * Tells whether this is one of the ids that are kept when one in so many is. The id alone decides, so everybody who asks comes to
     * the same answer without asking anybody else.
     */
    public boolean isOneIn(int number) {
        return Long.remainderUnsigned(StableHash.of(OF_SAMPLING, high, low), number) == 0;
    }

    /** Returns where the id stands among all ids, from 0 to less than 1: a share of 0.1 keeps the ids below 0.1. */
    public double position() {
        return (StableHash.of(OF_SAMPLING, high, low) >>> 11) * 0x1p-53;
    }

    /** Returns 32 lower-case hex digits. */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }
}
