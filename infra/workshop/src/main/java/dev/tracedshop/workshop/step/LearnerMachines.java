package dev.tracedshop.workshop.step;

import dev.tracedshop.local.asl.DefinitionException;
import dev.tracedshop.local.asl.DefinitionProblem;
import dev.tracedshop.local.states.StateMachine;
import dev.tracedshop.local.states.StepFunctions;
import dev.tracedshop.workshop.WorkshopException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The learner's definitions of state machines, in a running shop. {@code stock-ordering.asl.json} takes the place of the definition of the
 * machine whose name ends in {@code -stock-ordering}, with the substitutions that the template has for it.
 */
public final class LearnerMachines {
    private static final String SUFFIX = ".asl.json";

    private final StepFunctions machines;
    private final Map<String, String> own = new LinkedHashMap<>();

    private LearnerMachines(StepFunctions machines) {
        this.machines = machines;
    }

    /** Tells whether a learner's file is a definition, and so nothing to compile. */
    public static boolean isDefinition(String file) {
        return file.endsWith(SUFFIX);
    }

    /**
     * Puts the definitions among a step's files in the place of the shop's own, for executions that start from now on.
     *
     * @param root what the files' paths are told relative to
     * @param files the step's files, as the registry names them; those that are no definitions are left alone
     * @param sources the directory under which the files lie
     * @throws WorkshopException with everything that is wrong in a definition that does not load; then the shop is as it was
     */
    public static LearnerMachines inPlace(Path root, List<String> files, Path sources, StepFunctions machines) {
        LearnerMachines replaced = new LearnerMachines(machines);
        try {
            files.stream()
                    .filter(LearnerMachines::isDefinition)
                    .map(sources::resolve)
                    .forEach(file -> replaced.replace(root, file));
        } catch (RuntimeException e) {
            replaced.putBack();
            throw e;
        }
        return replaced;
    }

    /** Puts the shop's own definitions back. */
    public void putBack() {
        own.forEach(machines::replaceDefinition);
    }

    private void replace(Path root, Path file) {
        String machine = machineOf(file);
        String before = machines.definition(machine);
        try {
            machines.replaceDefinition(machine, Files.readString(file));
            own.put(machine, before);
        } catch (DefinitionException e) {
            throw WorkshopException.setup(e.problems().stream()
                    .map(DefinitionProblem::toString)
                    .collect(Collectors.joining(
                            "\n  ",
                            root.relativize(file) + " does not load yet, so there is no trace to judge:\n  ",
                            "\nMend it and check again.")));
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot read " + root.relativize(file) + ": " + e.getMessage());
        }
    }

    private String machineOf(Path file) {
        String name = file.getFileName().toString();
        String suffix = "-" + name.substring(0, name.length() - SUFFIX.length());
        return machines.machines().stream()
                .map(StateMachine::name)
                .filter(machine -> machine.endsWith(suffix))
                .findFirst()
                .orElseThrow(() -> WorkshopException.setup(
                        "The templates have no state machine named …" + suffix + ", which " + name + " would define."));
    }
}
