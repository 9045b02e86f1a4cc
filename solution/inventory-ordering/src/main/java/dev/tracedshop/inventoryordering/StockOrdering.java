package dev.tracedshop.inventoryordering;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SNSEvent;
import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.InventoryEvent;
import dev.tracedshop.function.FunctionEnvironment;
import dev.tracedshop.tracing.Log;
import dev.tracedshop.tracing.Spans;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sfn.SfnClient;

/**
 * Begins the order of stock for a product that the inventory has got to know (SNS).
 *
 * <p>The order is named after the event, so a second delivery begins none: that is a success, tagged {@code duplicate}.
 */
public final class StockOrdering implements RequestHandler<SNSEvent, @Nullable Void> {

    /** The tag of a span whose event had been handled before: {@code true}. */
    static final String DUPLICATE = "duplicate";

    private static final Log LOG = new Log(StockOrdering.class);
    private static final String STATE_MACHINE = "STATE_MACHINE_ARN";

    private final StockOrders orders;
    private final Clock clock;

    /** Makes the function as Lambda does; STATE_MACHINE_ARN names the state machine. */
    public StockOrdering() {
        this(FunctionEnvironment.ofProcess(STATE_MACHINE));
    }

    private StockOrdering(FunctionEnvironment environment) {
        this(
                new StockOrderExecutions(
                        environment
                                .clientWithoutTraceHeader(SfnClient.builder())
                                .build(),
                        environment.value(STATE_MACHINE)),
                Clock.systemUTC());
    }

    StockOrdering(StockOrders orders, Clock clock) {
        this.orders = orders;
        this.clock = clock;
    }

    @Override
    public @Nullable Void handleRequest(SNSEvent event, Context context) {
        // SNS hands over one message per invocation; the list is the event's form only.
        for (SNSEvent.SNSRecord message : event.getRecords()) {
            order(InventoryEvent.read(message.getSNS().getMessage()));
        }
        return null;
    }

    private void order(CloudEvent<InventoryEvent> event) {
        String productId = event.data().productId();
        Spans.tag(Spans.PRODUCT_ID, productId);
        boolean begun = orders.begin(StockOrder.of(event, clock.instant()));
        if (!begun) {
            Spans.tag(DUPLICATE, true);
        }
        LOG.info(
                begun ? "stock order begun" : "stock order had been begun before",
                Map.of(Spans.PRODUCT_ID, productId, "event.id", event.id().toString()));
    }
}
