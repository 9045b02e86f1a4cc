package dev.tracedshop.sampling;

import java.util.Locale;

/** What becomes of a trace, and so of every span of it. */
public enum Verdict {
    /** It is stored and paid for. */
    KEEP,
    /** It is thrown away. */
    DROP;

    /** Returns the word that stands for it in a file. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the verdict with this word; an unknown one is an {@link IllegalArgumentException}. */
    public static Verdict parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
