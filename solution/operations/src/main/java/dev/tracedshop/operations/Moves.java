package dev.tracedshop.operations;

import java.util.Optional;

/** Moves the messages of dead-letter queues. */
interface Moves {

    /**
     * Begins to move the messages that are in a queue now.
     *
     * @throws RedriveAlreadyRunning if that queue's messages are being moved already
     */
    void begin(Redrive redrive);

    /** Returns the move that was begun last; empty if there was none in the last days. */
    Optional<Move> newest(String sourceArn);
}
