package dev.tracedshop.operations;

import java.util.List;

/** Gives the dead letters of one queue. */
interface DeadLetterQueue {

    /** Returns some messages, ten at most, that nobody else gets meanwhile; none when there are no more. */
    List<DeadLetter> receive();

    /** Deletes a message for good. */
    void delete(DeadLetter letter);
}
