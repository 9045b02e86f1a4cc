package dev.tracedshop.local.aws;

/** Says why a call is refused, in the terms of AWS's error answers. */
final class AwsError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    AwsError(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    static AwsError unsupported(String operation) {
        return new AwsError(
                501,
                "NotImplemented",
                operation + " is not supported by this machine's AWS endpoint. See docs/local-runtime.md for what is.");
    }
}
