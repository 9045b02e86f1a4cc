package dev.tracedshop.local.asl;

/**
 * One thing in a definition that is wrong, or that does not run here.
 *
 * @param path where, for example {@code $.States.Quote.Resource}
 * @param detail what is the matter, and what would do
 */
public record DefinitionProblem(String path, String detail) {
    @Override
    public String toString() {
        return path + ": " + detail;
    }
}
