package dev.tracedshop.cdk;

import dev.tracedshop.cdk.FunctionProps.Trigger;
import java.util.Map;
import software.amazon.awscdk.services.dynamodb.ITable;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.events.EventBus;
import software.amazon.awscdk.services.events.IEventBus;
import software.amazon.awscdk.services.lambda.Code;
import software.constructs.Construct;

/** The inventory team's ordering: for every new product a state machine asks the supplier and puts the goods in stock. */
final class InventoryOrderingStack extends ShopStack {
    private static final String SERVICE = "inventory-ordering";
    private static final String HANDLERS = "dev.tracedshop.inventoryordering.";
    private static final String STARTER = "stock-ordering";

    InventoryOrderingStack(
            Construct scope, String id, Settings settings, ParameterNames parameters, SolutionFiles solution) {
        super(scope, id, settings, SERVICE, false, "the inventory team's state machine and its functions");
        Code code = solution.packageOf(SERVICE);
        ITable stock =
                Table.fromTableName(this, "Stock", parameters.stockTableName().valueIn(this));
        IEventBus bus =
                EventBus.fromEventBusName(this, "Bus", parameters.eventBusName().valueIn(this));

        TracedFunction requestQuote = new TracedFunction(
                this,
                "RequestQuote",
                settings,
                new FunctionProps(
                        "request-quote",
                        SERVICE,
                        HANDLERS + "RequestQuote",
                        code,
                        Trigger.TASK,
                        Map.of("SUPPLIER_URL", parameters.supplierUrl().valueIn(this))));

        TracedStateMachine machine = new TracedStateMachine(
                this,
                "StockOrdering",
                settings,
                "stock-ordering",
                SERVICE,
                solution.stateMachineOf(SERVICE, "stock-ordering"),
                Map.of(
                        "RequestQuoteFunctionArn",
                        requestQuote.function().getFunctionArn(),
                        "StockTableName",
                        stock.getTableName(),
                        "EventBusName",
                        bus.getEventBusName(),
                        "EventSource",
                        EventSources.inventory(settings)));
        machine.allow(requestQuote.function().getFunctionArn(), "lambda:InvokeFunction");
        machine.allow(stock.getTableArn(), "dynamodb:UpdateItem");
        machine.allow(bus.getEventBusArn(), "events:PutEvents");

        TracedFunction starter = new TracedFunction(
                this,
                "StartStockOrdering",
                settings,
                new FunctionProps(
                                STARTER,
                                SERVICE,
                                HANDLERS + "StockOrdering",
                                code,
                                Trigger.TOPIC,
                                Map.of("STATE_MACHINE_ARN", machine.arn()))
                        .withTracerSettings(TracerSettings.WITHOUT_AWS_TRACE_HEADER));
        starter.allow(machine.arn(), "states:StartExecution");
        new FunctionSubscription(
                this,
                "NewProductAdded",
                settings,
                parameters.newProductAddedTopicArn().valueIn(this),
                starter,
                STARTER);
    }
}
