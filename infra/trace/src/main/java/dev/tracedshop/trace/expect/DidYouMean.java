package dev.tracedshop.trace.expect;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the name that was probably meant. Its edit distance is written here, not taken from a text library, because this module
 * has the JSON library as its only dependency: the steps' scripts compile it from source.
 */
final class DidYouMean {
    private DidYouMean() {}

    /** Returns the closest of the known names, if one is close enough to be a slip of the keyboard. */
    static Optional<String> closest(String name, Collection<String> known) {
        return known.stream()
                .filter(candidate -> distance(plain(name), plain(candidate)) <= Math.max(1, name.length() / 4))
                .min(Comparator.comparingInt((String candidate) -> distance(name, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Returns " Did you mean 'x'?", or nothing when no name is close. */
    static String question(String name, Collection<String> known) {
        return closest(name, known)
                .map(candidate -> " Did you mean '" + candidate + "'?")
                .orElse("");
    }

    // product_id, productId and product.id are one name to a reader.
    private static String plain(String name) {
        return name.replaceAll("[._\\- ]", "").toLowerCase(Locale.ROOT);
    }

    /** Returns how many letters must be put in, left out or replaced (Levenshtein). */
    static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int above = row[j];
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[to.length()];
    }
}
