package dev.tracedshop.local.iam;

import java.time.Instant;

/**
 * A request that the policies did not allow.
 *
 * @param who the name of the function or state machine that asked, or the service's host
 * @param at when it asked last
 */
public record Denial(Request request, String who, Decision decision, Instant at) {
    /** Returns what AWS answers. */
    public String message() {
        String action = request.action();
        String subject = request.principal() instanceof Principal.Role role
                ? "arn:aws:sts::" + role.account() + ":assumed-role/" + role.name() + "/" + who
                : who;
        String text =
                "User: " + subject + " is not authorized to perform: " + action + " on resource: " + request.resource();
        return switch (decision) {
            case DENIED_BY_IDENTITY -> text + " with an explicit deny in an identity-based policy";
            case DENIED_BY_RESOURCE -> text + " with an explicit deny in a resource-based policy";
            default ->
                text + " because no " + (request.principal() instanceof Principal.Role ? "identity" : "resource")
                        + "-based policy allows the " + action + " action";
        };
    }
}
