package dev.tracedshop.productcatalogue;

import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.ProductEvent;
import dev.tracedshop.events.ProductSnapshot;
import dev.tracedshop.tracing.Log;
import dev.tracedshop.tracing.OwnTraces;
import dev.tracedshop.tracing.Spans;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * Creates the product of one row and announces it, in a trace of its own.
 *
 * <p>It bears repetition. A product that is there stays as it is, and what it is now is announced under the same event id
 * as before: whoever has heard of it has nothing to do, and whoever has not, because the import was cut short between
 * the write and the announcement, hears of it now. So nothing is undone when an announcement fails.
 */
final class RowImport {

    /** What the catalogue's owner calls the product that a span is about. */
    static final String SKU = "product.sku";

    /** The line of the file that a span is about. */
    static final String LINE = "csv.line";

    /** The tag of a span whose product was there before: {@code true}. */
    static final String DUPLICATE = "duplicate";

    /** Where the events say that they come from: the same place as those of the product API. */
    static final String SOURCE = "products";

    private static final Log LOG = new Log(RowImport.class);

    private final Products products;
    private final EventPublisher events;
    private final Clock clock;

    RowImport(Products products, EventPublisher events, Clock clock) {
        this.products = products;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Imports a row, or throws.
     *
     * @return whether the product was created; false if it was there
     */
    boolean run(CatalogueRow row, OwnTraces traces) {
        return traces.inSpan("catalogue.row", () -> {
            String productId = row.productId().toString();
            Spans.tag(Spans.PRODUCT_ID, productId);
            Spans.tag(SKU, row.sku());
            Spans.tag(LINE, (double) row.line());
            try {
                return create(row);
            } catch (RuntimeException failure) {
                LOG.error(
                        "row of a catalogue not imported",
                        failure,
                        Map.of(Spans.PRODUCT_ID, productId, LINE, row.line()));
                throw failure;
            }
        });
    }

    private boolean create(CatalogueRow row) {
        Optional<ProductSnapshot> there = products.createUnlessThere(row.product());
        if (there.isPresent()) {
            Spans.tag(DUPLICATE, true);
        }
        events.publish(CloudEvent.of(
                row.eventId(), SOURCE, clock.instant(), new ProductEvent.Created(there.orElseGet(row::product))));
        LOG.info(
                there.isPresent() ? "product of a catalogue was there" : "product of a catalogue created",
                Map.of(Spans.PRODUCT_ID, row.productId().toString(), SKU, row.sku()));
        return there.isEmpty();
    }
}
