package dev.tracedshop.sampling;

/**
 * Spreads ids evenly over all numbers, the same way in every process and on every host, today and next year.
 *
 * <p>The hash of an object would not do: Java promises nothing about it beyond one run of a program.
 */
public final class StableHash {
    /*
     * Each part is added to what is there, and all bits are mixed: multiplied by an odd number, so that low bits reach the high ones, and
     * xored with themselves shifted, so that high bits reach the low ones. The constants are those of the generator SplitMix64. A trace id
     * needs it: its upper half is a time in seconds and zeros, so a remainder of the id itself would put the traces of an hour
     * side by side.
     */
    private static final long STEP = 0x9E3779B97F4A7C15L;
    private static final long FIRST = 0xBF58476D1CE4E5B9L;
    private static final long SECOND = 0x94D049BB133111EBL;

    private StableHash() {}

    /** Returns the hash of some numbers; their order matters. */
    public static long of(long... parts) {
        long hash = 0;
        for (long part : parts) {
            hash = mixed(hash + STEP + part);
        }
        return hash;
    }

    private static long mixed(long bits) {
        long first = (bits ^ (bits >>> 30)) * FIRST;
        long second = (first ^ (first >>> 27)) * SECOND;
        return second ^ (second >>> 31);
    }
}
