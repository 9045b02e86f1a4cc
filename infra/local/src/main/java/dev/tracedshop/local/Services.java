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
import dev.tracedshop.local.iam.Permissions;
import dev.tracedshop.local.logs.CapturedLog;
import dev.tracedshop.local.logs.LogDelivery;
import dev.tracedshop.local.mapping.EventSourceMappings;
import dev.tracedshop.local.s3.Notifications;
import dev.tracedshop.local.s3.ObjectStore;
import dev.tracedshop.local.s3.S3;
import dev.tracedshop.local.scheduler.Schedule;
import dev.tracedshop.local.scheduler.Scheduler;
import dev.tracedshop.local.secrets.SecretsManager;
import dev.tracedshop.local.sns.DeclaredTopics;
import dev.tracedshop.local.sns.Publication;
import dev.tracedshop.local.sns.Sns;
import dev.tracedshop.local.sqs.Sqs;
import dev.tracedshop.local.ssm.Ssm;
import dev.tracedshop.local.states.HurriedTimer;
import dev.tracedshop.local.states.StepFunctions;
import dev.tracedshop.local.streams.TableStreams;
import dev.tracedshop.local.trouble.Trouble;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/** Opens the front door's services for what an assembly declares, and starts what carries events between them. */
final class Services {
    private final EventSourceMappings mappings;
    private final StepFunctions stepFunctions;

    /**
     * The tables that are there already.
     *
     * @param service answers calls
     * @param streams tells of what was written
     */
    record Tables(DynamoDb service, TableStreams streams) {}

    /**
     * @param log what functions write, when somebody has subscribed to it
     * @param tables the tables' service, when there are any
     * @param store the S3 engine, when there are buckets
     * @param sqs the queues' service, when there are any
     * @param queues where deliveries to queues go
     * @param trouble what goes wrong on purpose
     * @param hops is told where messages go
     * @param permissions who may do what
     * @param started is told each part that is to end with the runtime
     */
    Services(
            Assembly assembly,
            Functions functions,
            Optional<CapturedLog> log,
            FrontDoor door,
            Optional<Tables> tables,
            Optional<ObjectStore> store,
            Optional<Sqs> sqs,
            Queues queues,
            Quiet quiet,
            Account account,
            Hurry hurry,
            int concurrency,
            Trouble trouble,
            Hops hops,
            RuntimeListener listener,
            Permissions permissions,
            Consumer<AutoCloseable> started) {
        functions
                .all()
                .forEach(function -> hops.knows(
                        function.definition().role(), function.definition().name()));
        Destinations destinations = new Destinations(queues, permissions);
        // Before anything can be sent, the queues and streams know who reads them.
        mappings = new EventSourceMappings(
                assembly,
                new EventSourceMappings.Sources(sqs, tables.map(Tables::streams)),
                functions,
                new EventSourceMappings.Surroundings(
                        assembly.place(), hurry, account, hops, destinations, concurrency, trouble));
        started.accept(mappings);
        Deliveries deliveries = new Deliveries(queues, quiet, permissions);
        started.accept(deliveries);
        AsynchronousInvocations invocations = new AsynchronousInvocations(
                functions, AsynchronousSettings.of(assembly), destinations, account, quiet, hurry, trouble);
        started.accept(invocations);
        log.ifPresent(found -> started.accept(
                new LogDelivery(found, assembly.place().account(), functions, invocations, quiet, account, hurry)));
        stepFunctions =
                new StepFunctions(assembly, functions, door, hurry, quiet, account, hops, listener::executionLogged);
        started.accept(stepFunctions);

        Map<String, AwsService> services = new LinkedHashMap<>();
        tables.ifPresent(found -> services.put("dynamodb", found.service()));
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
        store.ifPresent(found -> services.put(
                "s3",
                new S3(
                        found,
                        new Notifications(
                                assembly,
                                new Notifications.Targets(functions, invocations, queues, sns),
                                deliveries,
                                account,
                                hops))));
        services.put("ssm", new Ssm(assembly));
        services.put("secretsmanager", new SecretsManager(assembly.place()));
        services.put("lambda", new Lambda(functions, invocations, account, hops));
        services.put("states", stepFunctions.service());
        door.open(services, permissions);
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

    EventSourceMappings mappings() {
        return mappings;
    }

    StepFunctions stepFunctions() {
        return stepFunctions;
    }
}
