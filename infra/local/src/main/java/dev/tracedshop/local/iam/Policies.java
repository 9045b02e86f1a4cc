package dev.tracedshop.local.iam;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The policies of roles and resources of one account, and the decision that they come to.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">Policy evaluation logic</a>
 */
public final class Policies {
    /*
     * Within one account: a Deny anywhere wins; without one, an Allow in the role's policies or in the resource's is enough; without any,
     * the answer is no. A service has no policies of its own, so only the resource's can let it in.
     */

    private final Map<String, List<Statement>> byRole;
    private final Map<String, List<Statement>> byResource;

    Policies(Map<String, List<Statement>> byRole, Map<String, List<Statement>> byResource) {
        this.byRole = byRole;
        this.byResource = byResource;
    }

    /** Collects policies. */
    public static final class Builder {
        private final Map<String, List<Statement>> byRole = new LinkedHashMap<>();
        private final Map<String, List<Statement>> byResource = new LinkedHashMap<>();

        /** Adds a policy of a role; what it cannot read was to be reported before. */
        public Builder role(String name, PolicyDocument policy) {
            byRole.computeIfAbsent(name, ignored -> new ArrayList<>()).addAll(policy.statements());
            return this;
        }

        /** Adds a policy of the resource with an ARN. */
        public Builder resource(String arn, PolicyDocument policy) {
            byResource.computeIfAbsent(arn, ignored -> new ArrayList<>()).addAll(policy.statements());
            return this;
        }

        /** Returns the policies. */
        public Policies build() {
            return new Policies(byRole, byResource);
        }
    }

    /** Decides. */
    public Decision decide(Request request) {
        List<Statement> identity = request.principal() instanceof Principal.Role role
                ? byRole.getOrDefault(role.name(), List.of())
                : List.of();
        List<Statement> resource = byResource.getOrDefault(owner(request.resource()), List.of());
        if (applies(identity, request, false)) {
            return Decision.DENIED_BY_IDENTITY;
        }
        if (applies(resource, request, false)) {
            return Decision.DENIED_BY_RESOURCE;
        }
        return applies(identity, request, true) || applies(resource, request, true)
                ? Decision.ALLOWED
                : Decision.NOT_ALLOWED;
    }

    private static boolean applies(List<Statement> statements, Request request, boolean allow) {
        return statements.stream().anyMatch(statement -> statement.allow() == allow && statement.applies(request));
    }

    /** Returns the ARN that a resource's policy is found by: of an object its bucket's, of a version its function's. */
    private static String owner(String arn) {
        if (arn.startsWith("arn:aws:s3:::")) {
            int slash = arn.indexOf('/');
            return slash < 0 ? arn : arn.substring(0, slash);
        }
        int function = arn.indexOf(":function:");
        int qualifier = function < 0 ? -1 : arn.indexOf(':', function + ":function:".length());
        return qualifier < 0 ? arn : arn.substring(0, qualifier);
    }

    /** Returns the names of the roles that have a policy. */
    public Set<String> roles() {
        return byRole.keySet();
    }

    /** Returns everything that the policies of roles allow. */
    public List<Grant> grantsOfRoles() {
        return grants(byRole);
    }

    /** Returns everything that the policies of resources allow to others. */
    public List<Grant> grantsOfResources() {
        return grants(byResource);
    }

    private static List<Grant> grants(Map<String, List<Statement>> policies) {
        List<Grant> grants = new ArrayList<>();
        policies.forEach((holder, statements) -> {
            for (int i = 0; i < statements.size(); i++) {
                Statement statement = statements.get(i);
                if (!statement.allow()) {
                    continue;
                }
                for (String action : statement.actions().texts()) {
                    for (String resource : statement.resources().texts()) {
                        grants.add(new Grant(holder, i, action, resource));
                    }
                }
            }
        });
        return grants;
    }

    /** Returns the same policies with one grant taken away. */
    public Policies without(Grant grant) {
        return new Policies(without(byRole, grant), without(byResource, grant));
    }

    private static Map<String, List<Statement>> without(Map<String, List<Statement>> policies, Grant grant) {
        List<Statement> all = policies.get(grant.holder());
        if (all == null) {
            return policies;
        }
        int at = grant.statement();
        List<Statement> left = Stream.of(
                        all.subList(0, at).stream(),
                        all.get(at).without(grant.action(), grant.resource()).stream(),
                        all.subList(at + 1, all.size()).stream())
                .flatMap(part -> part)
                .toList();
        Map<String, List<Statement>> changed = new LinkedHashMap<>(policies);
        changed.put(grant.holder(), left);
        return changed;
    }
}
