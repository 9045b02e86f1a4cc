package dev.tracedshop.local.asl;

import java.util.List;
import java.util.stream.Collectors;

/** Says that a definition cannot run here, with everything that is in the way. */
public final class DefinitionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<DefinitionProblem> problems;

    DefinitionException(List<DefinitionProblem> problems) {
        super(problems.stream()
                .map(DefinitionProblem::toString)
                .collect(Collectors.joining("\n  ", "The state machine's definition cannot run here:\n  ", "")));
        this.problems = List.copyOf(problems);
    }

    /** Returns the findings, in the order of the definition. */
    public List<DefinitionProblem> problems() {
        return problems;
    }
}
