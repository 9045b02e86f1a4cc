package dev.tracedshop.cdk;

import software.amazon.awscdk.services.events.EventBus;
import software.constructs.Construct;

/** The bus on which the teams publish their public events: all that they share. */
final class SharedBusStack extends ShopStack {

    SharedBusStack(Construct scope, String id, Settings settings, ParameterNames parameters) {
        super(scope, id, settings, "shared-bus", false, "the bus for public events between the teams");
        EventBus bus = EventBus.Builder.create(this, "Bus")
                .eventBusName(settings.named("shop"))
                .description("Public events of all teams of the shop")
                .build();
        parameters.eventBusName().publish(this, "EventBusName", bus.getEventBusName());
    }
}
