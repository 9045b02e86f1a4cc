package dev.tracedshop.productapi;

import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.ProductEvent;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/**
 * Changes products, and announces each change with one event.
 *
 * <p>Each method throws {@link EventNotPublishedException} when the change could not be announced; the change was then
 * undone, or the message says that it was not.
 */
public final class ProductCatalogue {

    /*
     * The table and the topic cannot be written as one. The table comes first; when the topic then fails, the write is
     * undone on condition that nobody else has written since. What remains is the window in which the process is killed
     * between the two: then the product is stored and no event tells of it.
     */

    /** Where the events say that they come from. */
    static final String SOURCE = "products";

    private final ProductRepository products;
    private final EventPublisher events;
    private final Clock clock;

    public ProductCatalogue(ProductRepository products, EventPublisher events, Clock clock) {
        this.products = products;
        this.events = events;
        this.clock = clock;
    }

    /** Stores and announces a new product. */
    void create(Product product) {
        products.create(product);
        publish(new ProductEvent.Created(product.snapshot()), () -> products.undoCreate(product));
    }

    /** Makes a product what the client wants it to be, if it still is what the client has seen. */
    UpdateOutcome update(Replacement wanted) {
        Optional<Product> found = products.find(wanted.productId());
        if (found.isEmpty()) {
            return new UpdateOutcome.Missing();
        }
        Product current = found.get();
        if (wanted.expectedVersion().isPresent() && wanted.expectedVersion().get() != current.version()) {
            return new UpdateOutcome.Conflict("The product is at version " + current.version() + ", not "
                    + wanted.expectedVersion().get() + "; read it and try again");
        }
        if (current.has(wanted.details())) {
            return new UpdateOutcome.Unchanged(current);
        }
        Optional<ProductChange> stored = products.update(ProductChange.of(current, wanted.details()));
        if (stored.isEmpty()) {
            return new UpdateOutcome.Conflict(
                    "Another request has changed the product meanwhile; read it and try again");
        }
        ProductChange change = stored.get();
        publish(
                new ProductEvent.Updated(
                        current.productId(),
                        change.previous().snapshot(),
                        change.updated().snapshot()),
                () -> products.undoUpdate(change));
        return new UpdateOutcome.Updated(change.updated());
    }

    /** Removes a product and announces that; false if there was none. */
    boolean delete(String productId) {
        Optional<Product> removed = products.delete(productId);
        if (removed.isEmpty()) {
            return false;
        }
        Product product = removed.get();
        publish(new ProductEvent.Deleted(productId), () -> products.undoDelete(product));
        return true;
    }

    private void publish(ProductEvent event, BooleanSupplier undo) {
        try {
            events.publish(CloudEvent.of(UUID.randomUUID(), SOURCE, clock.instant(), event));
        } catch (RuntimeException failure) {
            throw undone(event, undo, failure);
        }
    }

    private static EventNotPublishedException undone(
            ProductEvent event, BooleanSupplier undo, RuntimeException failure) {
        String unpublished = event.type() + " of product " + event.productId() + " could not be published";
        try {
            return new EventNotPublishedException(
                    undo.getAsBoolean()
                            ? unpublished + "; the write was undone"
                            : unpublished + " and the write was NOT undone, because another writer came after it: "
                                    + "the table holds a change that no event tells of",
                    failure);
        } catch (RuntimeException undoFailure) {
            EventNotPublishedException both = new EventNotPublishedException(
                    unpublished + " and the write could NOT be undone (" + undoFailure.getMessage()
                            + "): the table holds a change that no event tells of",
                    failure);
            both.addSuppressed(undoFailure);
            return both;
        }
    }
}
