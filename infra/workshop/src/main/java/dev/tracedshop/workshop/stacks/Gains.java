package dev.tracedshop.workshop.stacks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.assembly.Resource;
import dev.tracedshop.workshop.step.LearnerMachines;
import dev.tracedshop.workshop.step.StepDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Tells what the templates gain with a step: the stacks that no step before it has, with what has a name in them. */
public final class Gains {
    /** A kind of resource that is worth a line of its own: what people call it, and the property that names one. */
    private record Kind(String word, String plural, String nameProperty) {}

    private static final Map<String, Kind> KINDS = kinds();

    /** What the CDK adds to count its users; nothing that runs. */
    private static final String METADATA = "AWS::CDK::Metadata";

    private final Assembly assembly;
    private final Stacks stacks;
    private final Triggers triggers;

    public Gains(Assembly assembly, Stacks stacks) {
        this.assembly = assembly;
        this.stacks = stacks;
        this.triggers = new Triggers(assembly);
    }

    private static Map<String, Kind> kinds() {
        Map<String, Kind> kinds = new LinkedHashMap<>();
        kinds.put("AWS::ApiGatewayV2::Api", new Kind("HTTP API", "HTTP APIs", "Name"));
        kinds.put("AWS::Lambda::Function", new Kind("function", "functions", "FunctionName"));
        kinds.put("AWS::StepFunctions::StateMachine", new Kind("state machine", "state machines", "StateMachineName"));
        kinds.put("AWS::SNS::Topic", new Kind("topic", "topics", "TopicName"));
        kinds.put("AWS::SQS::Queue", new Kind("queue", "queues", "QueueName"));
        kinds.put("AWS::Events::EventBus", new Kind("event bus", "event buses", "Name"));
        kinds.put("AWS::Events::Rule", new Kind("rule", "rules", "Name"));
        kinds.put("AWS::DynamoDB::Table", new Kind("table", "tables", "TableName"));
        kinds.put("AWS::S3::Bucket", new Kind("bucket", "buckets", "BucketName"));
        kinds.put("AWS::SSM::Parameter", new Kind("parameter", "parameters", "Name"));
        kinds.put("AWS::CloudWatch::Alarm", new Kind("alarm", "alarms", "AlarmName"));
        return kinds;
    }

    /**
     * Returns the lines to print.
     *
     * @param step the step
     * @param before the steps before it
     */
    public List<String> of(StepDefinition step, List<StepDefinition> before) {
        Set<String> known = new HashSet<>();
        before.forEach(earlier -> known.addAll(earlier.stacks()));
        List<String> gained =
                step.stacks().stream().filter(stack -> !known.contains(stack)).toList();
        List<String> lines = new ArrayList<>();
        if (gained.isEmpty()) {
            lines.add("The templates gain nothing with step " + step.number()
                    + ": all its stacks came with a step before it.");
        } else {
            lines.add("The templates gain " + counted(gained.size(), "stack", "stacks") + " with step " + step.number()
                    + (gained.size() == 1 ? "." : ", to be deployed in this order."));
        }
        for (Stack stack : stacks.inOrder(step.stacks())) {
            if (gained.stream().anyMatch(name -> stack.name().endsWith("-" + name))) {
                lines.add("");
                lines.addAll(describe(stack));
            }
        }
        if (!step.files().isEmpty()) {
            lines.add("");
            lines.add(gained.isEmpty() ? "What the step changes is code, which is yours:" : "Yours in it:");
            lines.addAll(code(step));
        }
        return lines;
    }

    private List<String> describe(Stack stack) {
        Map<String, List<String>> named = new HashMap<>();
        Map<String, Integer> others = new TreeMap<>();
        int total = 0;
        for (Map.Entry<String, JsonNode> resource : stack.resources().properties()) {
            String type = resource.getValue().path("Type").asText();
            Kind kind = KINDS.get(type);
            if (type.equals(METADATA)) {
                continue;
            }
            total++;
            if (kind == null) {
                others.merge(type, 1, Integer::sum);
            } else {
                named.computeIfAbsent(type, ignored -> new ArrayList<>())
                        .add(resource.getValue()
                                .path("Properties")
                                .path(kind.nameProperty())
                                .asText(resource.getKey()));
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add(stack.name() + (stack.description().isEmpty() ? "" : ": " + stack.description()));
        lines.add("  " + counted(total, "resource", "resources") + " of "
                + counted(named.size() + others.size(), "kind", "kinds"));
        KINDS.forEach((type, kind) -> {
            List<String> names = named.getOrDefault(type, List.of());
            if (!names.isEmpty()) {
                lines.add("  " + counted(names.size(), kind.word(), kind.plural()));
                names.stream().sorted().forEach(name -> lines.add("    " + name));
            }
        });
        if (!others.isEmpty()) {
            lines.add("  and what these need");
            others.forEach((type, number) -> lines.add("    " + number + " " + type));
        }
        List<String> arrows = triggers.of(stack.name());
        if (!arrows.isEmpty()) {
            lines.add("  who triggers whom");
            arrows.forEach(arrow -> lines.add("    " + arrow));
        }
        return lines;
    }

    private static String counted(int number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }

    private List<String> code(StepDefinition step) {
        List<String> functions = new ArrayList<>();
        for (String name : step.functions()) {
            assembly.resources("AWS::Lambda::Function").stream()
                    .map(resource -> nameOf(resource, "FunctionName"))
                    .filter(full -> full.endsWith("-" + name))
                    .findFirst()
                    .ifPresent(functions::add);
        }
        List<String> lines = new ArrayList<>();
        for (String file : step.files()) {
            lines.add("  " + file);
            lines.add("    "
                    + (LearnerMachines.isDefinition(file)
                            ? "the definition of state machine " + machine(file)
                            : "runs in " + String.join(", ", functions)));
        }
        return lines;
    }

    private String machine(String file) {
        String suffix = "-" + file.substring(file.lastIndexOf('/') + 1).replace(".asl.json", "");
        return assembly.resources("AWS::StepFunctions::StateMachine").stream()
                .map(resource -> nameOf(resource, "StateMachineName"))
                .filter(name -> name.endsWith(suffix))
                .findFirst()
                .orElse("…" + suffix);
    }

    private static String nameOf(Resource resource, String property) {
        JsonNode name = resource.properties().path(property);
        return name.asText(resource.logicalId());
    }
}
