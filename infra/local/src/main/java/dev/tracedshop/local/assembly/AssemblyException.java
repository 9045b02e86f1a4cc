package dev.tracedshop.local.assembly;

import java.util.List;
import java.util.stream.Collectors;

/** Says that an assembly cannot run here, with everything that is in the way. */
public final class AssemblyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    AssemblyException(String message) {
        super(message);
        this.problems = List.of();
    }

    /** Says that there are problems, which are at least one. */
    public AssemblyException(List<Problem> problems) {
        super(problems.stream()
                .sorted()
                .map(Problem::toString)
                .collect(Collectors.joining(
                        "\n  ",
                        problems.size() == 1
                                ? "The templates ask for one thing that cannot run here:\n  "
                                : "The templates ask for " + problems.size() + " things that cannot run here:\n  ",
                        "")));
        this.problems = List.copyOf(problems);
    }

    /** Returns the findings, empty when the assembly could not be read at all. */
    public List<Problem> problems() {
        return problems;
    }
}
