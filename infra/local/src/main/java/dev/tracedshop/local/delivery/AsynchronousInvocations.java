package dev.tracedshop.local.delivery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.Account;
import dev.tracedshop.local.Hurry;
import dev.tracedshop.local.Quiet;
import dev.tracedshop.local.function.Function;
import dev.tracedshop.local.function.Functions;
import dev.tracedshop.local.function.Outcome;
import dev.tracedshop.local.trouble.Trouble;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Invokes functions for those who do not wait for an answer, as
 * <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html">Lambda does it</a>: an event whose invocation
 * fails is tried again, and in the end given up. Every event is an activity from its acceptance to its end.
 */
public final class AsynchronousInvocations implements AutoCloseable {
    /*
     * The second attempt comes one minute after the first has failed, the third two minutes after the second, unless the event would then
     * be older than its maximum age; in that case it is given up when it reaches that age. Both waits are divided by the hurry factor. So
     * that the age is still the age that the event would have on AWS, what was saved by hurrying counts as if it had passed.
     *
     * A process that was killed leaves a lease in its tables that lasts until the invocation's deadline. Timeouts are not shortened, so
     * the shortened wait could bring the event back while the lease is held, where AWS never would: after a crash the wait ends no
     * earlier than the function's timeout after the start. An invocation that timed out has spent that time already.
     *
     * Trouble that lets everything come twice repeats an event that was handled, under the same id, as Lambda may at any time.
     */

    /** Lambda's limit for an event that nobody waits for, in bytes; it was 256 KiB until late 2025. */
    public static final int MAX_EVENT = 1024 * 1024;

    private static final Duration FIRST_DELAY = Duration.ofMinutes(1);
    private static final Duration FURTHER_DELAY = Duration.ofMinutes(2);
    private static final int MAX_ERROR_MESSAGE = 1024;

    private final Functions functions;
    private final Map<String, AsynchronousSettings> settings;
    private final Destinations destinations;
    private final Account account;
    private final Quiet quiet;
    private final Hurry hurry;
    private final Trouble trouble;
    private final ScheduledThreadPoolExecutor timer;

    /** An event on its way; only one thread at a time works on it. */
    private static final class Event {
        final String requestId = UUID.randomUUID().toString();
        final Instant accepted = Instant.now();
        final Function function;
        final byte[] payload;
        final String traceHeader;
        final String channel;
        final AsynchronousSettings settings;
        final Quiet.Activity activity;
        int attempts;
        boolean repeated;
        Duration saved = Duration.ZERO;

        Event(
                Function function,
                byte[] payload,
                String traceHeader,
                String channel,
                AsynchronousSettings settings,
                Quiet.Activity activity) {
            this.function = function;
            this.payload = payload;
            this.traceHeader = traceHeader;
            this.channel = channel;
            this.settings = settings;
            this.activity = activity;
        }

        Duration age() {
            return Duration.between(accepted, Instant.now()).plus(saved);
        }
    }

    /**
     * @param functions all functions, for those that are destinations
     * @param settings by function name; whoever is not in it has the usual ones
     * @param destinations where records and dead letters go
     * @param account counts attempts by the channel that they came from
     * @param quiet is told of every event that is not done with
     * @param hurry divides the waits
     * @param trouble may let every event come twice
     */
    public AsynchronousInvocations(
            Functions functions,
            Map<String, AsynchronousSettings> settings,
            Destinations destinations,
            Account account,
            Quiet quiet,
            Hurry hurry,
            Trouble trouble) {
        this.functions = functions;
        this.settings = Map.copyOf(settings);
        this.destinations = destinations;
        this.account = account;
        this.quiet = quiet;
        this.hurry = hurry;
        this.trouble = trouble;
        this.timer = new ScheduledThreadPoolExecutor(2, task -> {
            Thread thread = new Thread(task, "asynchronous-invocations");
            thread.setDaemon(true);
            return thread;
        });
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Takes an event for a function. When this returns, it will be tried until it is done with.
     *
     * @param event the event's JSON
     * @param traceHeader the X-Ray header that every attempt gets, or empty
     * @param channel where the event came from: the name of a topic or bus, or the function's own
     * @return the request id of all attempts
     * @throws DeliveryException if Lambda would not accept it
     */
    public String accept(Function function, byte[] event, String traceHeader, String channel) {
        if (event.length > MAX_EVENT) {
            throw new DeliveryException("An event for an asynchronous invocation has at most " + MAX_EVENT
                    + " bytes; this one for " + function.definition().name() + " has " + event.length);
        }
        String name = function.definition().name();
        Event accepted = new Event(
                function,
                event,
                traceHeader,
                channel,
                settings.getOrDefault(name, AsynchronousSettings.USUAL),
                quiet.begin("event for " + name));
        attempt(accepted);
        return accepted.requestId;
    }

    private void attempt(Event event) {
        event.attempts++;
        var unused = event.function
                .invoke(event.requestId, event.payload, event.traceHeader)
                .thenAccept(outcome -> soon(event, Duration.ZERO, () -> ended(event, outcome)));
    }

    private void soon(Event event, Duration wait, Runnable task) {
        try {
            var unused = timer.schedule(
                    () -> {
                        try {
                            task.run();
                        } catch (RuntimeException e) {
                            event.activity.close();
                            e.printStackTrace();
                        }
                    },
                    wait.toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            event.activity.close(); // The runtime ends, and everything undone with it.
        }
    }

    private void ended(Event event, Outcome outcome) {
        if (outcome.succeeded()) {
            account.delivered(event.channel);
            if (!event.repeated && trouble.repeats()) {
                event.repeated = true;
                event.attempts = 0;
                attempt(event);
                return;
            }
            record(event, outcome, "Success", event.settings.onSuccess());
            event.activity.close();
            return;
        }
        account.failed(event.channel);
        if (event.attempts > event.settings.retries()) {
            giveUp(event, outcome, "RetriesExhausted");
            return;
        }
        Duration delay = event.attempts == 1 ? FIRST_DELAY : FURTHER_DELAY;
        Duration left = event.settings.maximumAge().minus(event.age());
        boolean tooOld = delay.compareTo(left) > 0;
        Duration onAws = tooOld ? (left.isNegative() ? Duration.ZERO : left) : delay;
        Duration here = hurry.shorten(onAws);
        event.saved = event.saved.plus(onAws.minus(here));
        if (tooOld) {
            soon(event, here, () -> giveUp(event, outcome, "EventAgeExceeded"));
        } else {
            Duration lease = outcome.heldFor(event.function.definition().timeout());
            soon(event, here.compareTo(lease) < 0 ? lease : here, () -> attempt(event));
        }
    }

    private void giveUp(Event event, Outcome outcome, String condition) {
        account.deadLettered(event.channel);
        String target = event.settings.deadLetterTarget();
        if (!target.isEmpty()) {
            Map<String, MessageAttribute> attributes = Map.of(
                    "RequestID", new MessageAttribute("String", event.requestId),
                    "ErrorCode", new MessageAttribute("Number", "200"),
                    "ErrorMessage", new MessageAttribute("String", errorMessage(outcome)));
            String body = new String(event.payload, StandardCharsets.UTF_8);
            handOver(
                    event,
                    target,
                    () -> destinations.send(target, new QueueMessage(body, attributes, event.traceHeader)));
        }
        record(event, outcome, condition, event.settings.onFailure());
        event.activity.close();
    }

    private static String errorMessage(Outcome outcome) {
        String message = outcome.message().isEmpty() ? outcome.type() : outcome.message();
        return message.length() <= MAX_ERROR_MESSAGE ? message : message.substring(0, MAX_ERROR_MESSAGE);
    }

    private void record(Event event, Outcome outcome, String condition, String destination) {
        if (destination.isEmpty()) {
            return;
        }
        String arn = event.function.definition().arn() + ":$LATEST";
        ObjectNode record =
                InvocationRecord.of(event.requestId, arn, condition, event.attempts, event.payload, outcome);
        handOver(event, destination, () -> {
            Optional<Function> function =
                    destination.contains(":lambda:") ? functions.find(destination) : Optional.empty();
            if (function.isPresent()) {
                accept(
                        function.get(),
                        record.toString().getBytes(StandardCharsets.UTF_8),
                        event.traceHeader,
                        function.get().definition().name());
            } else {
                destinations.record(destination, arn, outcome.succeeded(), record, event.traceHeader);
            }
        });
    }

    private void handOver(Event event, String target, Runnable send) {
        try {
            destinations.permit(event.function.definition().role(), target);
            send.run();
        } catch (DeliveryException e) {
            System.err.println("What became of event " + event.requestId + " of "
                    + event.function.definition().name() + " could not be told to " + target + ": " + e.getMessage());
        }
    }

    /** Ends; events that wait for their next attempt are dropped with everything else in this runtime. */
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
