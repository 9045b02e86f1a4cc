package dev.tracedshop.local.s3;

import dev.tracedshop.local.Account;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.assembly.Place;
import dev.tracedshop.local.aws.AwsAnswer;
import dev.tracedshop.local.aws.AwsCall;
import dev.tracedshop.local.delivery.AsynchronousInvocations;
import dev.tracedshop.local.delivery.Deliveries;
import dev.tracedshop.local.delivery.DeliveryException;
import dev.tracedshop.local.delivery.Hops;
import dev.tracedshop.local.delivery.QueueMessage;
import dev.tracedshop.local.delivery.Queues;
import dev.tracedshop.local.delivery.Topics;
import dev.tracedshop.local.delivery.WireCarrier;
import dev.tracedshop.local.function.Function;
import dev.tracedshop.local.function.Functions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Tells functions, queues and topics what happened to the objects of the buckets. */
public final class Notifications {
    private final Map<String, List<Notification>> byBucket;
    private final Place place;
    private final Targets targets;
    private final Deliveries deliveries;
    private final Account account;
    private final Hops hops;
    private final AtomicLong sequence = new AtomicLong(System.currentTimeMillis() << 20);

    /** Who may be told. */
    public record Targets(Functions functions, AsynchronousInvocations invocations, Queues queues, Topics topics) {}

    /** Looks up an object in the engine. */
    interface Lookup {
        AwsAnswer head(URI object);
    }

    /**
     * @throws IllegalStateException when a bucket names somebody who is not in this assembly
     */
    public Notifications(Assembly assembly, Targets targets, Deliveries deliveries, Account account, Hops hops) {
        this.byBucket = Notification.of(assembly);
        this.place = assembly.place();
        this.targets = targets;
        this.deliveries = deliveries;
        this.account = account;
        this.hops = hops;
        byBucket.forEach((bucket, its) -> its.forEach(one -> {
            account.open(bucket);
            boolean there = one.target().contains(":lambda:")
                    ? targets.functions().find(one.target()).isPresent()
                    : targets.queues().has(one.target()) || targets.topics().has(one.target());
            if (!there) {
                throw new IllegalStateException(
                        "The bucket " + bucket + " notifies " + one.target() + ", which is not in this assembly.");
            }
        }));
    }

    /**
     * Tells what a call that succeeded has changed. When this returns, each notification is an activity of its own.
     *
     * @param answer the engine's
     * @param lookup finds out what the answer does not say
     */
    void of(S3Operation operation, AwsCall call, AwsAnswer answer, Lookup lookup) {
        switch (operation.name()) {
            case "PutObject" -> {
                String decoded = call.header("x-amz-decoded-content-length");
                long size = decoded.isEmpty() ? call.body().length : Long.parseLong(decoded);
                tell(operation, call, answer, "ObjectCreated:Put", operation.key(), size, header(answer, "etag"));
            }
            case "CopyObject" -> created(operation, call, answer, lookup, "ObjectCreated:Copy");
            case "CompleteMultipartUpload" ->
                created(operation, call, answer, lookup, "ObjectCreated:CompleteMultipartUpload");
            case "DeleteObject" -> tell(operation, call, answer, "ObjectRemoved:Delete", operation.key(), -1, "");
            case "DeleteObjects" ->
                DeletedKeys.of(call.body(), answer.body())
                        .forEach(key -> tell(operation, call, answer, "ObjectRemoved:Delete", key, -1, ""));
            default -> {
                // Changes nothing that anybody can be told of.
            }
        }
    }

    private void created(S3Operation operation, AwsCall call, AwsAnswer answer, Lookup lookup, String change) {
        if (wanted(operation.bucket(), change, operation.key()).isEmpty()) {
            return;
        }
        AwsAnswer object = lookup.head(URI.create(call.uri().getRawPath()));
        String length = header(object, "content-length");
        tell(
                operation,
                call,
                answer,
                change,
                operation.key(),
                length.isEmpty() ? 0 : Long.parseLong(length),
                header(object, "etag"));
    }

    private List<Notification> wanted(String bucket, String change, String key) {
        return byBucket.getOrDefault(bucket, List.of()).stream()
                .filter(one -> one.wants(change, key))
                .toList();
    }

    private static String header(AwsAnswer answer, String name) {
        return answer.headers().entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }

    private void tell(
            S3Operation operation, AwsCall call, AwsAnswer answer, String change, String key, long size, String eTag) {
        List<Notification> wanted = wanted(operation.bucket(), change, key);
        if (wanted.isEmpty()) {
            return;
        }
        ObjectChange happened = new ObjectChange(
                change,
                operation.bucket(),
                key,
                size,
                eTag.replace("\"", ""),
                call.caller(),
                header(answer, "x-amz-request-id"),
                "%018X".formatted(sequence.incrementAndGet()),
                Instant.now());
        // S3 hands the caller's trace header on to whom it notifies.
        String trace = call.header("X-Amzn-Trace-Id");
        hops.sent(
                call.caller(),
                "S3." + operation.name(),
                operation.bucket(),
                happened.sequencer(),
                WireCarrier.ofHeader(trace));
        for (Notification one : wanted) {
            account.published(operation.bucket());
            String event =
                    happened.event(one.id(), place.region(), place.account()).toString();
            Optional<Function> function =
                    one.target().contains(":lambda:") ? targets.functions().find(one.target()) : Optional.empty();
            if (function.isPresent()) {
                invoke(happened, function.get(), event, trace);
            } else {
                deliveries.begin(
                        "notification of the bucket " + operation.bucket() + " for " + one.target(),
                        () -> send(happened, one.target(), event, trace));
            }
        }
    }

    private void invoke(ObjectChange change, Function function, String event, String trace) {
        String name = function.definition().name();
        String invocation =
                targets.invocations().accept(function, event.getBytes(StandardCharsets.UTF_8), trace, change.bucket());
        hops.invoked(
                change.bucket(), name, "notification", change.sequencer(), invocation, WireCarrier.ofHeader(trace));
    }

    private void send(ObjectChange change, String target, String event, String trace) {
        String name = target.substring(target.lastIndexOf(':') + 1);
        try {
            String id = targets.queues().has(target)
                    ? targets.queues().send(target, new QueueMessage(event, Map.of(), trace))
                    : targets.topics().publish(target, event, Map.of(), trace);
            hops.delivered(change.bucket(), name, "notification", change.sequencer(), id, WireCarrier.ofHeader(trace));
            account.delivered(change.bucket());
        } catch (DeliveryException e) {
            account.failed(change.bucket());
            account.deadLettered(change.bucket());
            System.err.println("The bucket " + change.bucket() + " could not tell " + target + " of " + change.name()
                    + " " + change.key() + ": " + e.getMessage());
        }
    }
}
