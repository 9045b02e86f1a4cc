package dev.tracedshop.telemetry;

import java.util.Map;
import java.util.TreeMap;

/** Reads the {@code key:value,key:value} lists of {@code DD_TAGS} and {@code DD_SERVICE_MAPPING}. */
final class TagList {

    private TagList() {}

    /** Returns the pairs; pieces without a key or a value are left out, white space around them is not part of them. */
    static Map<String, String> parse(String text) {
        Map<String, String> pairs = new TreeMap<>();
        for (String piece : text.split("[, ]", -1)) {
            int colon = piece.indexOf(':');
            if (colon > 0 && colon < piece.length() - 1) {
                pairs.put(
                        piece.substring(0, colon).strip(),
                        piece.substring(colon + 1).strip());
            }
        }
        return pairs;
    }
}
