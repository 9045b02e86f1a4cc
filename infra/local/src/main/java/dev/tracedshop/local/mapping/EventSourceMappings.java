package dev.tracedshop.local.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.Account;
import dev.tracedshop.local.Hurry;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.assembly.Resource;
import dev.tracedshop.local.delivery.Hops;
import dev.tracedshop.local.function.Function;
import dev.tracedshop.local.function.Functions;
import dev.tracedshop.local.sqs.Queue;
import dev.tracedshop.local.sqs.Sqs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** The event source mappings of an assembly, at work. */
public final class EventSourceMappings implements AutoCloseable {
    private final List<QueueMapping> mappings = new ArrayList<>();
    private final ScheduledThreadPoolExecutor workers;

    /**
     * Prepares the mappings that are enabled; from now on their queues' messages keep the shop from being at rest.
     *
     * @param concurrency how many processes a function may have: more invocations than that would only wait for one
     */
    public EventSourceMappings(
            Assembly assembly, Sqs sqs, Functions functions, Hurry hurry, Account account, Hops hops, int concurrency) {
        workers = new ScheduledThreadPoolExecutor(2, task -> {
            Thread thread = new Thread(task, "mappings");
            thread.setDaemon(true);
            return thread;
        });
        for (Resource resource : assembly.resources("AWS::Lambda::EventSourceMapping")) {
            JsonNode properties = assembly.properties(resource);
            Optional<Queue> queue = sqs.find(properties.path("EventSourceArn").asText());
            Optional<Function> function =
                    functions.find(properties.path("FunctionName").asText());
            if (queue.isEmpty() || function.isEmpty()) {
                throw new IllegalStateException(resource.path() + " leads from " + properties.path("EventSourceArn")
                        + " to " + properties.path("FunctionName") + ", and one of the two is not in this assembly.");
            }
            if (properties.path("Enabled").asBoolean(true)) {
                mappings.add(new QueueMapping(
                        definition(properties, concurrency),
                        queue.get(),
                        function.get(),
                        assembly.place(),
                        hurry,
                        account,
                        hops,
                        workers));
            }
        }
        mappings.forEach(QueueMapping::start);
    }

    private static QueueMapping.Definition definition(JsonNode properties, int concurrency) {
        boolean partial = false;
        for (JsonNode type : properties.path("FunctionResponseTypes")) {
            partial |= type.asText().equals("ReportBatchItemFailures");
        }
        return new QueueMapping.Definition(
                properties.path("BatchSize").asInt(10),
                Duration.ofSeconds(
                        properties.path("MaximumBatchingWindowInSeconds").asInt(0)),
                partial,
                Math.min(
                        concurrency,
                        properties
                                .path("ScalingConfig")
                                .path("MaximumConcurrency")
                                .asInt(concurrency)));
    }

    /**
     * Lets a function's messages wait in their queues, or hands them over again.
     *
     * @return whether the function has an event source mapping
     */
    public boolean hold(Function function, boolean wait) {
        List<QueueMapping> its = mappings.stream()
                .filter(mapping -> mapping.function() == function)
                .toList();
        its.forEach(mapping -> mapping.hold(wait));
        return !its.isEmpty();
    }

    @Override
    public void close() {
        mappings.forEach(QueueMapping::close);
        workers.shutdownNow();
    }
}
