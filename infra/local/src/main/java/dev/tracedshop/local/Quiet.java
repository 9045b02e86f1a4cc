package dev.tracedshop.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Knows when nothing is left to happen.
 *
 * <p>Everything that this runtime does or owes is an activity: an HTTP request being answered, an invocation, a notification to deliver.
 * Whoever causes something begins its activity before ending the own one, so the count cannot touch zero while work is being handed on,
 * and zero means that the whole shop is at rest.
 */
public final class Quiet {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Activity, String> running = new LinkedHashMap<>();

    /** Something under way. Ending it twice is harmless. */
    public final class Activity implements AutoCloseable {
        private Activity() {}

        @Override
        public void close() {
            lock.lock();
            try {
                running.remove(this);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Notes that something has begun.
     *
     * @param what its description, for whoever waits in vain
     */
    public Activity begin(String what) {
        Activity activity = new Activity();
        lock.lock();
        try {
            running.put(activity, what);
        } finally {
            lock.unlock();
        }
        return activity;
    }

    /**
     * Waits until nothing is under way.
     *
     * @return what was still under way at the deadline; empty when quiet was reached
     */
    public List<String> await(Duration deadline) throws InterruptedException {
        long left = deadline.toNanos();
        lock.lock();
        try {
            while (!running.isEmpty()) {
                if (left <= 0) {
                    return new ArrayList<>(running.values());
                }
                left = changed.awaitNanos(left);
            }
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    /** Returns what is under way now. */
    public List<String> pending() {
        lock.lock();
        try {
            return new ArrayList<>(running.values());
        } finally {
            lock.unlock();
        }
    }
}
