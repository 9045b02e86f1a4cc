package dev.tracedshop.local.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.assembly.Resource;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What becomes of a function's asynchronous invocations.
 *
 * @param retries how often a failed event is tried again: 0, 1 or 2
 * @param maximumAge how long an event may wait for its next attempt
 * @param deadLetterTarget the ARN of the queue or topic that gets events given up, or empty
 * @param onSuccess the ARN of the destination for records of success, or empty
 * @param onFailure the ARN of the destination for records of failure, or empty
 */
public record AsynchronousSettings(
        int retries, Duration maximumAge, String deadLetterTarget, String onSuccess, String onFailure) {
    /** <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html">What Lambda does unless told otherwise</a>. */
    public static final AsynchronousSettings USUAL = new AsynchronousSettings(2, Duration.ofHours(6), "", "", "");

    /** Reads the settings of every function that has some off the templates, by function name. */
    public static Map<String, AsynchronousSettings> of(Assembly assembly) {
        Map<String, JsonNode> configurations = new HashMap<>();
        for (Resource resource : assembly.resources("AWS::Lambda::EventInvokeConfig")) {
            JsonNode properties = assembly.properties(resource);
            String function = properties.path("FunctionName").asText();
            configurations.put(function.substring(function.lastIndexOf(':') + 1), properties);
        }
        Map<String, AsynchronousSettings> settings = new HashMap<>();
        for (Resource resource : assembly.resources("AWS::Lambda::Function")) {
            String name = assembly.physicalId(resource);
            JsonNode configuration = configurations.getOrDefault(name, MissingNode.getInstance());
            JsonNode destinations = configuration.path("DestinationConfig");
            settings.put(
                    name,
                    new AsynchronousSettings(
                            configuration.path("MaximumRetryAttempts").asInt(USUAL.retries()),
                            Duration.ofSeconds(configuration
                                    .path("MaximumEventAgeInSeconds")
                                    .asLong(USUAL.maximumAge().toSeconds())),
                            assembly.properties(resource)
                                    .path("DeadLetterConfig")
                                    .path("TargetArn")
                                    .asText(),
                            destinations.path("OnSuccess").path("Destination").asText(),
                            destinations.path("OnFailure").path("Destination").asText()));
        }
        return settings;
    }
}
