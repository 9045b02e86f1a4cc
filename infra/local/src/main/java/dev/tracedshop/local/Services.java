package dev.tracedshop.local;

import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.aws.AwsService;
import dev.tracedshop.local.aws.DynamoDb;
import dev.tracedshop.local.aws.FrontDoor;
import dev.tracedshop.local.aws.Lambda;
import dev.tracedshop.local.delivery.AsynchronousInvocations;
import dev.tracedshop.local.delivery.AsynchronousSettings;
import dev.tracedshop.local.delivery.Deliveries;
import dev.tracedshop.local.delivery.Destinations;
import dev.tracedshop.local.delivery.Hops;
import dev.tracedshop.local.delivery.Queues;
import dev.tracedshop.local.eventbridge.DeclaredBuses;
import dev.tracedshop.local.eventbridge.EventBridge;
import dev.tracedshop.local.eventbridge.Routing;
import dev.tracedshop.local.function.Functions;
import dev.tracedshop.local.mapping.EventSourceMappings;
import dev.tracedshop.local.scheduler.Schedule;
import dev.tracedshop.local.scheduler.Scheduler;
import dev.tracedshop.local.sns.DeclaredTopics;
import dev.tracedshop.local.sns.Publication;
import dev.tracedshop.local.sns.Sns;
import dev.tracedshop.local.sqs.Sqs;
import dev.tracedshop.local.ssm.Ssm;
import dev.tracedshop.local.states.HurriedTimer;
import dev.tracedshop.local.states.StepFunctions;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/** Opens the front door's services for what an assembly declares, and starts what carries events between them. */
final class Services {
    private final Optional<EventSourceMappings> mappings;
    private final StepFunctions stepFunctions;

    /**
     * @param dynamoDb the address of the DynamoDB engine, when a table needs one
     * @param sqs the queues' service, when there are any
     * @param queues where deliveries to queues go
     * @param hops is told where messages go
     * @param started is told each part that is to end with the runtime
     */
    Services(
            Assembly assembly,
            Functions functions,
            FrontDoor door,
            Optional<URI> dynamoDb,
            Optional<Sqs> sqs,
            Queues queues,
            Quiet quiet,
            Account account,
            Hurry hurry,
            int concurrency,
            Hops hops,
            RuntimeListener listener,
            Consumer<AutoCloseable> started) {
        functions
                .all()
                .forEach(function -> hops.knows(
                        function.definition().role(), function.definition().name()));
        // Before anything can be sent, the queues know who reads them.
        mappings = sqs.map(
                found -> new EventSourceMappings(assembly, found, functions, hurry, account, hops, concurrency));
        mappings.ifPresent(started);
        Deliveries deliveries = new Deliveries(queues, quiet);
        started.accept(deliveries);
        Destinations destinations = new Destinations(queues);
        AsynchronousInvocations invocations = new AsynchronousInvocations(
                functions, AsynchronousSettings.of(assembly), destinations, account, quiet, hurry);
        started.accept(invocations);
        stepFunctions =
                new StepFunctions(assembly, functions, door, hurry, quiet, account, hops, listener::executionLogged);
        started.accept(stepFunctions);

        Map<String, AwsService> services = new LinkedHashMap<>();
        dynamoDb.ifPresent(engine -> {
            DynamoDb service = new DynamoDb(engine, assembly.place());
            service.createTables(assembly);
            services.put("dynamodb", service);
        });
        sqs.ifPresent(found -> services.put("sqs", found));
        Sns sns = new Sns(
                new DeclaredTopics(assembly, functions),
                new Publication(queues, invocations, deliveries, account, hops, listener::published),
                hops);
        services.put("sns", sns);
        DeclaredBuses buses = new DeclaredBuses(assembly);
        EventBridge eventBridge = new EventBridge(
                buses,
                new Routing(buses, functions, queues, sns, invocations, deliveries, account, hops, listener::published),
                hops);
        services.put("events", eventBridge);
        destinations.open(sns, eventBridge);
        services.put("ssm", new Ssm(assembly));
        services.put("lambda", new Lambda(functions, invocations, account, hops));
        services.put("states", stepFunctions.service());
        door.open(services);
        schedule(assembly, door, quiet, hurry, hops, started);
    }

    private static void schedule(
            Assembly assembly, FrontDoor door, Quiet quiet, Hurry hurry, Hops hops, Consumer<AutoCloseable> started) {
        List<Schedule> schedules = Schedule.of(assembly);
        if (schedules.isEmpty()) {
            return;
        }
        schedules.forEach(schedule -> hops.knows(schedule.role(), schedule.name()));
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "schedules");
            thread.setDaemon(true);
            return thread;
        });
        Scheduler scheduler = new Scheduler(schedules, new HurriedTimer(clock, hurry), door::call, quiet);
        started.accept(clock::shutdownNow);
        started.accept(scheduler);
        scheduler.start();
    }

    Optional<EventSourceMappings> mappings() {
        return mappings;
    }

    StepFunctions stepFunctions() {
        return stepFunctions;
    }
}
