package dev.tracedshop.workshop.step;

import dev.tracedshop.local.function.Function;
import dev.tracedshop.local.function.FunctionDefinition;
import dev.tracedshop.workshop.build.Checkout;
import dev.tracedshop.workshop.shop.RunningShop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The whole shop with everything that the learner has written in the place of the solution's files.
 *
 * <p>A function gets the files of those steps that name it. So a class that functions share, such as the batch of a queue's messages, is the
 * learner's in the functions of its step alone, and the solution's in the others, as it is while the step is checked.
 */
public final class LearnersShop {
    private final Checkout checkout;
    private final StepRegistry registry;

    public LearnersShop(Checkout checkout, StepRegistry registry) {
        this.checkout = checkout;
        this.registry = registry;
    }

    /**
     * Whose a file is.
     *
     * @param step the step that asks for it
     * @param file its path below {@code solution/}
     * @param learners whether it is the learner's; the solution's otherwise
     */
    public record Owned(StepDefinition step, String file, boolean learners) {}

    /** Returns of every file that a step asks for whose it is. */
    public List<Owned> files() {
        return registry.all().stream()
                .flatMap(step -> step.files().stream().map(file -> new Owned(step, file, exists(step, file))))
                .toList();
    }

    private boolean exists(StepDefinition step, String file) {
        return Files.isRegularFile(work(step).resolve(file));
    }

    private Path work(StepDefinition step) {
        return new LearnerFiles(checkout, step).work();
    }

    /** Puts the learner's files into a shop, for as long as it runs. */
    public void moveInto(RunningShop shop) {
        Map<String, List<Path>> sources = new LinkedHashMap<>();
        Map<String, List<Path>> classPaths = new HashMap<>();
        for (StepDefinition step : registry.all()) {
            List<Path> written = step.javaFiles().stream()
                    .filter(file -> exists(step, file))
                    .map(file -> work(step).resolve(file))
                    .toList();
            if (!written.isEmpty()) {
                List<Path> classPath = Checker.classPath(step, shop);
                step.functions().forEach(function -> {
                    sources.computeIfAbsent(function, ignored -> new ArrayList<>())
                            .addAll(written);
                    classPaths
                            .computeIfAbsent(function, ignored -> new ArrayList<>())
                            .addAll(classPath);
                });
            }
        }
        Path place = checkout.state().resolve("steps/mine");
        Checkout.keepNewest(Checkout.made(place), 2);
        Path target = place.resolve(ProcessHandle.current().pid() + "-" + System.nanoTime());
        Map<List<List<Path>>, Path> compiled = new HashMap<>();
        sources.forEach((name, files) -> {
            Function function = shop.function(name);
            FunctionDefinition definition = function.definition();
            // All of a function's files at once: they may use each other.
            List<Path> classPath = classPaths.getOrDefault(name, List.of());
            Path classes = compiled.computeIfAbsent(List.of(files, classPath), ignored -> {
                Path made = target.resolve(name);
                JavaSources.compile(checkout.root(), files, classPath, made);
                return made;
            });
            function.replace(definition.withClassesInFront(classes));
        });
        for (StepDefinition step : registry.all()) {
            List<String> written =
                    step.files().stream().filter(file -> exists(step, file)).toList();
            LearnerMachines unused = LearnerMachines.inPlace(
                    checkout.root(), written, work(step), shop.runtime().stepFunctions());
        }
    }
}
