package dev.tracedshop.local.states;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.asl.Execution;
import dev.tracedshop.local.asl.StateError;
import dev.tracedshop.local.asl.Tasks;
import dev.tracedshop.local.aws.AwsAnswer;
import dev.tracedshop.local.aws.AwsError;
import dev.tracedshop.local.aws.FrontDoor;
import dev.tracedshop.local.delivery.Hops;
import dev.tracedshop.local.delivery.WireCarrier;
import dev.tracedshop.local.function.Function;
import dev.tracedshop.local.function.Functions;
import dev.tracedshop.local.function.Outcome;
import dev.tracedshop.local.states.integration.Integration;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/**
 * Does what the tasks of this machine's executions ask for, in the name of the state machine's role. Neither functions nor services get a
 * trace header: Step Functions sends none when a machine's X-Ray tracing is off.
 */
final class ServiceTasks implements Tasks, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CALL_THREADS = 8;

    private final Functions functions;
    private final FrontDoor door;
    private final Hops hops;
    private final ExecutorService calls = Executors.newFixedThreadPool(CALL_THREADS, task -> {
        Thread thread = new Thread(task, "state-machine-calls");
        thread.setDaemon(true);
        return thread;
    });

    ServiceTasks(Functions functions, FrontDoor door, Hops hops) {
        this.functions = functions;
        this.door = door;
        this.hops = hops;
    }

    @Override
    public CompletableFuture<JsonNode> start(String resource, JsonNode input, Execution.Identity execution) {
        String role = role(execution.roleArn());
        if (Integration.isFunction(resource)) {
            return invoke(resource, input, role, execution, result -> result);
        }
        Integration integration = Integration.of(resource)
                .orElseThrow(() -> new IllegalStateException("The definition was checked, yet has " + resource));
        if (integration.service().equals("lambda")) {
            return invokeOptimized(input, role, execution);
        }
        return CompletableFuture.supplyAsync(() -> call(integration, input, role, execution), calls);
    }

    /** Returns the name of the role with an ARN, as callers have it. */
    static String role(String roleArn) {
        return roleArn.substring(roleArn.lastIndexOf('/') + 1);
    }

    private CompletableFuture<JsonNode> invokeOptimized(
            JsonNode parameters, String role, Execution.Identity execution) {
        String name = parameters.path("FunctionName").asText();
        String type = parameters.path("InvocationType").asText("RequestResponse");
        JsonNode payload = parameters.has("Payload") ? parameters.path("Payload") : JSON.createObjectNode();
        if (!type.equals("RequestResponse")) {
            return CompletableFuture.supplyAsync(
                    () -> {
                        AwsAnswer answer =
                                asked(() -> door.call(ServiceCalls.invocation(role, name, type, payload)), "Lambda");
                        return ServiceCalls.withMetadata(JSON.createObjectNode().put("StatusCode", answer.status()));
                    },
                    calls);
        }
        return invoke(name, payload, role, execution, result -> {
            ObjectNode wrapped = JSON.createObjectNode().put("ExecutedVersion", "$LATEST");
            wrapped.set("Payload", result);
            return ServiceCalls.withMetadata(wrapped.put("StatusCode", 200));
        });
    }

    /**
     * Invokes a function without holding a thread while it works. The front door is asked first, with a dry run: it knows whether there is
     * such a function and whether the call shall go wrong. When the state has given up, an invocation that still waits is withdrawn.
     */
    private CompletableFuture<JsonNode> invoke(
            String nameOrArn,
            JsonNode payload,
            String role,
            Execution.Identity execution,
            UnaryOperator<JsonNode> wrapped) {
        String invocation = UUID.randomUUID().toString();
        CompletableFuture<JsonNode> result = CompletableFuture.supplyAsync(
                        () -> {
                            asked(
                                    () -> door.call(ServiceCalls.invocation(role, nameOrArn, "DryRun", payload)),
                                    "Lambda");
                            return functions.find(nameOrArn).orElseThrow();
                        },
                        calls)
                .thenCompose(function -> invoke(function, invocation, payload, execution))
                .thenApply(wrapped);
        var unused = result.whenComplete((answer, failure) -> {
            if (result.isCancelled()) {
                functions.find(nameOrArn).ifPresent(function -> function.withdraw(invocation));
            }
        });
        return result;
    }

    private CompletableFuture<JsonNode> invoke(
            Function function, String invocation, JsonNode payload, Execution.Identity execution) {
        hops.invoked(
                execution.machineName(),
                function.definition().name(),
                "task",
                execution.arn(),
                invocation,
                WireCarrier.ofMember("payload", payload, ""));
        return function.invoke(invocation, payload.toString().getBytes(StandardCharsets.UTF_8), "")
                .thenApply(ServiceTasks::result);
    }

    private static JsonNode result(Outcome outcome) {
        String payload = new String(outcome.payload(), StandardCharsets.UTF_8);
        JsonNode json;
        try {
            json = JSON.readTree(payload);
        } catch (JacksonException e) {
            json = JSON.getNodeFactory().textNode(payload);
        }
        if (outcome.succeeded()) {
            return json.isMissingNode() ? JSON.nullNode() : json;
        }
        throw new StateError(json.path("errorType").asText("Lambda.Unknown"), payload);
    }

    private JsonNode call(Integration integration, JsonNode input, String role, Execution.Identity execution) {
        String prefix = integration.errorPrefix();
        boolean optimized = integration.optimized();
        if (integration.service().equals("sns")) {
            AwsAnswer answer = asked(() -> door.call(ServiceCalls.publish(role, input, optimized)), prefix);
            JsonNode result = ServiceCalls.publishResult(answer);
            return optimized ? ServiceCalls.withMetadata((ObjectNode) result) : result;
        }
        JsonNode parameters = optimized ? ServiceCalls.prepared(integration, input, execution) : input;
        boolean states = integration.service().equals("states");
        AwsAnswer answer = asked(
                () -> door.call(ServiceCalls.json(
                        role, integration, states ? ServiceCalls.lowerCamel(parameters) : parameters)),
                prefix);
        JsonNode result = ServiceCalls.body(answer);
        if (states) {
            result = ServiceCalls.upperCamel(result);
        }
        if (optimized && result.path("FailedEntryCount").asInt() > 0) {
            throw new StateError("EventBridge.FailedEntry", result.toString());
        }
        return optimized && result instanceof ObjectNode object ? ServiceCalls.withMetadata(object) : result;
    }

    private interface Call {
        AwsAnswer make();
    }

    /** Makes a call and names its error as Step Functions does. */
    private static AwsAnswer asked(Call call, String prefix) {
        AwsAnswer answer;
        try {
            answer = call.make();
        } catch (AwsError error) {
            String code = error.status() >= 500 && prefix.equals("Lambda") ? "ServiceException" : error.code();
            throw failed(prefix, code, String.valueOf(error.getMessage()), error.status());
        }
        if (answer.status() >= 300) {
            JsonNode body = ServiceCalls.body(answer);
            String type = body.path("__type").asText("InternalFailure");
            throw failed(
                    prefix,
                    type.substring(type.indexOf('#') + 1),
                    body.path("message").asText(body.path("Message").asText()),
                    answer.status());
        }
        return answer;
    }

    private static StateError failed(String prefix, String code, String message, int status) {
        String name = code.endsWith("Exception") || code.endsWith("Error") ? code : code + "Exception";
        return new StateError(
                prefix + "." + name,
                message + " (Service: " + prefix + ", Status Code: " + status + ", Request ID: " + UUID.randomUUID()
                        + ")");
    }

    @Override
    public void close() {
        calls.shutdown();
    }
}
