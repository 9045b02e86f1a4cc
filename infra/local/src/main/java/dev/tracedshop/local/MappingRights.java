package dev.tracedshop.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.assembly.AssemblyException;
import dev.tracedshop.local.assembly.Problem;
import dev.tracedshop.local.assembly.Resource;
import dev.tracedshop.local.function.Functions;
import dev.tracedshop.local.iam.Permissions;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks that the roles of functions may read what their event source mappings read. On AWS a mapping without these rights cannot be
 * created, and its deployment fails; so does a start here.
 */
final class MappingRights {
    private static final List<String> OF_QUEUES =
            List.of("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes");
    private static final List<String> OF_STREAMS =
            List.of("dynamodb:DescribeStream", "dynamodb:GetShardIterator", "dynamodb:GetRecords");

    private MappingRights() {}

    static void check(Assembly assembly, Functions functions, Permissions permissions) {
        List<Problem> problems = new ArrayList<>();
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
                        if (!queue) {
                            // Lists the streams of all tables; it has no resource of its own.
                            check(permissions, role, "dynamodb:ListStreams", "*", mapping, problems);
                        }
                    });
        }
        if (!problems.isEmpty()) {
            throw new AssemblyException(problems);
        }
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
