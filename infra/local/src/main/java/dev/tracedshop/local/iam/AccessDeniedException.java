package dev.tracedshop.local.iam;

/** Says that somebody may not do what was asked, in AWS's words. */
public final class AccessDeniedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AccessDeniedException(Denial denial) {
        super(denial.message());
    }
}
