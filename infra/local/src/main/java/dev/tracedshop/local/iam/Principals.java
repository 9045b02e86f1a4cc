package dev.tracedshop.local.iam;

import java.util.List;

/**
 * Whom a statement of a resource's policy is about.
 *
 * @param everyone whether it names all
 * @param aws ARNs of roles, ARNs of accounts' roots, or numbers of accounts
 * @param services hosts of services
 */
record Principals(boolean everyone, List<String> aws, List<String> services) {
    /** In the policy of a role, which is about that role. */
    static final Principals UNNAMED = new Principals(true, List.of(), List.of());

    /**
     * Tells whether somebody is meant.
     *
     * @param withAccount whether naming an account means all who belong to it: it does in a Deny; in an Allow it only lets the account
     *     allow it with the policies of its roles
     */
    boolean contains(Principal principal, boolean withAccount) {
        if (everyone) {
            return true;
        }
        if (principal instanceof Principal.Service service) {
            return services.contains(service.host());
        }
        Principal.Role role = (Principal.Role) principal;
        return aws.contains(role.arn())
                || (withAccount
                        && (aws.contains(role.account()) || aws.contains("arn:aws:iam::" + role.account() + ":root")));
    }
}
