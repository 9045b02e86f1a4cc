package dev.tracedshop.trace;

import java.util.Locale;

/** Says how a run or a check ended. "Not yet" and "broken" are never mixed: only the first speaks about the learner's trace. */
public enum Verdict {
    /** The trace is what it should be. */
    PASS("pass", 0),
    /** The trace was judged and is not what it should be yet. */
    NOT_YET("not-yet", 1),
    /** The machine cannot run it; no trace was judged. */
    BROKEN("broken", 3),
    /** The workshop itself went wrong. */
    FAULT("fault", 4);

    private final String text;
    private final int exitCode;

    Verdict(String text, int exitCode) {
        this.text = text;
        this.exitCode = exitCode;
    }

    /** Returns the word that stands for it in JSON. */
    public String text() {
        return text;
    }

    /** Returns the exit code of a command that ends with it. */
    public int exitCode() {
        return exitCode;
    }

    /** Returns the words that open a finding on the terminal. */
    public String words() {
        return this == FAULT
                ? "a fault of the workshop"
                : text.replace('-', ' ').toLowerCase(Locale.ROOT);
    }

    /** Returns the verdict with this text; an unknown one is an {@link IllegalArgumentException}. */
    public static Verdict parse(String text) {
        for (Verdict verdict : values()) {
            if (verdict.text.equals(text)) {
                return verdict;
            }
        }
        throw new IllegalArgumentException("A verdict is pass, not-yet, broken or fault, not '" + text + "'");
    }
}
