package dev.tracedshop.local.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes calls go wrong on purpose: an operation, and the share of its calls that are answered with a server's error.
 *
 * @param rates the share from 0 to 1 by operation, in lower case, for example {@code sns.publish}
 */
public record InjectedFaults(Map<String, Double> rates) {
    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9]+)\\.([A-Za-z0-9]+)(?:=(\\d*\\.?\\d+))?");
    private static final Map<String, List<String>> OPERATIONS = new TreeMap<>(Map.of(
            "DynamoDb",
                    List.of(
                            "BatchGetItem",
                            "BatchWriteItem",
                            "DeleteItem",
                            "DescribeTable",
                            "GetItem",
                            "ListTables",
                            "PutItem",
                            "Query",
                            "Scan",
                            "TransactGetItems",
                            "TransactWriteItems",
                            "UpdateItem"),
            "EventBridge", List.of("PutEvents"),
            "Lambda", List.of("Invoke"),
            "S3",
                    List.of(
                            "CompleteMultipartUpload",
                            "CopyObject",
                            "CreateMultipartUpload",
                            "DeleteObject",
                            "DeleteObjects",
                            "GetObject",
                            "HeadObject",
                            "ListObjectsV2",
                            "PutObject",
                            "UploadPart"),
            "SecretsManager", List.of("GetSecretValue"),
            "Sns", List.of("Publish", "PublishBatch"),
            "Sqs",
                    List.of(
                            "CancelMessageMoveTask",
                            "ChangeMessageVisibility",
                            "DeleteMessage",
                            "DeleteMessageBatch",
                            "ListMessageMoveTasks",
                            "ReceiveMessage",
                            "SendMessage",
                            "SendMessageBatch",
                            "StartMessageMoveTask"),
            "Ssm", List.of("GetParameter", "GetParameters", "GetParametersByPath", "PutParameter")));

    public InjectedFaults {
        rates = Map.copyOf(rates);
    }

    /** No faults. */
    public static InjectedFaults none() {
        return new InjectedFaults(Map.of());
    }

    /**
     * Reads descriptions of the form {@code Sns.Publish} or {@code Sns.Publish=0.1}.
     *
     * @throws IllegalArgumentException with everything that is wrong
     */
    public static InjectedFaults parse(List<String> descriptions) {
        Map<String, Double> rates = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        for (String description : descriptions) {
            Matcher matcher = FORM.matcher(description);
            if (!matcher.matches()) {
                wrong.add("'" + description
                        + "' is not SERVICE.OPERATION or SERVICE.OPERATION=RATE, as in Sns.Publish=0.1");
                continue;
            }
            double rate = matcher.group(3) == null ? 1 : Double.parseDouble(matcher.group(3));
            if (rate > 1) {
                wrong.add("'" + description + "': a rate is between 0 and 1");
            }
            unknown(matcher.group(1), matcher.group(2))
                    .ifPresent(known -> wrong.add("'" + description + "': " + known));
            rates.put((matcher.group(1) + "." + matcher.group(2)).toLowerCase(Locale.ROOT), rate);
        }
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", wrong));
        }
        return new InjectedFaults(rates);
    }

    private static Optional<String> unknown(String service, String operation) {
        for (Map.Entry<String, List<String>> known : OPERATIONS.entrySet()) {
            if (known.getKey().equalsIgnoreCase(service)) {
                return known.getValue().stream().anyMatch(operation::equalsIgnoreCase)
                        ? Optional.empty()
                        : Optional.of(
                                "the operations of " + known.getKey() + " are " + String.join(", ", known.getValue()));
            }
        }
        return Optional.of("the services are " + String.join(", ", OPERATIONS.keySet()));
    }

    boolean strikes(String service, String operation, SplittableRandom random) {
        Double rate = rates.get((service + "." + operation).toLowerCase(Locale.ROOT));
        return rate != null && random.nextDouble() < rate;
    }
}
