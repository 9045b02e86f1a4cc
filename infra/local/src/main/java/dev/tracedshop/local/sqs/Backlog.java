package dev.tracedshop.local.sqs;

import dev.tracedshop.local.Quiet;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The messages that a queue still owes to somebody, as activities: as long as there is one, the shop is not at rest. They are counted, not
 * told apart, for a message has to count before it has an id.
 */
final class Backlog {
    private final Quiet quiet;
    private final String what;
    private final Deque<Quiet.Activity> open = new ArrayDeque<>();
    private int doneEarly;

    Backlog(Quiet quiet, String what) {
        this.quiet = quiet;
        this.what = what;
    }

    synchronized void add() {
        if (doneEarly > 0) {
            doneEarly--;
        } else {
            open.push(quiet.begin(what));
        }
    }

    /** Takes one off. A dead letter may be consumed before we noticed that it came. */
    synchronized void done() {
        if (open.isEmpty()) {
            doneEarly++;
        } else {
            open.pop().close();
        }
    }

    synchronized boolean isEmpty() {
        return open.isEmpty();
    }

    synchronized void clear() {
        open.forEach(Quiet.Activity::close);
        open.clear();
        doneEarly = 0;
    }
}
