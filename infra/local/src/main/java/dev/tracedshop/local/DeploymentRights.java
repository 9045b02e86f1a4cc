package dev.tracedshop.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.assembly.AssemblyException;
import dev.tracedshop.local.assembly.LogGroups;
import dev.tracedshop.local.assembly.Problem;
import dev.tracedshop.local.assembly.Resource;
import dev.tracedshop.local.function.Functions;
import dev.tracedshop.local.iam.Denial;
import dev.tracedshop.local.iam.Permissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Checks the rights without which AWS refuses to deploy: those of functions' roles to read what their event source mappings read, those
 * of S3 to notify whom buckets notify, and those of CloudWatch Logs to invoke who has subscribed. Without them nothing starts here.
 */
final class DeploymentRights {
    private static final List<String> OF_QUEUES =
            List.of("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes");
    private static final List<String> OF_STREAMS = List.of(
            "dynamodb:ListStreams", "dynamodb:DescribeStream", "dynamodb:GetShardIterator", "dynamodb:GetRecords");

    private static final Map<String, String> NOTIFICATIONS = Map.of(
            "lambda", "lambda:InvokeFunction",
            "sqs", "sqs:SendMessage",
            "sns", "sns:Publish");

    private static final String FILTER = "AWS::Logs::SubscriptionFilter";
    private static final String PERMISSION = "AWS::Lambda::Permission";
    private static final String LOGS = "logs.amazonaws.com";

    private DeploymentRights() {}

    static void check(Assembly assembly, Functions functions, Permissions permissions) {
        List<Problem> problems = new ArrayList<>();
        mappings(assembly, functions, permissions, problems);
        buckets(assembly, permissions, problems);
        subscriptionFilters(assembly, functions, permissions, problems);
        if (!problems.isEmpty()) {
            throw new AssemblyException(problems);
        }
    }

    private static void mappings(
            Assembly assembly, Functions functions, Permissions permissions, List<Problem> problems) {
        for (Resource mapping : assembly.resources("AWS::Lambda::EventSourceMapping")) {
            JsonNode properties = assembly.properties(mapping);
            String source = properties.path("EventSourceArn").asText();
            functions
                    .find(properties.path("FunctionName").asText())
                    .map(function -> function.definition().role())
                    .ifPresent(role -> {
                        boolean queue = source.startsWith("arn:aws:sqs:");
                        (queue ? OF_QUEUES : OF_STREAMS)
                                .forEach(action -> check(permissions, role, action, source, mapping, problems));
                    });
        }
    }

    private static void buckets(Assembly assembly, Permissions permissions, List<Problem> problems) {
        for (Resource bucket : assembly.resources("AWS::S3::Bucket")) {
            String source = "arn:aws:s3:::" + assembly.physicalId(bucket);
            assembly.properties(bucket)
                    .path("NotificationConfiguration")
                    .forEach(list -> list.forEach(one -> {
                        String target = Stream.of("Function", "Queue", "Topic")
                                .map(name -> one.path(name).asText())
                                .filter(arn -> !arn.isEmpty())
                                .findFirst()
                                .orElse("");
                        String action =
                                NOTIFICATIONS.get(target.split(":", -1).length > 2 ? target.split(":", -1)[2] : "");
                        if (action != null) {
                            permissions
                                    .refusalOfService("s3.amazonaws.com", source, action, target)
                                    .ifPresent(denial -> problems.add(new Problem(
                                            bucket.stack(),
                                            bucket.path(),
                                            bucket.type() + ": NotificationConfiguration",
                                            "On AWS this bucket cannot be told to notify. " + denial.message()
                                                    + ". Grant it with the policy of " + target + ".")));
                        }
                    }));
        }
    }

    /** CloudWatch Logs tries a function out when a filter is made, so the permission has to be there already. */
    private static void subscriptionFilters(
            Assembly assembly, Functions functions, Permissions permissions, List<Problem> problems) {
        for (Resource filter : assembly.resources(FILTER)) {
            JsonNode properties = assembly.properties(filter);
            String function = properties.path("DestinationArn").asText();
            String group = properties.path("LogGroupName").asText();
            String source = assembly.place().arn("logs", "log-group:" + group + ":*");
            if (functions.find(function).isEmpty()
                    && LogGroups.byFunction(assembly).containsValue(group)) {
                problems.add(
                        new Problem(
                                filter.stack(),
                                filter.path(),
                                filter.type() + ": DestinationArn",
                                "The lines of " + group + " go to " + function
                                        + ", which is not in this assembly. Only functions of the assembly are given lines here."));
                continue;
            }
            Optional<Denial> denial = permissions.refusalOfService(LOGS, source, "lambda:InvokeFunction", function);
            if (denial.isPresent()) {
                problems.add(new Problem(
                        filter.stack(),
                        filter.path(),
                        filter.type(),
                        "On AWS this filter cannot be created. " + denial.get().message()
                                + ". Grant it with an AWS::Lambda::Permission for " + source + "."));
                continue;
            }
            List<String> grants = assembly.resources(PERMISSION).stream()
                    .filter(permission -> permission.stack().equals(filter.stack()))
                    .filter(permission -> grants(assembly.properties(permission), function, source))
                    .map(Resource::logicalId)
                    .toList();
            boolean ordered =
                    assembly.dependsOn(filter).stream().map(Resource::logicalId).anyMatch(grants::contains);
            if (!grants.isEmpty() && !ordered) {
                problems.add(new Problem(
                        filter.stack(),
                        filter.path(),
                        filter.type() + ": DependsOn",
                        "AWS may create this filter before the permission that it needs, and refuse it. Let it depend on "
                                + String.join(" or ", grants) + "."));
            }
        }
    }

    private static boolean grants(JsonNode permission, String function, String source) {
        String given = permission.path("SourceArn").asText();
        String to = permission.path("FunctionName").asText();
        return permission.path("Principal").asText().equals(LOGS)
                && (to.equals(function) || function.endsWith(":" + to))
                // A pattern may cover the group: whether it does was asked above.
                && (given.isEmpty()
                        || given.equals(source)
                        || given.substring(0, given.length() - 1).contains("*"));
    }

    private static void check(
            Permissions permissions,
            String role,
            String action,
            String resource,
            Resource mapping,
            List<Problem> problems) {
        permissions
                .refusal(role, action, resource)
                .ifPresent(denial -> problems.add(new Problem(
                        mapping.stack(),
                        mapping.path(),
                        mapping.type(),
                        "On AWS this mapping cannot be created. " + denial.message()
                                + ". Grant it to the function's role.")));
    }
}
