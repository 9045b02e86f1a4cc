package dev.tracedshop.local.pattern;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What SNS asks of a filter policy beyond its being a pattern.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html">Filter policy constraints</a>
 */
public final class FilterPolicyLimits {
    private static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_KEYS = 5;
    private static final int MAX_COMBINATIONS = 150;

    private FilterPolicyLimits() {}

    /**
     * Returns what is wrong with a filter policy.
     *
     * @param nested whether keys may lie in one another, as they may when the policy looks at the message's body
     */
    public static List<String> problems(JsonNode policy, boolean nested) {
        List<String> problems = new ArrayList<>();
        if (!policy.isObject()) {
            problems.add("A filter policy is a JSON object, not " + policy + ".");
            return problems;
        }
        if (policy.isEmpty()) {
            return problems; // It accepts everything.
        }
        if (policy.toString().getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            problems.add("A filter policy has at most " + MAX_BYTES + " bytes.");
        }
        Count count = new Count();
        count.read(policy, 1);
        if (count.keys > MAX_KEYS) {
            problems.add("A filter policy has at most " + MAX_KEYS + " keys; this one has " + count.keys + ".");
        }
        if (count.combinations > MAX_COMBINATIONS) {
            problems.add("The values of a filter policy make at most " + MAX_COMBINATIONS + " combinations; these make "
                    + count.combinations + ".");
        }
        if (!nested && count.deepest > 1) {
            problems.add("A filter policy on message attributes has no nested keys.");
        }
        EventPattern.problem(policy).ifPresent(problem -> problems.add("Not a filter policy: " + problem));
        return problems;
    }

    /** A leaf key counts once, and its values as often as it lies deep; all leaves' products multiply. */
    private static final class Count {
        private int keys;
        private int deepest;
        private long combinations = 1;

        private void read(JsonNode policy, int depth) {
            for (Map.Entry<String, JsonNode> entry : policy.properties()) {
                JsonNode value = entry.getValue();
                if (entry.getKey().equals("$or")) {
                    value.forEach(choice -> read(choice, depth));
                } else if (value.isObject()) {
                    read(value, depth + 1);
                } else {
                    keys++;
                    deepest = Math.max(deepest, depth);
                    combinations *= (long) Math.max(1, value.size()) * depth;
                }
            }
        }
    }
}
