package dev.tracedshop.local.delivery;

import dev.tracedshop.local.Quiet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/** Does in the background what a service owes after its answer, so that whoever called need not wait for it. */
public final class Deliveries implements AutoCloseable {
    /** A delivery is a short call; more of them at once would only compete for the processors. */
    private static final int THREADS = 4;

    private final Queues queues;
    private final Quiet quiet;
    private final ExecutorService threads;

    /**
     * @param queues where dead letters go
     * @param quiet is told of every delivery that is under way
     */
    public Deliveries(Queues queues, Quiet quiet) {
        this.queues = queues;
        this.quiet = quiet;
        this.threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "deliveries");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Begins a delivery.
     *
     * @param what its description, for whoever waits in vain
     */
    public void begin(String what, Runnable delivery) {
        Quiet.Activity activity = quiet.begin(what);
        try {
            threads.execute(() -> {
                try {
                    delivery.run();
                } finally {
                    activity.close();
                }
            });
        } catch (RejectedExecutionException e) {
            activity.close(); // The runtime ends, and everything undelivered with it.
        }
    }

    /**
     * Gives up a message: into a dead-letter queue, or into nothing where there is none, as on AWS.
     *
     * @param origin who gives it up, for the message on failure
     * @param queueArn the dead-letter queue, or empty
     * @param failure why it is given up
     */
    public void deadLetter(String origin, String queueArn, QueueMessage message, DeliveryException failure) {
        if (queueArn.isEmpty()) {
            System.err.println("A message of " + origin + " was not delivered and has no dead-letter queue: "
                    + failure.getMessage());
            return;
        }
        begin("dead letter of " + origin, () -> {
            try {
                queues.send(queueArn, message);
            } catch (DeliveryException e) {
                System.err.println("A message of " + origin + " is lost: not delivered (" + failure.getMessage()
                        + "), and the dead-letter queue did not take it: " + e.getMessage());
            }
        });
    }

    /** Ends; what is under way may finish. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
