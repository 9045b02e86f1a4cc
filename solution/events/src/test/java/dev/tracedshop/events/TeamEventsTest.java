package dev.tracedshop.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Holds the events that stay inside of a team. */
class TeamEventsTest {

    @Test
    void readsCalculatedPricesAsTheyWereWritten() {
        CloudEvent<PricingEvent> event =
                event(new PricingEvent.Calculated("p1", 3, List.of(new PricingBracket(5, new BigDecimal("11.88")))));
        assertThat(event.type()).isEqualTo("pricing.calculated");
        assertThat(PricingEvent.read(event.toJson())).isEqualTo(event);
        assertThatThrownBy(() -> PricingEvent.read(event.toJson().replace("calculated", "guessed")))
                .hasMessage("type is pricing.guessed, which is no pricing event");
    }

    @Test
    void readsANewProductAsItWasWritten() {
        CloudEvent<InventoryEvent> event = event(new InventoryEvent.NewProductAdded("p1"));
        assertThat(event.type()).isEqualTo("inventory.newProductAdded");
        assertThat(InventoryEvent.read(event.toJson())).isEqualTo(event);
        assertThatThrownBy(() -> InventoryEvent.read(event.toJson().replace("new", "old")))
                .hasMessage("type is inventory.oldProductAdded, which is no inventory event");
    }

    private static <D extends EventData> CloudEvent<D> event(D data) {
        return CloudEvent.of(UUID.randomUUID(), "test", Instant.parse("2026-01-31T12:00:00Z"), data);
    }
}
