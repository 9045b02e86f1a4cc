package dev.tracedshop.workshop.shop;

import dev.tracedshop.local.iam.Decision;
import dev.tracedshop.local.iam.Denial;
import dev.tracedshop.local.iam.Permissions;
import dev.tracedshop.local.iam.Principal;
import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.Where;
import dev.tracedshop.trace.expect.Judgement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Tells what the policies of the templates refused, and who used a key that is not its own. */
public final class Refusals {
    private Refusals() {}

    /**
     * Adds what was refused to what was judged: before everything else, for the rest may follow from it.
     *
     * @param since refusals from before are left out
     */
    public static Judgement in(Judgement judgement, RunningShop shop, Instant since) {
        List<Finding> findings = findings(shop.runtime().permissions(), since);
        findings.addAll(judgement.findings());
        return new Judgement(findings, judgement.named());
    }

    private static List<Finding> findings(Permissions permissions, Instant since) {
        List<Finding> findings = new ArrayList<>();
        permissions.denials().stream()
                .filter(denial -> !denial.at().isBefore(since))
                .sorted((one, other) -> one.request().compareTo(other.request()))
                .map(Refusals::denied)
                .forEach(findings::add);
        permissions
                .foreignKeys()
                .forEach((function, roles) ->
                        roles.forEach(role -> findings.add(foreignKey(function, permissions.nameOf(role)))));
        return findings;
    }

    private static Finding denied(Denial denial) {
        boolean role = denial.request().principal() instanceof Principal.Role;
        String action = denial.request().action();
        String resource = denial.request().resource();
        String reason = switch (denial.decision()) {
            case DENIED_BY_IDENTITY -> "a policy of its role denies it";
            case DENIED_BY_RESOURCE -> "the resource's policy denies it";
            default -> role ? "its role's policy does not grant it" : "the resource's policy does not let it in";
        };
        return new Finding(
                        "access-denied",
                        denial.who() + " may not " + action + " on " + resource + ": " + reason + ".",
                        denial.decision() == Decision.NOT_ALLOWED
                                ? "What no policy allows is refused, here as on AWS. The one who asked may have handled the refusal:"
                                        + " then only a span in error is left of it."
                                : "A Deny wins over every Allow, here as on AWS.",
                        denial.decision() == Decision.NOT_ALLOWED
                                ? "Grant " + action + " in infra/cdk, "
                                        + (role
                                                ? "to the role, on this resource alone."
                                                : "with the resource's policy.")
                                : "Look for the Deny in infra/cdk.")
                .at(role ? Where.function(denial.who()) : Where.UNKNOWN)
                .seen(denial.message());
    }

    private static Finding foreignKey(String function, String owner) {
        return new Finding(
                        "foreign-key",
                        function + " calls AWS with the key of " + owner + ".",
                        "Such a call has the rights of " + owner + " and not those of " + function
                                + ", so what its own policies say is never asked.",
                        "Give the function's client no credentials: it finds its own in its environment.")
                .at(Where.function(function));
    }
}
