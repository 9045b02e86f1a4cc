package dev.tracedshop.local.aws;

/** Says why a call is refused, in the terms of AWS's error answers. */
public final class AwsError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    /**
     * @param status the HTTP status
     * @param code the error's name, as AWS spells it
     */
    public AwsError(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    /** Returns the HTTP status. */
    public int status() {
        return status;
    }

    /** Returns the error's name. */
    public String code() {
        return code;
    }

    /** Refuses a call that the caller may not make, with the status and the code that its service has for that. */
    static AwsError accessDenied(String service, String message) {
        return switch (service) {
            case "sns" -> new AwsError(403, "AuthorizationError", message);
            case "sqs", "s3" -> new AwsError(403, "AccessDenied", message);
            case "lambda" -> new AwsError(403, "AccessDeniedException", message);
            default -> new AwsError(400, "AccessDeniedException", message);
        };
    }

    /** Refuses an operation that this machine does not have. */
    public static AwsError unsupported(String operation) {
        return new AwsError(
                501,
                "NotImplemented",
                operation + " is not supported by this machine's AWS endpoint. See docs/local-runtime.md for what is.");
    }
}
