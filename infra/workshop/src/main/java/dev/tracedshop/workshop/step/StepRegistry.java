package dev.tracedshop.workshop.step;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.build.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Reads {@code steps/steps.yaml}, field by field, and says everything that is wrong in it at once. */
public final class StepRegistry {
    private static final Set<String> FIELDS = orderedSet(
            "number",
            "name",
            "title",
            "minutes",
            "teaches",
            "outOfScope",
            "needs",
            "gains",
            "tells",
            "stacks",
            "functions",
            "files",
            "red",
            "redFindings",
            "tasks",
            "freeze");
    private static final Set<String> TOP_FIELDS = orderedSet("steps", "withoutStep");
    private static final Set<String> WITHOUT_STEP_FIELDS = orderedSet("files", "reason");
    private static final Set<String> TASK_FIELDS = orderedSet("title", "findings", "question", "pointer", "region");

    private final Checkout checkout;
    private final List<StepDefinition> steps;
    private final List<WithoutStep> withoutStep;

    private StepRegistry(Checkout checkout, List<StepDefinition> steps, List<WithoutStep> withoutStep) {
        this.checkout = checkout;
        this.steps = steps;
        this.withoutStep = withoutStep;
    }

    private static Set<String> orderedSet(String... values) {
        return new LinkedHashSet<>(List.of(values));
    }

    /** Reads the registry of a checkout. */
    public static StepRegistry of(Checkout checkout) {
        Path file = checkout.root().resolve("steps/steps.yaml");
        try {
            return parse(checkout, Files.readString(file));
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot read " + file + ": " + e.getMessage());
        }
    }

    /** Reads a registry that is told, and holds it against the files of a checkout. */
    public static StepRegistry parse(Checkout checkout, String yaml) {
        JsonNode root;
        try {
            root = new YAMLMapper().readTree(yaml);
        } catch (JacksonException e) {
            throw WorkshopException.setup("steps/steps.yaml is not YAML: " + e.getOriginalMessage() + " (line "
                    + e.getLocation().getLineNr() + ")");
        }
        Reader reader = new Reader(checkout);
        List<StepDefinition> steps = reader.steps(root);
        List<WithoutStep> withoutStep = reader.withoutStep(root);
        if (!reader.problems.isEmpty()) {
            throw WorkshopException.setup("steps/steps.yaml has " + reader.problems.size() + " problem"
                    + (reader.problems.size() == 1 ? "" : "s") + ":\n  " + String.join("\n  ", reader.problems));
        }
        return new StepRegistry(checkout, steps, withoutStep);
    }

    /** Returns all steps in order. */
    public List<StepDefinition> all() {
        return steps;
    }

    /** Returns which files of {@code solution/} no step asks for, and why; {@link SolutionFiles} holds the list against the files. */
    public List<WithoutStep> withoutStep() {
        return withoutStep;
    }

    /** Finds a step by its number, with or without a leading zero. */
    public StepDefinition step(String number) {
        String wanted = number.length() == 1 ? "0" + number : number;
        return steps.stream()
                .filter(step -> step.number().equals(wanted))
                .findFirst()
                .orElseThrow(() -> WorkshopException.usage("There is no step " + number + ". The steps are "
                        + String.join(
                                ", ", steps.stream().map(StepDefinition::number).toList())
                        + "; ./workshop status lists them."));
    }

    /** Finds the step to go on with after a step: the next one that is open, or else the first one that is. */
    public Optional<StepDefinition> after(StepDefinition step, Predicate<StepDefinition> passed) {
        int at = steps.indexOf(step);
        return Stream.concat(steps.subList(at + 1, steps.size()).stream(), steps.subList(0, at).stream())
                .filter(passed.negate())
                .findFirst();
    }

    /** Returns a step's directory. */
    public Path directory(StepDefinition step) {
        return checkout.root().resolve("steps").resolve(step.directory());
    }

    private static final class Reader {
        private final Checkout checkout;
        private final List<String> problems = new ArrayList<>();

        Reader(Checkout checkout) {
            this.checkout = checkout;
        }

        List<StepDefinition> steps(JsonNode root) {
            List<StepDefinition> steps = new ArrayList<>();
            unknown("top", root, TOP_FIELDS);
            Map<String, String> owners = new HashMap<>();
            JsonNode list = root.path("steps");
            if (!list.isArray() || list.isEmpty()) {
                problems.add("there is no list 'steps'");
            }
            for (JsonNode node : list) {
                StepDefinition step = step(node);
                steps.add(step);
                for (String file : step.files()) {
                    String other = owners.put(file, step.number());
                    if (other != null) {
                        problems.add("step " + step.number() + ": " + file + " belongs to step " + other + " already");
                    }
                }
            }
            return steps;
        }

        List<WithoutStep> withoutStep(JsonNode root) {
            List<WithoutStep> entries = new ArrayList<>();
            for (JsonNode node : root.path("withoutStep")) {
                String at = "withoutStep, '" + node.path("files").asText("?") + "'";
                unknown(at, node, WITHOUT_STEP_FIELDS);
                entries.add(new WithoutStep(text(at, node, "files"), text(at, node, "reason")));
            }
            return List.copyOf(entries);
        }

        private StepDefinition step(JsonNode node) {
            String at = "step " + node.path("number").asText("?");
            unknown(at, node, FIELDS);
            List<StepDefinition.Task> tasks = new ArrayList<>();
            for (JsonNode task : node.path("tasks")) {
                String where = at + ", task '" + task.path("title").asText("?") + "'";
                unknown(where, task, TASK_FIELDS);
                tasks.add(new StepDefinition.Task(
                        text(where, task, "title"),
                        texts(where, task, "findings"),
                        text(where, task, "question"),
                        text(where, task, "pointer"),
                        text(where, task, "region")));
            }
            // A step without files of the learner's has nothing that could be wrong in a trace.
            boolean withFiles =
                    !node.path("files").isArray() || !node.path("files").isEmpty();
            StepDefinition step = new StepDefinition(
                    text(at, node, "number"),
                    text(at, node, "name"),
                    text(at, node, "title"),
                    node.path("minutes").asInt(),
                    text(at, node, "teaches"),
                    text(at, node, "outOfScope"),
                    texts(at, node, "needs"),
                    text(at, node, "gains"),
                    text(at, node, "tells"),
                    texts(at, node, "stacks"),
                    texts(at, node, "functions"),
                    texts(at, node, "files"),
                    withFiles ? text(at, node, "red") : node.path("red").asText(),
                    withFiles ? texts(at, node, "redFindings") : List.of(),
                    tasks,
                    node.path("freeze").asBoolean());
            check(at, node, step);
            return step;
        }

        private void check(String at, JsonNode node, StepDefinition step) {
            if (!step.number().matches("\\d\\d")) {
                problems.add(at + ": number must be two digits, in quotes");
            }
            if (node.has("freeze") && !node.path("freeze").isBoolean()) {
                problems.add(at + ": freeze must be true or false");
            }
            if (!node.path("minutes").isInt() || step.minutes() < 5 || step.minutes() > 90) {
                problems.add(at + ": minutes must be a whole number from 5 to 90");
            }
            Path directory = checkout.root().resolve("steps").resolve(step.directory());
            if (!Files.isDirectory(directory)) {
                problems.add(at + ": there is no directory steps/" + step.directory());
                return;
            }
            if (!step.files().isEmpty()
                    && (step.tasks().isEmpty() || step.redFindings().isEmpty())) {
                problems.add(at + ": a step with files needs tasks and redFindings");
            }
            if (step.files().isEmpty() && !Files.isRegularFile(directory.resolve("README.md"))) {
                problems.add(at + ": README.md is missing, which is all that a step without files has");
            }
            for (String file : step.files()) {
                if (!Files.isRegularFile(directory.resolve("starter").resolve(file))) {
                    problems.add(at + ": starter/" + file + " is missing");
                }
                if (!Files.isRegularFile(checkout.root().resolve("solution").resolve(file))) {
                    problems.add(at + ": solution/" + file + " is missing, so there is no answer to starter/" + file);
                }
            }
            // On a step's branch solution/ has starters, and a starter has no answer in it.
            boolean answers = Branch.of(checkout).isEmpty();
            for (StepDefinition.Task task : step.tasks()) {
                if (answers && Regions.find(checkout, task.region()).isEmpty()) {
                    problems.add(at + ": solution/" + task.region() + " is no marked region");
                }
            }
        }

        private void unknown(String at, JsonNode node, Set<String> known) {
            node.fieldNames().forEachRemaining(field -> {
                if (!known.contains(field)) {
                    problems.add(at + ": unknown field '" + field + "'"
                            + nearest(field, known)
                                    .map(near -> "; did you mean '" + near + "'?")
                                    .orElse(""));
                }
            });
        }

        private static Optional<String> nearest(String field, Set<String> known) {
            LevenshteinDistance distance = new LevenshteinDistance(3);
            return known.stream()
                    .filter(candidate -> distance.apply(field, candidate) >= 0)
                    .min(Comparator.comparingInt(candidate -> distance.apply(field, candidate)));
        }

        private String text(String at, JsonNode node, String field) {
            JsonNode value = node.path(field);
            if (!value.isTextual() || value.asText().isBlank()) {
                problems.add(at + ": '" + field + "' must be a text");
                return "";
            }
            return value.asText().strip();
        }

        private List<String> texts(String at, JsonNode node, String field) {
            JsonNode value = node.path(field);
            if (!value.isArray()) {
                problems.add(at + ": '" + field + "' must be a list, even if it is empty");
                return List.of();
            }
            List<String> texts = new ArrayList<>();
            value.forEach(element -> texts.add(element.asText()));
            return List.copyOf(texts);
        }
    }
}
