package dev.tracedshop.inventoryacl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.tracedshop.events.EventSchemas;
import dev.tracedshop.events.MalformedJsonException;
import java.util.List;

/** Holds events against the JSON Schema that their team has published. */
final class EventContract {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonSchema schema;

    /** Makes the contract of one public event type. */
    EventContract(String type) {
        // region:schema
        this.schema =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(EventSchemas.of(type));
        // endregion:schema
        // Reads the schema's parts now, while the function starts, and not when the first event waits.
        schema.initializeValidators();
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
