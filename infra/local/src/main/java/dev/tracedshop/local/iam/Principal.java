package dev.tracedshop.local.iam;

/** Who wants to do something. */
public sealed interface Principal {
    /**
     * A role that somebody has assumed: a function, a state machine, a schedule.
     *
     * @param name the role's name
     * @param account the account that it belongs to
     */
    record Role(String name, String account) implements Principal {
        /** Returns the role's ARN. */
        public String arn() {
            return "arn:aws:iam::" + account + ":role/" + name;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * A service of AWS that acts of its own accord, as SNS does when it delivers.
     *
     * @param host for example {@code sns.amazonaws.com}
     */
    record Service(String host) implements Principal {
        @Override
        public String toString() {
            return host;
        }
    }
}
