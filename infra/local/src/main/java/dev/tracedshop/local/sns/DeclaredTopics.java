package dev.tracedshop.local.sns;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.assembly.Resource;
import dev.tracedshop.local.function.Functions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The topics of an assembly, with their subscriptions. */
public final class DeclaredTopics {
    private final Map<String, Topic> topics = new LinkedHashMap<>();

    /** Reads them off the templates. */
    public DeclaredTopics(Assembly assembly, Functions functions) {
        for (Resource resource : assembly.resources("AWS::SNS::Topic")) {
            String arn = assembly.physicalId(resource);
            topics.put(arn, new Topic(arn, new ArrayList<>()));
        }
        for (Resource resource : assembly.resources("AWS::SNS::Subscription")) {
            JsonNode properties = assembly.properties(resource);
            Topic topic = topics.get(properties.path("TopicArn").asText());
            if (topic == null) {
                throw new IllegalStateException(resource.path() + " subscribes to " + properties.path("TopicArn")
                        + ", which is no topic of this assembly.");
            }
            topic.subscriptions()
                    .add(new Subscription(
                            assembly.physicalId(resource),
                            endpoint(resource, properties, functions),
                            new FilterPolicy(
                                    properties.path("FilterPolicy"),
                                    properties
                                            .path("FilterPolicyScope")
                                            .asText()
                                            .equals("MessageBody")),
                            properties
                                    .path("RedrivePolicy")
                                    .path("deadLetterTargetArn")
                                    .asText()));
        }
    }

    private static Subscription.Endpoint endpoint(Resource resource, JsonNode properties, Functions functions) {
        String endpoint = properties.path("Endpoint").asText();
        if (properties.path("Protocol").asText().equals("sqs")) {
            return new Subscription.QueueEndpoint(
                    endpoint, properties.path("RawMessageDelivery").asBoolean());
        }
        return new Subscription.FunctionEndpoint(functions
                .find(endpoint)
                .orElseThrow(() -> new IllegalStateException(
                        resource.path() + " subscribes " + endpoint + ", which is no function of this assembly.")));
    }

    List<Topic> topics() {
        return List.copyOf(topics.values());
    }
}
