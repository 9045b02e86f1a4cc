package dev.tracedshop.workshop.step;

import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.build.Checkout;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What becomes of every file of the solution: it is the learner's in one step, or the registry says why no step has it. */
public final class SolutionFiles {
    private final Path solution;
    private final StepRegistry registry;

    public SolutionFiles(Checkout checkout, StepRegistry registry) {
        this.solution = checkout.root().resolve("solution");
        this.registry = registry;
    }

    /** Returns every file that is not accounted for, or more than once, and every entry that accounts for none; all at once. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        List<Path> files = files();
        for (Path file : files) {
            List<WithoutStep> entries = registry.withoutStep().stream()
                    .filter(entry -> matches(entry, file))
                    .toList();
            Optional<StepDefinition> step = stepOf(file);
            if (step.isPresent() && !entries.isEmpty()) {
                problems.add(
                        "solution/" + file + " belongs to step " + step.get().number() + ", and withoutStep lists it ("
                                + entries.get(0).files() + ")");
            } else if (step.isEmpty() && entries.isEmpty()) {
                problems.add("solution/" + file + " belongs to no step, and withoutStep does not say why");
            } else if (entries.size() > 1) {
                problems.add("solution/" + file + " is listed more than once in withoutStep: "
                        + String.join(
                                ", ", entries.stream().map(WithoutStep::files).toList()));
            }
        }
        for (WithoutStep entry : registry.withoutStep()) {
            if (files.stream().noneMatch(file -> matches(entry, file))) {
                problems.add("withoutStep lists " + entry.files() + ", and there is no such file");
            }
        }
        return problems;
    }

    /** Returns, as lines for people, which step each file belongs to, or why it belongs to none. */
    public List<String> table() {
        List<String> lines = new ArrayList<>();
        for (StepDefinition step : registry.all()) {
            lines.add("step " + step.number() + " · " + step.title());
            step.files().forEach(file -> lines.add("  " + file));
        }
        for (WithoutStep entry : registry.withoutStep()) {
            lines.add("");
            lines.add("no step: " + entry.reason());
            files().stream().filter(file -> matches(entry, file)).forEach(file -> lines.add("  " + file));
        }
        problems().forEach(problem -> lines.add("\nwrong: " + problem));
        return lines;
    }

    private Optional<StepDefinition> stepOf(Path file) {
        return registry.all().stream()
                .filter(step -> step.files().contains(file.toString().replace('\\', '/')))
                .findFirst();
    }

    private static boolean matches(WithoutStep entry, Path file) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + entry.files());
        return matcher.matches(file);
    }

    private List<Path> files() {
        try (Stream<Path> modules = Files.list(solution)) {
            List<Path> found = new ArrayList<>();
            for (Path module : modules.sorted().toList()) {
                Path sources = module.resolve("src/main");
                if (Files.isDirectory(sources)) {
                    try (Stream<Path> files = Files.walk(sources)) {
                        files.filter(Files::isRegularFile)
                                .sorted()
                                .map(solution::relativize)
                                .forEach(found::add);
                    }
                }
            }
            return found;
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot list " + solution + ": " + e.getMessage());
        }
    }
}
