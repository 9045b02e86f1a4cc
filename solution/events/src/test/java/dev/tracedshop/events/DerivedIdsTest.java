package dev.tracedshop.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class DerivedIdsTest {

    private static final UUID DNS = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    @Test
    void makesTheUuidThatRfc9562PublishesInItsAppendix() {
        assertThat(DerivedIds.uuid5(DNS, "www.example.com")).hasToString("2ed6657d-e927-568b-95e1-2665a8aea6a2");
    }

    @Test
    void makesTheUuidThatPythonsManualPublishes() {
        assertThat(DerivedIds.uuid5(DNS, "python.org")).hasToString("886313e1-3b8a-5372-9b90-0c9aee199e5d");
    }

    @Test
    void derivesTheSameIdFromTheSameCauseAndAnotherFromAnotherType() {
        UUID cause = UUID.randomUUID();
        assertThat(DerivedIds.ofEvent(cause, "product.productCreated.v1"))
                .isEqualTo(DerivedIds.ofEvent(cause, "product.productCreated.v1"))
                .isNotEqualTo(DerivedIds.ofEvent(cause, "product.productDeleted.v1"));
        assertThat(DerivedIds.ofProduct("tea-1"))
                .isEqualTo(DerivedIds.ofProduct("tea-1"))
                .isNotEqualTo(DerivedIds.ofProduct("tea-2"));
    }
}
