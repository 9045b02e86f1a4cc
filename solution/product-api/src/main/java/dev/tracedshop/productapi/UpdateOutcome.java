package dev.tracedshop.productapi;

/** Says what became of a wish to change a product. */
sealed interface UpdateOutcome {

    /** It was changed, and the change was announced. */
    record Updated(Product product) implements UpdateOutcome {}

    /** It was like that already; nothing was written or announced. */
    record Unchanged(Product product) implements UpdateOutcome {}

    /** There is no such product. */
    record Missing() implements UpdateOutcome {}

    /** Somebody else has changed it first. */
    record Conflict(String reason) implements UpdateOutcome {}
}
