package dev.tracedshop.local.delivery;

import dev.tracedshop.local.Quiet;
import dev.tracedshop.local.iam.Permissions;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/** Does in the background what a service owes after its answer, so that whoever called need not wait for it. */
public final class Deliveries implements AutoCloseable {
    /** A delivery is a short call; more of them at once would only compete for the processors. */
    private static final int THREADS = 4;

    private final Queues queues;
    private final Quiet quiet;
    private final Permissions permissions;
    private final ExecutorService threads;

    /**
     * @param queues where dead letters go
     * @param quiet is told of every delivery that is under way
     * @param permissions who may deliver where
     */
    public Deliveries(Queues queues, Quiet quiet, Permissions permissions) {
        this.queues = queues;
        this.quiet = quiet;
        this.permissions = permissions;
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
     * Who delivers.
     *
     * @param service the host of the service, for example {@code sns.amazonaws.com}
     * @param source the ARN of the resource for which it does
     * @param role the name of the role in which it does, or empty when it does so in its own name
     */
    public record Sender(String service, String source, String role) {
        /** Makes one that delivers in its own name. */
        public static Sender of(String service, String source) {
            return new Sender(service, source, "");
        }
    }

    /**
     * Demands that a delivery is allowed.
     *
     * @param action for example {@code sqs:SendMessage}
     * @param target the ARN of what it goes to
     * @throws DeliveryException if it is not, with the reason
     */
    public void permit(Sender sender, String action, String target) {
        (sender.role().isEmpty()
                        ? permissions.refusalOfService(sender.service(), sender.source(), action, target)
                        : permissions.refusal(sender.role(), action, target))
                .ifPresent(denial -> {
                    throw new NotPermittedException(denial.message());
                });
    }

    /**
     * Gives up a message: into a dead-letter queue, or into nothing where there is none, as on AWS.
     *
     * @param origin who gives it up, for the message on failure
     * @param sender who delivers it to the dead-letter queue
     * @param queueArn the dead-letter queue, or empty
     * @param failure why it is given up
     */
    public void deadLetter(
            String origin, Sender sender, String queueArn, QueueMessage message, DeliveryException failure) {
        if (queueArn.isEmpty()) {
            System.err.println("A message of " + origin + " was not delivered and has no dead-letter queue: "
                    + failure.getMessage());
            return;
        }
        begin("dead letter of " + origin, () -> {
            try {
                permit(sender, "sqs:SendMessage", queueArn);
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
