package dev.tracedshop.trace.expect;

/** Says whether a tag's, metric's or field's text is as expected. */
public interface ValueMatcher {
    /** Tells whether a text is as expected. */
    boolean matches(String value);

    /** Returns the expectation in words that complete "expected …", for example {@code "42"} or {@code any value}. */
    String describe();
}
