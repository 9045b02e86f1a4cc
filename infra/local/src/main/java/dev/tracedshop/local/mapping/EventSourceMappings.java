package dev.tracedshop.local.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.Account;
import dev.tracedshop.local.Hurry;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.assembly.AssemblyException;
import dev.tracedshop.local.assembly.Place;
import dev.tracedshop.local.assembly.Problem;
import dev.tracedshop.local.assembly.Resource;
import dev.tracedshop.local.delivery.Destinations;
import dev.tracedshop.local.delivery.Hops;
import dev.tracedshop.local.function.Function;
import dev.tracedshop.local.function.Functions;
import dev.tracedshop.local.sqs.Queue;
import dev.tracedshop.local.sqs.Sqs;
import dev.tracedshop.local.streams.TableStreams;
import dev.tracedshop.local.trouble.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** The event source mappings of an assembly, at work. */
public final class EventSourceMappings implements AutoCloseable {
    private final List<Mapping> mappings = new ArrayList<>();
    private final ScheduledThreadPoolExecutor workers;
    private final Sources sources;
    private final Surroundings around;

    /**
     * What mappings read.
     *
     * @param sqs the queues, when there are any
     * @param streams the tables' streams, when there are tables
     */
    public record Sources(Optional<Sqs> sqs, Optional<TableStreams> streams) {}

    /**
     * What mappings do not read and yet need.
     *
     * @param destinations where records of what was given up go
     * @param concurrency how many processes a function may have: more invocations than that would only wait for one
     */
    public record Surroundings(
            Place place,
            Hurry hurry,
            Account account,
            Hops hops,
            Destinations destinations,
            int concurrency,
            Trouble trouble) {}

    /** Prepares the mappings that are enabled; from now on what their sources hold keeps the shop from being at rest. */
    public EventSourceMappings(Assembly assembly, Sources sources, Functions functions, Surroundings around) {
        this.sources = sources;
        this.around = around;
        workers = new ScheduledThreadPoolExecutor(2, task -> {
            Thread thread = new Thread(task, "mappings");
            thread.setDaemon(true);
            return thread;
        });
        List<Problem> problems = new ArrayList<>();
        for (Resource resource : assembly.resources("AWS::Lambda::EventSourceMapping")) {
            JsonNode properties = assembly.properties(resource);
            if (properties.path("Enabled").asBoolean(true)) {
                String source = properties.path("EventSourceArn").asText();
                String target = properties.path("FunctionName").asText();
                functions
                        .find(target)
                        .flatMap(function -> tooSoonBack(resource, source, function))
                        .ifPresent(problems::add);
                mappings.add(functions
                        .find(target)
                        .flatMap(function -> mapping(source, function, properties))
                        .orElseThrow(() -> new IllegalStateException(resource.path() + " leads from " + source + " to "
                                + target + ", and one of the two is not in this assembly.")));
            }
        }
        if (!problems.isEmpty()) {
            throw new AssemblyException(problems);
        }
        mappings.forEach(Mapping::start);
    }

    private Optional<Mapping> mapping(String source, Function function, JsonNode properties) {
        if (source.startsWith("arn:aws:dynamodb:")) {
            StreamSettings settings = StreamSettings.of(properties);
            return sources.streams()
                    .flatMap(streams -> streams.reader(source, settings.fromTheStart()))
                    .map(stream -> new StreamMapping(
                            settings,
                            stream,
                            function,
                            around.hurry(),
                            around.account(),
                            around.hops(),
                            around.destinations(),
                            around.trouble()));
        }
        return sources.sqs()
                .flatMap(sqs -> sqs.find(source))
                .map(queue -> new QueueMapping(
                        definition(properties, around.concurrency()),
                        queue,
                        function,
                        around.place(),
                        around.hurry(),
                        around.account(),
                        around.hops(),
                        workers));
    }

    /** Lambda refuses such a mapping: messages would come back while the function is still at them. */
    private Optional<Problem> tooSoonBack(Resource resource, String source, Function function) {
        Duration timeout = function.definition().timeout();
        return sources.sqs()
                .flatMap(sqs -> sqs.find(source))
                .map(Queue::definition)
                .filter(queue -> queue.visibility().compareTo(timeout) < 0)
                .map(
                        queue -> new Problem(
                                resource.stack(),
                                resource.path(),
                                resource.type() + ": EventSourceArn",
                                "The queue " + queue.name() + " hides a message for "
                                        + queue.visibility().toSeconds() + " seconds, and the function "
                                        + function.definition().name() + " may take " + timeout.toSeconds()
                                        + ": Lambda refuses that. Give the queue a VisibilityTimeout of six times the function's Timeout."));
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
        List<Mapping> its = mappings.stream()
                .filter(mapping -> mapping.function() == function)
                .toList();
        its.forEach(mapping -> mapping.hold(wait));
        return !its.isEmpty();
    }

    @Override
    public void close() {
        mappings.forEach(Mapping::close);
        workers.shutdownNow();
    }
}
