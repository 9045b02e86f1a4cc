package dev.tracedshop.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** Holds schemas and AsyncAPI document against what the code writes and reads. */
class PublicEventsTest {

    private static final String PRODUCT = "0b9f9c0e-29d0-4d9b-8a4e-2a6f2d3c9b11";
    private static final List<EventData> ONE_OF_EACH = List.of(
            new PublicProductEvent.Created(PRODUCT),
            new PublicProductEvent.Updated(PRODUCT),
            new PublicProductEvent.Deleted(PRODUCT),
            new PublicInventoryEvent.StockOrdered(PRODUCT, 7),
            new PublicInventoryEvent.StockOrderFailed(PRODUCT, "the supplier has none"));

    @Test
    void thereIsASchemaForEachPublicTypeAndEachPublicTypeIsHere() {
        assertThat(EventSchemas.TYPES)
                .containsExactlyElementsOf(
                        ONE_OF_EACH.stream().map(EventData::type).toList());
        assertThat(permitted(PublicProductEvent.class) + permitted(PublicInventoryEvent.class))
                .isEqualTo(EventSchemas.TYPES.size());
        for (String type : EventSchemas.TYPES) {
            assertThat(Json.readObject(EventSchemas.of(type)).string("title")).isEqualTo(type);
        }
    }

    @Test
    void eachEventFitsItsSchemaAndNoOther() {
        for (EventData data : ONE_OF_EACH) {
            String event = event(data);
            for (String type : EventSchemas.TYPES) {
                assertThat(broken(type, event).isEmpty())
                        .as("%s against the schema of %s", data.type(), type)
                        .isEqualTo(type.equals(data.type()));
            }
        }
    }

    @Test
    void whatFitsTheSchemaIsRead() {
        for (EventData data : ONE_OF_EACH) {
            EventData read = data instanceof PublicProductEvent
                    ? PublicProductEvent.read(event(data)).data()
                    : PublicInventoryEvent.read(event(data)).data();
            assertThat(read).isEqualTo(data);
        }
    }

    @Test
    void theTracersFieldIsAllowed() {
        String event = event(ONE_OF_EACH.get(0)).replaceFirst("}$", ",\"_datadog\":{\"traceparent\":\"00-…\"}}");
        assertThat(broken(EventSchemas.TYPES.get(0), event)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"specversion\":\"1.0\"|\"specversion\":\"0.3\"",
                "\"id\":\"5a0c1f3e|\"id\":\"zz",
                "2026-01-31T12:00:00.123Z|yesterday",
                "\"datacontenttype\":\"application/json\"|\"datacontenttype\":\"text/plain\"",
                "0b9f9c0e-29d0-4d9b-8a4e-2a6f2d3c9b11|7",
                "\"data\":{|\"data\":{\"price\":1,",
                "\"data\":{|\"other\":{",
                "\"source\":\"dev.products\",|''",
            })
    void refusesWhatIsNotTheEnvelope(String right, String wrong) {
        String event = event(ONE_OF_EACH.get(0));
        assertThat(event).contains(right);
        assertThat(broken(EventSchemas.TYPES.get(0), event.replace(right, wrong)))
                .isNotEmpty();
    }

    @Test
    void refusesStockOfNothingAndAFailureWithoutReason() {
        assertThat(broken(
                        PublicInventoryEvent.StockOrdered.TYPE,
                        event(new PublicInventoryEvent.StockOrdered(PRODUCT, 0))))
                .isNotEmpty();
        assertThat(broken(
                        PublicInventoryEvent.StockOrderFailed.TYPE,
                        event(new PublicInventoryEvent.StockOrderFailed(PRODUCT, ""))))
                .isNotEmpty();
    }

    @Test
    void knowsNoOtherType() {
        assertThatThrownBy(() -> EventSchemas.of("product.eaten.v1")).hasMessageContaining("is no public event");
        assertThatThrownBy(() -> PublicProductEvent.read(event(ONE_OF_EACH.get(3))))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessage("type is inventory.stockOrdered.v1, which is no public product event");
        assertThatThrownBy(() -> PublicInventoryEvent.read(event(ONE_OF_EACH.get(0))))
                .hasMessageContaining("which is no public inventory event");
    }

    @Test
    void theDocumentNamesEachEventOnceOnItsTeamsChannelWithItsSchema() throws IOException {
        Map<String, Object> document = new Yaml().load(Files.readString(Path.of("asyncapi.yaml")));
        Map<?, ?> messages = (Map<?, ?>) at(document, "components", "messages");
        Map<String, Object> names = new LinkedHashMap<>();
        messages.forEach((key, message) -> {
            String type = String.valueOf(at(message, "name"));
            names.put(type, key);
            String schema = String.valueOf(at(message, "payload", "schema", "$ref"));
            assertThat(schema).endsWith("/schemas/" + type + ".json");
            assertThat(Path.of(schema)).content().isEqualTo(EventSchemas.of(type));
            String channel = type.startsWith("product.") ? "products" : "inventory";
            assertThat(at(document, "channels", channel, "messages", String.valueOf(key), "$ref"))
                    .isEqualTo("#/components/messages/" + key);
            assertThat(at(document, "operations", "publish" + key, "channel", "$ref"))
                    .isEqualTo("#/channels/" + channel);
        });
        assertThat(names.keySet()).containsExactlyInAnyOrderElementsOf(EventSchemas.TYPES);
        assertThat(at(document, "asyncapi")).isEqualTo("3.0.0");
        assertThat((Map<?, ?>) at(document, "operations")).hasSize(EventSchemas.TYPES.size());
    }

    @Test
    void aPublicEventFollowsFromAPrivateOne() {
        assertThat(PublicProductEvent.of(new ProductEvent.Deleted(PRODUCT)))
                .isEqualTo(new PublicProductEvent.Deleted(PRODUCT));
        ProductSnapshot tea = new ProductSnapshot(PRODUCT, "Tea", BigDecimal.ONE, List.of(), 1, 1);
        assertThat(PublicProductEvent.of(new ProductEvent.Created(tea)))
                .isEqualTo(new PublicProductEvent.Created(PRODUCT));
        assertThat(PublicProductEvent.of(new ProductEvent.Updated(PRODUCT, tea, tea)))
                .isEqualTo(new PublicProductEvent.Updated(PRODUCT));
    }

    private static int permitted(Class<?> type) {
        return type.getPermittedSubclasses().length;
    }

    private static Object at(Object node, String... path) {
        Object found = node;
        for (String name : path) {
            Object next = found instanceof Map<?, ?> map ? map.get(name) : null;
            if (next == null) {
                throw new AssertionError("asyncapi.yaml lacks " + String.join(".", path));
            }
            found = next;
        }
        return found;
    }

    private static Set<String> broken(String type, String event) {
        JsonSchema schema =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(EventSchemas.of(type));
        return schema.validate(event, InputFormat.JSON).stream()
                .map(ValidationMessage::getMessage)
                .collect(Collectors.toSet());
    }

    private static String event(EventData data) {
        return CloudEvent.of(
                        UUID.fromString("5a0c1f3e-8f0b-4c57-9c1e-2d3b64a7e910"),
                        "dev.products",
                        Instant.parse("2026-01-31T12:00:00.123Z"),
                        data)
                .toJson();
    }
}
