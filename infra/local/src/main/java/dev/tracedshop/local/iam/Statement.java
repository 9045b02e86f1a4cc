package dev.tracedshop.local.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A statement of a policy.
 *
 * @param allow whether it allows; else it denies
 * @param principals whom it is about
 * @param actions which actions
 * @param resources which resources
 * @param conditions all of which must hold
 */
record Statement(
        boolean allow, Principals principals, Selection actions, Selection resources, List<Condition> conditions) {
    /**
     * A choice of actions or resources.
     *
     * @param texts what is named, with wildcards
     * @param except whether everything else is meant
     */
    record Selection(List<String> texts, boolean except) {
        private boolean containsAction(String action) {
            return texts.stream().anyMatch(text -> Wildcard.matchesIgnoringCase(text, action)) != except;
        }

        private boolean containsResource(String resource) {
            return texts.stream().anyMatch(text -> Wildcard.matchesArn(text, resource)) != except;
        }

        private Selection without(String text) {
            return new Selection(
                    texts.stream().filter(each -> !each.equals(text)).toList(), except);
        }

        private Selection only(String text) {
            return new Selection(List.of(text), except);
        }
    }

    boolean applies(Request request) {
        return principals.contains(request.principal(), !allow)
                && actions.containsAction(request.action())
                && resources.containsResource(request.resource())
                && conditionsHold(request.context());
    }

    private boolean conditionsHold(Map<String, String> context) {
        return conditions.stream().allMatch(condition -> condition.holds(context));
    }

    /** Returns what is left of an Allow when one of its actions is taken away for one of its resources. */
    List<Statement> without(String action, String resource) {
        List<Statement> left = new ArrayList<>();
        Selection others = actions.without(action);
        if (!others.texts().isEmpty()) {
            left.add(new Statement(allow, principals, others, resources, conditions));
        }
        Selection elsewhere = resources.without(resource);
        if (!elsewhere.texts().isEmpty()) {
            left.add(new Statement(allow, principals, actions.only(action), elsewhere, conditions));
        }
        return left;
    }
}
