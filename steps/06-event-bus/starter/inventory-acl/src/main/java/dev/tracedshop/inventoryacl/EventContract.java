package dev.tracedshop.inventoryacl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.tracedshop.events.EventSchemas;
import dev.tracedshop.events.MalformedJsonException;
import java.util.List;

/** Holds events against the JSON Schema that their team has published. */
final class EventContract {

    /** The fields of an event that the teams have agreed upon. */
    static final List<String> AGREED =
            List.of("specversion", "id", "source", "type", "time", "datacontenttype", "data");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonSchema schema;

    /** Makes the contract of one public event type. */
    EventContract(String type) {
        // TODO 3: hold events against the schema as the product team publishes it, which knows what tracers add.
        this.schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(strictly(EventSchemas.of(type)));
        // Reads the schema's parts now, while the function starts, and not when the first event waits.
        schema.initializeValidators();
    }

    /** Makes a schema stricter than its team publishes it: a field that was not agreed upon must not be there. */
    private static JsonNode strictly(String schema) {
        try {
            ObjectNode strict = (ObjectNode) JSON.readTree(schema);
            strict.withObject("/properties").retain(AGREED);
            return strict.put("additionalProperties", false);
        } catch (JsonProcessingException e) {
            throw new MalformedJsonException("the schema is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Returns in which ways an event breaks the contract, each with the place, such as {@code $.data.productId: ...};
     * empty if it keeps it.
     *
     * @throws MalformedJsonException if the event is no JSON at all
     */
    List<String> breaches(String event) {
        try {
            return schema.validate(JSON.readTree(event)).stream()
                    .map(ValidationMessage::getMessage)
                    .sorted()
                    .toList();
        } catch (JsonProcessingException e) {
            throw new MalformedJsonException("the event is no JSON: " + e.getOriginalMessage(), e);
        }
    }
}
