package dev.tracedshop.sampling;

/**
 * How far one partition has been read, and from where on it would have to be read again.
 *
 * @param current the offset of the next span that nobody has read
 * @param oldestUndecided the offset of the first span of the oldest trace that is not judged; {@code current} if there is none
 */
public record Offsets(long current, long oldestUndecided) {
    /** Where a partition begins. */
    public static final Offsets START = new Offsets(0, 0);
}
