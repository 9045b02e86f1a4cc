package dev.tracedshop.local.states.integration;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a task's {@code Resource} asks for.
 *
 * @param service the service, as signatures name it
 * @param operation the operation with a capital, for example {@code PutItem}
 * @param errorPrefix what comes before an error's name
 * @param optimized whether it is one of Step Functions' own integrations, and not a call of the SDK
 * @param target what comes before the operation in {@code X-Amz-Target}; empty for a service that speaks otherwise
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/integrate-services.html">Integrated services</a>
 */
public record Integration(String service, String operation, String errorPrefix, boolean optimized, String target) {
    private static final String PREFIX = "arn:aws:states:::";
    private static final String SDK = "aws-sdk:";

    private record Service(String scope, String prefix, String target, List<String> operations) {}

    /** Step Functions' own integrations. */
    private static final Map<String, Service> OPTIMIZED = Map.of(
            "lambda", new Service("lambda", "Lambda", "", List.of("invoke")),
            "dynamodb",
                    new Service(
                            "dynamodb",
                            "DynamoDB",
                            "DynamoDB_20120810",
                            List.of("getItem", "putItem", "updateItem", "deleteItem")),
            "events", new Service("events", "EventBridge", "AWSEvents", List.of("putEvents")),
            "sns", new Service("sns", "SNS", "", List.of("publish")),
            "sqs", new Service("sqs", "SQS", "AmazonSQS", List.of("sendMessage")),
            "states", new Service("states", "StepFunctions", "AWSStepFunctions", List.of("startExecution")));

    /** Calls of the SDK. An empty list stands for every operation that the service has here. */
    private static final Map<String, Service> SDKS = Map.of(
            "dynamodb", new Service("dynamodb", "DynamoDb", "DynamoDB_20120810", List.of()),
            "eventbridge", new Service("events", "EventBridge", "AWSEvents", List.of("putEvents")),
            "sns", new Service("sns", "Sns", "", List.of("publish")),
            "sqs", new Service("sqs", "Sqs", "AmazonSQS", List.of()),
            "sfn", new Service("states", "Sfn", "AWSStepFunctions", List.of("startExecution")));

    /** Finds what a resource stands for; empty for a function's ARN and for what does not run here. */
    public static Optional<Integration> of(String resource) {
        if (!resource.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String rest = resource.substring(PREFIX.length());
        boolean optimized = !rest.startsWith(SDK);
        String[] parts = (optimized ? rest : rest.substring(SDK.length())).split(":", -1);
        Service service = (optimized ? OPTIMIZED : SDKS).get(parts[0]);
        boolean known = service != null
                && parts.length == 2
                && parts[1].matches("[a-z][A-Za-z]*")
                && (service.operations().isEmpty() || service.operations().contains(parts[1]));
        if (service == null || !known) {
            return Optional.empty();
        }
        String operation = parts[1].substring(0, 1).toUpperCase(Locale.ROOT) + parts[1].substring(1);
        return Optional.of(new Integration(service.scope(), operation, service.prefix(), optimized, service.target()));
    }

    /** Says whether a resource is a function's ARN. */
    public static boolean isFunction(String resource) {
        return resource.matches("arn:aws:lambda:[^:]*:[^:]*:function:.+");
    }

    /** Says why a resource does not run here; empty when it does. */
    public static Optional<String> problem(String resource) {
        if (isFunction(resource) || of(resource).isPresent()) {
            return Optional.empty();
        }
        if (resource.contains("${")) {
            return Optional.of("'" + resource + "' has a placeholder that no substitution fills.");
        }
        return Optional.of("'" + resource + "' does not run here. What does: a function's ARN, " + PREFIX
                + " with lambda:invoke, dynamodb:getItem, putItem, updateItem or deleteItem, events:putEvents, sns:publish,"
                + " sqs:sendMessage or states:startExecution, and aws-sdk: with dynamodb, eventbridge:putEvents,"
                + " sns:publish, sqs or sfn:startExecution; none of them with .sync or .waitForTaskToken.");
    }
}
