package dev.tracedshop.cdk;

import dev.tracedshop.cdk.FunctionProps.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.ArnFormat;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.services.apigatewayv2.HttpMethod;
import software.amazon.awscdk.services.lambda.Code;
import software.constructs.Construct;

/**
 * Brings dead letters back: a state machine that has SQS move those of a queue, and a function that makes failed
 * invocations again.
 *
 * <p>It knows the other teams' queues and functions by their names, for it does nothing to them that needs more.
 */
final class OperationsStack extends ShopStack {
    private static final String SERVICE = "operations";
    private static final String HANDLERS = "dev.tracedshop.operations.";

    /** The queues whose dead letters may go back; each has {@code <name>-dead-letters}. */
    static final List<String> QUEUES = List.of("inventory-acl", "public-event-publisher", "analytics");

    /** The functions that are invoked asynchronously; each has {@code <name>-invocation-dead-letters}. */
    static final List<String> FUNCTIONS =
            List.of("catalogue-import", "pricing-changed", "product-created", "product-updated", "stock-ordering");

    /** How long the machine waits between two looks, and how often it looks: five minutes in all. */
    private static final Map<String, String> PATIENCE = Map.of("WAIT_SECONDS", "10", "MAX_ATTEMPTS", "30");

    /** It works through a whole queue. */
    private static final int REPLAY_SECONDS = 60;

    private final Settings settings;

    OperationsStack(Construct scope, String id, Settings settings, SolutionFiles solution) {
        super(scope, id, settings, SERVICE, false, "the redrive of dead letters");
        this.settings = settings;
        Code code = solution.packageOf(SERVICE);
        TracedStateMachine machine = redrive(code, solution);
        replay(code);
        if (settings.redrive()) {
            QUEUES.forEach(queue -> new DailyRedrive(
                    this,
                    "Daily-" + queue,
                    settings,
                    queue,
                    machine,
                    Map.of("sourceArn", deadLettersOf(queue), "destinationArn", queue(queue))));
            ThrottledHttpApi api = new ThrottledHttpApi(
                    this,
                    "RedriveApi",
                    settings,
                    "redrive",
                    "Starts redrives, for callers with a key",
                    "No route of it leads to a function.");
            api.startExecutions(HttpMethod.POST, "/redrive", machine);
            CfnOutput.Builder.create(this, "ApiEndpoint").value(api.endpoint()).build();
        }
    }

    private TracedStateMachine redrive(Code code, SolutionFiles solution) {
        TracedFunction start = function("RedriveStart", "redrive-start", code, PATIENCE);
        TracedFunction check = function("RedriveCheck", "redrive-check", code, Map.of());
        for (String queue : QUEUES) {
            // SQS moves the messages in the name of whoever started the move. Starting lists as well, to tell a second
            // redrive from another refusal.
            start.allow(
                    deadLettersOf(queue),
                    "sqs:StartMessageMoveTask",
                    "sqs:ListMessageMoveTasks",
                    "sqs:ReceiveMessage",
                    "sqs:DeleteMessage",
                    "sqs:GetQueueAttributes");
            start.allow(queue(queue), "sqs:SendMessage");
            check.allow(deadLettersOf(queue), "sqs:ListMessageMoveTasks");
        }
        TracedStateMachine machine = new TracedStateMachine(
                this,
                "Redrive",
                settings,
                "redrive",
                SERVICE,
                solution.stateMachineOf(SERVICE, "redrive"),
                Map.of(
                        "RedriveStartFunctionArn", start.function().getFunctionArn(),
                        "RedriveCheckFunctionArn", check.function().getFunctionArn()));
        machine.allow(start.function().getFunctionArn(), "lambda:InvokeFunction");
        machine.allow(check.function().getFunctionArn(), "lambda:InvokeFunction");
        return machine;
    }

    private TracedFunction function(String id, String name, Code code, Map<String, String> environment) {
        return new TracedFunction(
                this, id, settings, new FunctionProps(name, SERVICE, HANDLERS + id, code, Trigger.TASK, environment));
    }

    private void replay(Code code) {
        TracedFunction replay = new TracedFunction(
                this,
                "Replay",
                settings,
                new FunctionProps(
                        "replay",
                        SERVICE,
                        HANDLERS + "Replay",
                        code,
                        Trigger.TASK,
                        REPLAY_SECONDS,
                        Map.of(),
                        Map.of()));
        List<String> functions = new ArrayList<>(FUNCTIONS);
        if (settings.logTransport()) {
            functions.add("log-publisher");
        }
        for (String function : functions) {
            replay.allow(
                    deadLettersOf(function + "-invocation"),
                    "sqs:GetQueueUrl",
                    "sqs:ReceiveMessage",
                    "sqs:DeleteMessage");
            replay.allow(
                    formatArn(ArnComponents.builder()
                            .service("lambda")
                            .resource("function")
                            .resourceName(settings.named(function))
                            .arnFormat(ArnFormat.COLON_RESOURCE_NAME)
                            .build()),
                    "lambda:InvokeFunction");
        }
    }

    private String deadLettersOf(String name) {
        return queue(name + "-dead-letters");
    }

    private String queue(String name) {
        return formatArn(ArnComponents.builder()
                .service("sqs")
                .resource(settings.named(name))
                .build());
    }
}
