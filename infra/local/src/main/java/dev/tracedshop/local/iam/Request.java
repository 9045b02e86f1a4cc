package dev.tracedshop.local.iam;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A question to the policies.
 *
 * @param principal who asks
 * @param action for example {@code sns:Publish}
 * @param resource the ARN of what it is done to, or {@code *} where an action has no resource
 * @param context what conditions may look at, by key in lower case, for example {@code aws:sourcearn}
 */
public record Request(Principal principal, String action, String resource, Map<String, String> context)
        implements Comparable<Request> {
    public Request {
        Map<String, String> keys = new TreeMap<>();
        context.forEach((key, value) -> keys.put(key.toLowerCase(Locale.ROOT), value));
        context = Map.copyOf(keys);
    }

    @Override
    public int compareTo(Request other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return principal + " " + action + " " + resource + " " + new TreeMap<>(context);
    }
}
