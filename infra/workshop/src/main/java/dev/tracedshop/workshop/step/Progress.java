package dev.tracedshop.workshop.step;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.trace.Verdict;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.build.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Remembers what the last check of each step said, which hints were given, and whether the solution was asked for. Losing it loses nothing:
 * the next check finds out again.
 */
public final class Progress {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PASSED = "passed";
    private static final String SOLVED = "solved";
    private static final String TASKS = "tasks";
    private static final String HINTS = "hints";

    private final Path file;

    public Progress(Checkout checkout) {
        this.file = checkout.state().resolve("progress.json");
    }

    /** Returns whether a step's last check passed. */
    public boolean passed(StepDefinition step) {
        return read().path(step.number()).has(PASSED);
    }

    /** Returns the day on which a step passed first, if its last check passed. */
    public Optional<String> passedOn(StepDefinition step) {
        return Optional.of(read().path(step.number()).path(PASSED).asText()).filter(day -> !day.isEmpty());
    }

    /** Returns whether the solution was put in place of the learner's files, which have not begun anew since. */
    public boolean solved(StepDefinition step) {
        return read().path(step.number()).path(SOLVED).asBoolean();
    }

    /** Returns the first task that the last check did not find done, from 1 on; the first one when there was no check. */
    public int nextTask(StepDefinition step) {
        List<Boolean> done = new ArrayList<>();
        read().path(step.number()).path(TASKS).forEach(task -> done.add(task.asBoolean()));
        int open = done.size() == step.tasks().size() ? done.indexOf(false) + 1 : 1;
        return Math.max(1, open);
    }

    /** Notes a step's last check. */
    public void checked(StepDefinition step, CheckResult result) {
        ObjectNode all = read();
        ObjectNode own = of(all, step);
        boolean passed = result.report().verdict() == Verdict.PASS;
        note(own, passed);
        if (passed || CheckResult.showsTheLearnersWork(result.report())) {
            ArrayNode tasks = own.putArray(TASKS);
            result.tasks().forEach(task -> tasks.add(passed || task.done()));
        }
        write(all);
    }

    /** Notes the last dry run of a step that has no files. */
    public void tried(StepDefinition step, boolean passed) {
        ObjectNode all = read();
        note(of(all, step), passed);
        write(all);
    }

    private static void note(ObjectNode own, boolean passed) {
        if (!passed) {
            own.remove(PASSED);
        } else if (!own.has(PASSED)) {
            own.put(PASSED, LocalDate.now(ZoneId.systemDefault()).toString());
        }
    }

    /** Notes that a step's solution was put in place of the learner's files. */
    public void solvedBySolution(StepDefinition step) {
        ObjectNode all = read();
        of(all, step).put(SOLVED, true);
        write(all);
    }

    /** Forgets a step, which begins anew. */
    public void forget(StepDefinition step) {
        ObjectNode all = read();
        all.remove(step.number());
        write(all);
    }

    /**
     * Notes that a hint for a task was asked for once more.
     *
     * @return how much is to be told: 1 the first time, at most 3
     */
    public int nextHint(StepDefinition step, int task) {
        ObjectNode all = read();
        ObjectNode hints = of(all, step).withObject("/" + HINTS);
        int level = Math.min(3, hints.path(Integer.toString(task)).asInt() + 1);
        hints.put(Integer.toString(task), level);
        write(all);
        return level;
    }

    private static ObjectNode of(ObjectNode all, StepDefinition step) {
        JsonNode own = all.get(step.number());
        return own instanceof ObjectNode known ? known : all.putObject(step.number());
    }

    private void write(ObjectNode all) {
        try {
            Files.writeString(file, all + "\n");
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot write " + file + ": " + e.getMessage());
        }
    }

    private ObjectNode read() {
        try {
            return Files.exists(file) && JSON.readTree(Files.readString(file)) instanceof ObjectNode known
                    ? known
                    : JSON.createObjectNode();
        } catch (JacksonException e) {
            return JSON.createObjectNode(); // Somebody edited it; it is made anew.
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot read " + file + ": " + e.getMessage());
        }
    }
}
