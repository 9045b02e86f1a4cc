package dev.tracedshop.local.aws;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.Account;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.assembly.Resource;
import dev.tracedshop.local.function.Function;
import dev.tracedshop.local.function.Functions;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
     * @param account counts what goes through channels
     * @param more further services, by the name that signatures carry
     * @param published is told each message that a topic accepts: the topic's name and the message
     */
    public static void open(
            FrontDoor door,
            Assembly assembly,
            Functions functions,
            Optional<URI> dynamoDb,
            Account account,
            Map<String, AwsService> more,
            BiConsumer<String, String> published) {
        Map<String, AwsService> services = new LinkedHashMap<>();
        dynamoDb.ifPresent(engine -> {
            DynamoDb service = new DynamoDb(engine, assembly.place());
            service.createTables(assembly);
            services.put("dynamodb", service);
        });
        services.put("sns", new Sns(topics(assembly, functions), account, published));
        services.put("lambda", new Lambda(functions));
        services.putAll(more);
        door.open(services);
    }

    private static List<Sns.Topic> topics(Assembly assembly, Functions functions) {
        Map<String, Sns.Topic> topics = new LinkedHashMap<>();
        for (Resource resource : assembly.resources("AWS::SNS::Topic")) {
            String arn = assembly.physicalId(resource);
            topics.put(arn, new Sns.Topic(arn, new ArrayList<>()));
        }
        for (Resource resource : assembly.resources("AWS::SNS::Subscription")) {
            JsonNode properties = assembly.properties(resource);
            Sns.Topic topic = topics.get(properties.path("TopicArn").asText());
            Optional<Function> function =
                    functions.find(properties.path("Endpoint").asText());
            if (topic == null || function.isEmpty()) {
                throw new IllegalStateException(resource.path() + " subscribes " + properties.path("Endpoint") + " to "
                        + properties.path("TopicArn") + ", and one of the two is not in this assembly.");
            }
            topic.subscriptions().add(new Sns.Subscription(assembly.physicalId(resource), function.get()));
        }
        return List.copyOf(topics.values());
    }
}
