package dev.tracedshop.local.iam;

import java.util.Locale;

/** Compares texts with patterns in which {@code *} stands for any characters and {@code ?} for any one. */
final class Wildcard {
    private static final int ARN_PARTS = 6;

    private Wildcard() {}

    static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = t;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                // The last * takes one character more, and the rest of the pattern is tried again behind it.
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    static boolean matchesIgnoringCase(String pattern, String text) {
        return matches(pattern.toLowerCase(Locale.ROOT), text.toLowerCase(Locale.ROOT));
    }

    /** Tells whether a text has the six parts of an ARN. */
    static boolean isArn(String text) {
        return text.startsWith("arn:") && text.split(":", ARN_PARTS).length == ARN_PARTS;
    }

    /** Compares ARNs part by part: a wildcard stands for nothing beyond its part. */
    static boolean matchesArn(String pattern, String arn) {
        if (pattern.equals("*")) {
            return true;
        }
        String[] expected = pattern.split(":", ARN_PARTS);
        String[] actual = arn.split(":", ARN_PARTS);
        if (expected.length != actual.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (!matches(expected[i], actual[i])) {
                return false;
            }
        }
        return true;
    }
}
