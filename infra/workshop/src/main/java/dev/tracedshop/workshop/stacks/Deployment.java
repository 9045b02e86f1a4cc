package dev.tracedshop.workshop.stacks;

import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.build.Checkout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The command of the CDK's own command line that brings stacks to AWS. */
public final class Deployment {
    private static final String SECRET = "DatadogApiKeySecretArn";
    private static final String FORWARDER = "datadogForwarderArn";
    private static final String SECRET_ARN = "arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:.+";

    private final List<Stack> stacks;
    private final Map<String, String> context;
    private final Optional<Path> assembly;
    private final Optional<String> secretArn;
    private final Optional<Path> outputs;

    /**
     * Describes a deployment.
     *
     * @param stacks what to deploy, in this order
     * @param context settings of the CDK app
     * @param assembly an assembly to deploy as it is, in place of what the app synthesizes
     * @param secretArn the secret with Datadog's API key
     * @param outputs where to write the stacks' outputs
     * @throws WorkshopException if a parameter of a stack has no value
     */
    public Deployment(
            List<Stack> stacks,
            Map<String, String> context,
            Optional<Path> assembly,
            Optional<String> secretArn,
            Optional<Path> outputs) {
        this.stacks = List.copyOf(stacks);
        this.context = new TreeMap<>(context);
        this.assembly = assembly;
        this.secretArn = secretArn;
        this.outputs = outputs;
        check();
    }

    /**
     * Demands the CDK's own command line, of the version that this project names.
     *
     * @param or what else there is to do, as the end of a sentence; or empty
     * @throws WorkshopException if it is not there
     */
    public static void requireCdk(Checkout checkout, String or) {
        if (!Files.exists(checkout.root().resolve("node_modules/aws-cdk"))) {
            throw WorkshopException.setup(
                    "The CDK's command line is not there. Fetch it once: npm ci --ignore-scripts, in " + checkout.root()
                            + or + ".");
        }
    }

    private void check() {
        List<String> traced = stacks.stream()
                .filter(stack -> stack.parameters().contains(SECRET))
                .map(Stack::name)
                .toList();
        if (!traced.isEmpty() && secretArn.isEmpty()) {
            throw WorkshopException.usage("The functions of " + String.join(", ", traced)
                    + " send their traces to Datadog with an API key, which they read from AWS Secrets Manager."
                    + " Say in which secret it is: --secret-arn ARN. Without an account at Datadog, deploy them"
                    + " untraced: -c tracing=off.");
        }
        if (traced.isEmpty() && secretArn.isPresent()) {
            throw WorkshopException.usage(
                    "--secret-arn has no use here: no stack of the step has a traced function in these templates.");
        }
        secretArn.filter(arn -> !arn.matches(SECRET_ARN)).ifPresent(arn -> {
            throw WorkshopException.usage("--secret-arn takes a secret's ARN, such as"
                    + " arn:aws:secretsmanager:eu-west-1:123456789012:secret:datadog-api-key-AbCdEf, not '" + arn
                    + "'.");
        });
        List<String> open = stacks.stream()
                .flatMap(stack -> stack.parameters().stream()
                        .filter(parameter -> !parameter.equals(SECRET))
                        .map(parameter -> stack.name() + ":" + parameter))
                .toList();
        if (!open.isEmpty()) {
            throw WorkshopException.setup("These parameters have no default, and this command knows no value for them: "
                    + String.join(", ", open) + ". Run cdk deploy yourself, in infra/cdk.");
        }
    }

    /** Returns what to say before: the stacks, what they cost, and what is known to work. */
    public List<String> announcement() {
        List<String> lines = new ArrayList<>();
        lines.add("These " + stacks.size() + " stacks go to AWS, in this order:");
        stacks.forEach(stack -> lines.add("  " + stack.name() + ": " + stack.description()));
        lines.add("");
        lines.add("It costs money. Nearly all is paid by use, and nobody uses it yet; alarms, backups");
        lines.add("of tables and the secret cost a little while they are there. Your own credentials");
        lines.add("say where it goes; an account and region are prepared once by npx cdk bootstrap.");
        lines.add("npx cdk destroy, with the same stacks, takes it down.");
        if (secretArn.isPresent()
                && !context.containsKey(FORWARDER)
                && stacks.stream().anyMatch(Deployment::hasStates)) {
            lines.add("Datadog makes the spans of states from the state machine's log, which its Forwarder");
            lines.add("brings there: -c " + FORWARDER + "=ARN. Without it the trace has no states on AWS.");
        }
        lines.add("Deploying needs an AWS account: this command has not been run against one.");
        return lines;
    }

    private static boolean hasStates(Stack stack) {
        return stack.resources().findValuesAsText("Type").contains("AWS::StepFunctions::StateMachine");
    }

    /**
     * Returns the command, to be run in {@code infra/cdk}.
     *
     * @param program what starts the CDK's command line
     */
    public List<String> command(List<String> program) {
        List<String> command = new ArrayList<>(program);
        command.add("deploy");
        stacks.forEach(stack -> command.add(stack.id()));
        // The list is whole and in order, and nobody else's stack is touched.
        command.add("--exclusively");
        // Whoever runs this was asked once; the CDK would ask for each stack that makes a role, and each does.
        command.addAll(List.of("--require-approval", "never"));
        for (Stack stack : stacks) {
            if (stack.parameters().contains(SECRET)) {
                command.addAll(List.of("--parameters", stack.name() + ":" + SECRET + "=" + secretArn.orElseThrow()));
            }
        }
        outputs.ifPresent(file -> command.addAll(List.of("--outputs-file", file.toString())));
        context.forEach((key, value) -> command.addAll(List.of("-c", key + "=" + value)));
        assembly.ifPresent(directory -> command.addAll(List.of("--app", directory.toString())));
        return command;
    }

    /** Returns a command as one types it into a shell. */
    public static String quoted(List<String> command) {
        return command.stream()
                .map(word -> word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }
}
