package dev.tracedshop.local.iam;

/**
 * One thing that a policy allows: an action of a statement, for one of the statement's resources.
 *
 * @param holder the name of the role that may, or the ARN of the resource whose policy lets others
 * @param statement the statement's place among those of the holder, from 0
 * @param action the action as the statement has it
 * @param resource the resource as the statement has it
 */
public record Grant(String holder, int statement, String action, String resource) {
    @Override
    public String toString() {
        return holder + ": " + action + " on " + resource;
    }
}
