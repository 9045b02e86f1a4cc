package dev.tracedshop.local.aws;

import dev.tracedshop.local.Account;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.delivery.AsynchronousInvocations;
import dev.tracedshop.local.delivery.Deliveries;
import dev.tracedshop.local.delivery.Destinations;
import dev.tracedshop.local.delivery.Queues;
import dev.tracedshop.local.eventbridge.DeclaredBuses;
import dev.tracedshop.local.eventbridge.EventBridge;
import dev.tracedshop.local.eventbridge.Routing;
import dev.tracedshop.local.function.Functions;
import dev.tracedshop.local.sns.DeclaredTopics;
import dev.tracedshop.local.sns.Publication;
import dev.tracedshop.local.sns.Sns;
import dev.tracedshop.local.ssm.Ssm;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Opens the front door's services for what an assembly declares. */
public final class Services {
    private Services() {}

    /**
     * Opens the services.
     *
     * @param door the front door
     * @param assembly what the templates declare
     * @param functions the functions that can be invoked
     * @param dynamoDb the address of the DynamoDB engine, when a table needs one
     * @param queues the queues of the assembly
     * @param destinations is told the topics and buses, to which asynchronous invocations send
     * @param invocations takes the events of those who do not wait for an answer
     * @param deliveries delivers in the background
     * @param account counts what goes through channels
     * @param published is told each message that a topic or bus accepts: its name and the message
     */
    public static void open(
            FrontDoor door,
            Assembly assembly,
            Functions functions,
            Optional<URI> dynamoDb,
            Queues queues,
            Destinations destinations,
            AsynchronousInvocations invocations,
            Deliveries deliveries,
            Account account,
            BiConsumer<String, String> published) {
        Map<String, AwsService> services = new LinkedHashMap<>();
        dynamoDb.ifPresent(engine -> {
            DynamoDb service = new DynamoDb(engine, assembly.place());
            service.createTables(assembly);
            services.put("dynamodb", service);
        });
        Sns sns = new Sns(
                new DeclaredTopics(assembly, functions),
                new Publication(queues, invocations, deliveries, account, published));
        services.put("sns", sns);
        DeclaredBuses buses = new DeclaredBuses(assembly);
        EventBridge eventBridge = new EventBridge(
                buses, new Routing(buses, functions, queues, sns, invocations, deliveries, account, published));
        services.put("events", eventBridge);
        destinations.open(sns, eventBridge);
        services.put("ssm", new Ssm(assembly));
        services.put("lambda", new Lambda(functions, invocations, account));
        door.open(services);
    }
}
