package dev.tracedshop.workshop.step;

import java.util.List;

/** Steps for tests. */
final class Steps {
    private Steps() {}

    static StepDefinition withFiles(String... files) {
        return step(List.of(files), List.of());
    }

    static StepDefinition withTasks(String... titles) {
        return step(
                List.of("m/A.java"),
                List.of(titles).stream()
                        .map(title -> new StepDefinition.Task(
                                title, List.of("span-missing " + title), "question", "pointer", "m/A.java#" + title))
                        .toList());
    }

    private static StepDefinition step(List<String> files, List<StepDefinition.Task> tasks) {
        return new StepDefinition(
                "07",
                "some-step",
                "Some step",
                20,
                "t",
                "o",
                List.of(),
                "g",
                "t",
                List.of(),
                List.of(),
                files,
                "r",
                List.of("span-missing"),
                tasks,
                false);
    }
}
