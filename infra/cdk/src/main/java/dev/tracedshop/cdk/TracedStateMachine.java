package dev.tracedshop.cdk;

import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Tags;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.CfnPermission;
import software.amazon.awscdk.services.logs.CfnSubscriptionFilter;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.LogLevel;
import software.amazon.awscdk.services.stepfunctions.LogOptions;
import software.amazon.awscdk.services.stepfunctions.StateMachine;
import software.amazon.awscdk.services.stepfunctions.StateMachineType;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * A state machine traced by Datadog, with a role and a log group of its own.
 *
 * <p>No tracer runs inside of Step Functions. Datadog makes the spans of an execution and its states from the machine's
 * log, which therefore holds every event with its data; Datadog's Forwarder, a function of the account's, brings the log
 * to Datadog. Which account has one, and where, only the setting {@code datadogForwarderArn} can tell.
 */
final class TracedStateMachine extends Construct {
    private final StateMachine machine;
    private final Role role;

    /**
     * @param name the machine's name without the environment
     * @param service the name of the service it belongs to, under which Datadog files its spans
     * @param definition the file with its states
     * @param substitutions what stands for each <code>${name}</code> in the definition
     */
    TracedStateMachine(
            Construct scope,
            String id,
            Settings settings,
            String name,
            String service,
            Path definition,
            Map<String, String> substitutions) {
        super(scope, id);
        String fullName = settings.named(name);
        // Step Functions can only log to groups in the account's one resource policy; those under /aws/vendedlogs are
        // allowed together, so that the policy does not outgrow its limit.
        LogGroup logs = LogGroup.Builder.create(this, "Logs")
                .logGroupName("/aws/vendedlogs/states/" + fullName)
                .retention(RetentionDays.TWO_WEEKS)
                .removalPolicy(settings.isProduction() ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY)
                .build();
        role = Role.Builder.create(this, "Role")
                .assumedBy(new ServicePrincipal("states.amazonaws.com"))
                .description("What " + fullName + " may do")
                .build();
        machine = StateMachine.Builder.create(this, "Machine")
                .stateMachineName(fullName)
                .stateMachineType(StateMachineType.STANDARD)
                .definitionBody(DefinitionBody.fromFile(definition.toString()))
                // Sorted, for one template whatever order the map has.
                .definitionSubstitutions(new TreeMap<>(substitutions))
                .role(role)
                // Without tracing nothing reads the log but people, who look for failures.
                .logs(LogOptions.builder()
                        .destination(logs)
                        .level(settings.tracing() ? LogLevel.ALL : LogLevel.ERROR)
                        .includeExecutionData(settings.tracing())
                        .build())
                // X-Ray would be a second, separate trace of the same execution.
                .tracingEnabled(false)
                .build();
        Tags.of(machine).add("service", service);
        Tags.of(machine).add("env", settings.environment());
        if (settings.tracing()) {
            settings.datadogForwarderArn()
                    .ifPresentOrElse(forwarder -> forward(logs, forwarder), () -> sayThatStatesAreNotTraced(fullName));
        }
        acknowledge(settings);
    }

    /** Adds actions on one resource to what the machine's tasks may do. */
    void allow(String resourceArn, String... actions) {
        role.addToPolicy(PolicyStatement.Builder.create()
                .actions(List.of(actions))
                .resources(List.of(resourceArn))
                .build());
    }

    /** Returns the machine's ARN, by which executions are started. */
    String arn() {
        return machine.getStateMachineArn();
    }

    /** Returns the machine itself, for whatever is to start it. */
    StateMachine machine() {
        return machine;
    }

    /** CDK would leave the permission out, for it cannot know that the forwarder is in the account it deploys to. */
    private void forward(LogGroup logs, String forwarder) {
        CfnPermission permission = CfnPermission.Builder.create(this, "ForwarderPermission")
                .functionName(forwarder)
                .action("lambda:InvokeFunction")
                .principal("logs.amazonaws.com")
                .sourceArn(logs.getLogGroupArn())
                .build();
        CfnSubscriptionFilter filter = CfnSubscriptionFilter.Builder.create(this, "Forwarding")
                .logGroupName(logs.getLogGroupName())
                .filterPattern("")
                .destinationArn(forwarder)
                .build();
        filter.getNode().addDependency(permission);
        Tags.of(machine).add("DD_TRACE_ENABLED", "true");
    }

    private void sayThatStatesAreNotTraced(String name) {
        Annotations.of(machine)
                .addInfo("Datadog will show no spans of " + name
                        + " and its states: it makes them from the machine's log,"
                        + " and nothing brings that to Datadog. Deploy Datadog's Forwarder and name it with"
                        + " -c datadogForwarderArn=ARN.");
    }

    private void acknowledge(Settings settings) {
        acknowledge(
                machine,
                "AwsSolutions-SF2",
                settings.tracing()
                        ? "Traced by Datadog from its log; X-Ray would make a second trace of the same."
                        : "Tracing is off for the whole shop, and so is X-Ray's.");
        if (!settings.tracing()) {
            acknowledge(
                    machine,
                    "AwsSolutions-SF1",
                    "With tracing off the log is for people who look for failures, not for a tracer.");
        }
        acknowledge(
                role,
                "AwsSolutions-IAM5",
                "The actions that set up the delivery of logs know no resources: \"*\" is all that IAM takes for them."
                        + " Every other statement names one resource.");
    }

    private static void acknowledge(IConstruct construct, String rule, String reason) {
        NagSuppressions.addResourceSuppressions(
                construct,
                List.of(NagPackSuppression.builder().id(rule).reason(reason).build()),
                true);
    }
}
