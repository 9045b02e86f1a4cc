package dev.tracedshop.local.states;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.asl.Execution;
import dev.tracedshop.local.asl.HistoryEvent;
import dev.tracedshop.local.aws.AwsAnswer;
import dev.tracedshop.local.aws.AwsCall;
import dev.tracedshop.local.aws.AwsError;
import dev.tracedshop.local.aws.AwsService;
import dev.tracedshop.local.delivery.Hops;
import dev.tracedshop.local.delivery.WireCarrier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The API of Step Functions for STANDARD machines.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/apireference/Welcome.html">API reference</a>
 */
final class StepFunctionsService implements AwsService {
    private static final int MAX_INPUT = 256 * 1024;
    private static final int MAX_PAGE = 1000;
    private static final int PAGE = 100;
    /** What StartExecution forbids in a name. */
    private static final Pattern NAME =
            Pattern.compile("[^\\s<>{}\\[\\]?*\"#%\\\\^|~`$&,;:/\\p{Cc}\\uFFFE\\uFFFF\\p{Cs}]{1,80}");

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final StepFunctions machines;
    private final Hops hops;

    StepFunctionsService(StepFunctions machines, Hops hops) {
        this.machines = machines;
        this.hops = hops;
    }

    @Override
    public String displayName() {
        return "Sfn";
    }

    @Override
    public String operation(AwsCall call) {
        String target = call.header("X-Amz-Target");
        return target.substring(target.indexOf('.') + 1);
    }

    @Override
    public AwsAnswer answer(String operation, AwsCall call) {
        JsonNode request;
        try {
            request = JSON.readTree(call.body());
        } catch (IOException e) {
            throw new AwsError(400, "SerializationException", "The request is not JSON: " + e.getMessage());
        }
        ObjectNode answer = switch (operation) {
            case "StartExecution" -> start(call, request);
            case "DescribeExecution" -> describe(execution(request));
            case "GetExecutionHistory" -> history(request);
            case "ListExecutions" -> list(request);
            case "StopExecution" -> stop(request);
            case "DescribeStateMachine" -> describe(machine(request));
            case "ListStateMachines" -> machines(request);
            default -> throw AwsError.unsupported("Sfn." + operation);
        };
        return AwsAnswer.of(200, "application/x-amz-json-1.0", answer.toString());
    }

    @Override
    public AwsAnswer refuse(AwsError error, String requestId) {
        return AwsAnswer.of(
                error.status(),
                "application/x-amz-json-1.0",
                JSON.createObjectNode()
                        .put("__type", "com.amazonaws.swf.service.v2.model#" + error.code())
                        .put("message", error.getMessage())
                        .toString());
    }

    private ObjectNode start(AwsCall call, JsonNode request) {
        Machine machine = machine(request);
        String text = request.path("input").asText("{}");
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_INPUT) {
            throw new AwsError(
                    400,
                    "InvalidExecutionInput",
                    "Invalid Execution Input: the input is longer than " + MAX_INPUT + " bytes");
        }
        JsonNode input;
        try {
            input = JSON.readTree(text);
        } catch (JacksonException e) {
            throw new AwsError(
                    400,
                    "InvalidExecutionInput",
                    "Invalid State Machine Execution Input: '" + e.getOriginalMessage() + "'");
        }
        if (input.isMissingNode()) {
            throw new AwsError(400, "InvalidExecutionInput", "Invalid State Machine Execution Input: it is empty");
        }
        String name = request.has("name")
                ? request.path("name").asText()
                : UUID.randomUUID().toString();
        if (!NAME.matcher(name).matches()) {
            throw new AwsError(
                    400,
                    "InvalidName",
                    "Invalid Name: '" + name
                            + "'. A name has 1 to 80 characters, and no white space, brackets, wildcards or special characters.");
        }
        String arn = machine.profile().arn().replace(":stateMachine:", ":execution:") + ":" + name;
        Optional<Execution> before = machines.start(machine, name, arn, input);
        Execution execution = before.or(() -> machines.execution(arn)).orElseThrow();
        if (before.isPresent()
                && (execution.result().status() != Execution.Status.RUNNING
                        || !execution.input().equals(input))) {
            throw new AwsError(400, "ExecutionAlreadyExists", "Execution Already Exists: '" + arn + "'");
        }
        hops.sent(
                call.caller(),
                displayName() + ".StartExecution",
                machine.profile().name(),
                arn,
                WireCarrier.ofMember("input", input, call.header("X-Amzn-Trace-Id")));
        ObjectNode answer = JSON.createObjectNode().put("executionArn", arn);
        return put(answer, "startDate", execution.startDate());
    }

    private static ObjectNode describe(Execution execution) {
        ObjectNode answer = summary(execution);
        answer.put("input", execution.input().toString());
        answer.putObject("inputDetails").put("included", true);
        Execution.Result result = execution.result();
        if (result.output() != null) {
            answer.put("output", result.output().toString());
            answer.putObject("outputDetails").put("included", true);
        }
        if (result.error() != null) {
            answer.put("error", result.error());
        }
        if (result.cause() != null) {
            answer.put("cause", result.cause());
        }
        return answer.put("redriveCount", 0).put("redriveStatus", "NOT_REDRIVABLE");
    }

    private static ObjectNode summary(Execution execution) {
        ObjectNode summary = JSON.createObjectNode();
        summary.put("executionArn", execution.identity().arn());
        summary.put("stateMachineArn", execution.identity().machineArn());
        summary.put("name", execution.identity().name());
        Execution.Result result = execution.result();
        summary.put("status", result.status().name());
        put(summary, "startDate", execution.startDate());
        if (result.stopDate() != null) {
            put(summary, "stopDate", result.stopDate());
        }
        return summary;
    }

    private ObjectNode history(JsonNode request) {
        Execution execution = execution(request);
        List<HistoryEvent> events = new ArrayList<>(execution
                .history()
                .orElseThrow(() -> new AwsError(
                        400,
                        "ExecutionDoesNotExist",
                        "The history of " + execution.identity().arn()
                                + " is not kept any more: this runtime has those of the " + StepFunctions.HISTORIES_KEPT
                                + " newest executions that have ended.")));
        if (request.path("reverseOrder").asBoolean()) {
            Collections.reverse(events);
        }
        boolean data = request.path("includeExecutionData").asBoolean(true);
        return page(request, "events", events, event -> {
            ObjectNode node = put(JSON.createObjectNode(), "timestamp", event.time());
            node.put("type", event.type()).put("id", event.id()).put("previousEventId", event.previousId());
            ObjectNode details = event.details().deepCopy();
            if (!data) {
                details.remove(List.of("input", "inputDetails", "output", "outputDetails", "parameters"));
            }
            if (!details.isEmpty()) {
                node.set(detailsName(event.type()), details);
            }
            return node;
        });
    }

    /** Returns the member of an event that holds its details: one for all kinds of states, one for each other type. */
    private static String detailsName(String type) {
        String kind =
                type.endsWith("StateEntered") ? "StateEntered" : type.endsWith("StateExited") ? "StateExited" : type;
        return kind.substring(0, 1).toLowerCase(Locale.ROOT) + kind.substring(1) + "EventDetails";
    }

    private ObjectNode list(JsonNode request) {
        Machine machine = machine(request);
        String status = request.path("statusFilter").asText("");
        List<Execution> found = new ArrayList<>(machines.all().stream()
                .filter(execution -> execution
                        .identity()
                        .machineArn()
                        .equals(machine.profile().arn()))
                .filter(execution ->
                        status.isEmpty() || execution.result().status().name().equals(status))
                .toList());
        Collections.reverse(found);
        return page(request, "executions", found, StepFunctionsService::summary);
    }

    private ObjectNode stop(JsonNode request) {
        Execution execution = execution(request);
        execution.stop(
                request.has("error") ? request.path("error").asText() : null,
                request.has("cause") ? request.path("cause").asText() : null);
        return put(JSON.createObjectNode(), "stopDate", Instant.now());
    }

    private static ObjectNode describe(Machine machine) {
        return machineSummary(machine)
                .put("status", "ACTIVE")
                .put("definition", machine.definition().text())
                .put("roleArn", machine.roleArn());
    }

    private static ObjectNode machineSummary(Machine machine) {
        ObjectNode summary = JSON.createObjectNode();
        summary.put("stateMachineArn", machine.profile().arn());
        summary.put("name", machine.profile().name());
        summary.put("type", "STANDARD");
        return put(summary, "creationDate", machine.created());
    }

    private ObjectNode machines(JsonNode request) {
        return page(
                request, "stateMachines", List.copyOf(machines.allMachines()), StepFunctionsService::machineSummary);
    }

    private static <T> ObjectNode page(JsonNode request, String name, List<T> all, Function<T, ObjectNode> write) {
        int size = request.path("maxResults").asInt(0);
        size = size == 0 ? PAGE : Math.min(size, MAX_PAGE);
        String token = request.path("nextToken").asText("0");
        if (!token.matches("\\d{1,9}") || size < 0) {
            throw new AwsError(400, "InvalidToken", "Invalid Token: '" + token + "'");
        }
        int from = Math.min(Integer.parseInt(token), all.size());
        int to = Math.min(from + size, all.size());
        ObjectNode page = JSON.createObjectNode();
        var items = page.putArray(name);
        all.subList(from, to).forEach(item -> items.add(write.apply(item)));
        if (to < all.size()) {
            page.put("nextToken", Integer.toString(to));
        }
        return page;
    }

    private Machine machine(JsonNode request) {
        String arn = request.path("stateMachineArn").asText();
        return machines.machine(arn)
                .orElseThrow(() ->
                        new AwsError(400, "StateMachineDoesNotExist", "State Machine Does Not Exist: '" + arn + "'"));
    }

    private Execution execution(JsonNode request) {
        String arn = request.path("executionArn").asText();
        return machines.execution(arn)
                .orElseThrow(
                        () -> new AwsError(400, "ExecutionDoesNotExist", "Execution Does Not Exist: '" + arn + "'"));
    }

    /** Puts a time as this protocol has it: seconds since 1970. */
    private static ObjectNode put(ObjectNode node, String name, Instant time) {
        return node.put(name, time.toEpochMilli() / 1000.0);
    }
}
