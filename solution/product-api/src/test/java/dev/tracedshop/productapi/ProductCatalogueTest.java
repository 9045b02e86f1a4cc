package dev.tracedshop.productapi;

import static dev.tracedshop.productapi.Samples.TEA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProductCatalogueTest {

    private final InMemoryProducts products = new InMemoryProducts();
    private final RecordedEvents events = new RecordedEvents();
    private final ProductCatalogue catalogue = new ProductCatalogue(products, events, Clock.systemUTC());

    @BeforeEach
    void refuseEvents() {
        events.refuses = true;
    }

    @Test
    void saysThatTheWriteWasUndone() {
        assertThatThrownBy(() -> catalogue.create(TEA))
                .isInstanceOf(EventNotPublishedException.class)
                .hasMessage("product.created of product " + TEA.productId()
                        + " could not be published; the write was undone")
                .hasRootCauseMessage("the topic is gone");
        assertThat(products.items).isEmpty();
    }

    @Test
    void saysThatTheWriteWasNotUndoneBecauseOfALaterWriter() {
        events.meanwhile = () -> products.items.put(TEA.productId(), TEA.with(new ProductDetails("Mate", TEA.price())));
        assertThatThrownBy(() -> catalogue.create(TEA))
                .hasMessageContaining("NOT undone")
                .hasRootCauseMessage("the topic is gone");
        assertThat(products.items).hasSize(1);
    }

    @Test
    void saysThatTheUndoingFailedAndKeepsBothCauses() {
        products.undoFails = true;
        assertThatThrownBy(() -> catalogue.create(TEA))
                .hasMessageContaining("could NOT be undone (the table is gone)")
                .hasRootCauseMessage("the topic is gone")
                .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("the table is gone"));
    }

    @Test
    void doesNotOverwriteAProductThatCameBackWhenADeletionIsUndone() {
        Product again = TEA.with(new ProductDetails("Mate", TEA.price()));
        products.items.put(TEA.productId(), TEA);
        events.meanwhile = () -> products.items.put(TEA.productId(), again);
        assertThatThrownBy(() -> catalogue.delete(TEA.productId())).hasMessageContaining("NOT undone");
        assertThat(products.items).containsEntry(TEA.productId(), again);
    }
}
