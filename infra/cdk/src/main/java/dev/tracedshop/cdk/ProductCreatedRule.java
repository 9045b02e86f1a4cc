package dev.tracedshop.cdk;

import java.util.List;
import software.amazon.awscdk.services.events.EventPattern;
import software.amazon.awscdk.services.events.IEventBus;
import software.constructs.Construct;

/** Lets the inventory team hear of every product that the product team says it has created. */
final class ProductCreatedRule extends QueueRule {

    ProductCreatedRule(
            Construct scope, String id, Settings settings, IEventBus bus, ResilientQueue target, String consumer) {
        super(
                scope,
                id,
                settings,
                "inventory-product-created",
                "Products that the product team has created, for the inventory team",
                bus,
                EventPattern.builder()
                        .source(List.of(EventSources.products(settings)))
                        .detailType(List.of("product.productCreated.v1"))
                        .build(),
                target,
                consumer);
    }
}
