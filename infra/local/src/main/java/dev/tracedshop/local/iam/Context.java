package dev.tracedshop.local.iam;

import java.util.Map;

/** The keys that requests carry for conditions to look at, in lower case. */
public final class Context {
    /** Which resource made a service act, for example the topic whose message SNS delivers. */
    public static final String SOURCE_ARN = "aws:sourcearn";

    /** Whose resource it was. */
    public static final String SOURCE_ACCOUNT = "aws:sourceaccount";

    /**
     * Whether the request came over TLS. Here it is always true: policies that want TLS mean a network that others can listen to, and
     * this machine's calls never leave it.
     */
    public static final String SECURE_TRANSPORT = "aws:securetransport";

    /** The ARN of the role that asks. */
    public static final String PRINCIPAL_ARN = "aws:principalarn";

    /** The account of the role that asks. */
    public static final String PRINCIPAL_ACCOUNT = "aws:principalaccount";

    private Context() {}

    static Map<String, String> of(Principal.Role role) {
        return Map.of(SECURE_TRANSPORT, "true", PRINCIPAL_ARN, role.arn(), PRINCIPAL_ACCOUNT, role.account());
    }

    static Map<String, String> ofSource(String sourceArn, String account) {
        return Map.of(SECURE_TRANSPORT, "true", SOURCE_ARN, sourceArn, SOURCE_ACCOUNT, account);
    }
}
