package dev.tracedshop.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * Finds an event's type. The first type that the event looks like decides: if it then cannot be read, the event is of unknown type and
 * no other type is tried, as with the extension.
 */
final class TriggerTypes {

    /**
     * What an event is.
     *
     * @param trigger empty if the type is unknown, as in a direct invocation
     * @param problem why an event that looks like a type could not be read as one, or empty
     */
    record Identified(Optional<Trigger> trigger, String problem) {}

    /** In the extension's order; a type added here goes to its place in it. */
    private final List<TriggerType> inOrder = List.of(
            new HttpApiTrigger.Type(),
            new SqsTrigger.Type(),
            new SnsTrigger.Type(),
            new DynamoDbTrigger.Type(),
            new S3Trigger.Type(),
            new EventBridgeTrigger.Type(),
            new StepFunctionsTrigger.Type());

    Identified identify(JsonNode event) {
        for (TriggerType type : inOrder) {
            if (type.matches(event)) {
                try {
                    return new Identified(Optional.of(type.read(event)), "");
                } catch (EventMismatch e) {
                    return new Identified(
                            Optional.empty(),
                            "It looks like " + type.name() + ", but cannot be read as one: " + e.getMessage());
                }
            }
        }
        return new Identified(Optional.empty(), "");
    }
}
