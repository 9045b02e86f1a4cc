package dev.tracedshop.local.aws;

/** How AWS's services say that they have been asked too often. Clients know these names and wait longer than after other errors. */
final class Throttling {
    private static final String MESSAGE = "Too many requests, on purpose: the shop was started with --trouble.";

    private Throttling() {}

    /**
     * Returns a service's own error.
     *
     * @param service as the tracer spells it
     */
    static AwsError of(String service) {
        return switch (service) {
            case "DynamoDb" -> new AwsError(400, "ProvisionedThroughputExceededException", MESSAGE);
            case "Sqs" -> new AwsError(400, "RequestThrottled", MESSAGE);
            case "Sns" -> new AwsError(429, "Throttled", MESSAGE);
            case "Lambda" -> new AwsError(429, "TooManyRequestsException", MESSAGE);
            case "S3" -> new AwsError(503, "SlowDown", MESSAGE);
            default -> new AwsError(400, "ThrottlingException", MESSAGE);
        };
    }
}
