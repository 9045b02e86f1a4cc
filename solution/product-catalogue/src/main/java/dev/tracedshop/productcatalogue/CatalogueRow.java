package dev.tracedshop.productcatalogue;

import dev.tracedshop.events.DerivedIds;
import dev.tracedshop.events.ProductEvent;
import dev.tracedshop.events.ProductSnapshot;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;

/**
 * Holds a row of a catalogue, in order.
 *
 * @param line the line of the file on which it begins, from 1
 * @param sku what the catalogue's owner calls the product; the product's id follows from it
 */
record CatalogueRow(long line, String sku, String name, BigDecimal price) {

    UUID productId() {
        return DerivedIds.ofProduct(sku);
    }

    /** Returns the id of the event that the product was created: the same each time that the row is imported. */
    UUID eventId() {
        return DerivedIds.ofEvent(productId(), ProductEvent.Created.TYPE);
    }

    /** Returns the product as it is when it is new. */
    ProductSnapshot product() {
        return new ProductSnapshot(productId().toString(), name, price, List.of(), 1, 1);
    }
}
