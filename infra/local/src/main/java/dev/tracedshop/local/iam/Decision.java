package dev.tracedshop.local.iam;

/** What the policies say to a request. */
public enum Decision {
    ALLOWED,
    /** No policy allows it. */
    NOT_ALLOWED,
    /** A policy of the role forbids it. */
    DENIED_BY_IDENTITY,
    /** A policy of the resource forbids it. */
    DENIED_BY_RESOURCE
}
