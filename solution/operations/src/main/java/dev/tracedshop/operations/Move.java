package dev.tracedshop.operations;

/**
 * Tells how far the moving of a queue's messages has come.
 *
 * @param status {@code INITIATED} until SQS lists the move, then as SQS has it: RUNNING, COMPLETED, CANCELLING, CANCELLED or
 *     FAILED
 * @param moved about how many messages have been moved
 * @param toMove about how many there were when it began
 * @param reason why it failed; empty if it did not
 */
record Move(String status, long moved, long toMove, String reason) {

    /** A move that SQS has taken on and does not list yet. */
    static final Move INITIATED = new Move("INITIATED", 0, 0, "");

    boolean isActive() {
        return status.equals("RUNNING") || status.equals("CANCELLING");
    }
}
