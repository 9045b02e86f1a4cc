package dev.tracedshop.inventoryordering;

import dev.tracedshop.tracing.ExpectedRefusals;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.StartExecutionRequest;

/**
 * Begins each order as an execution of the state machine.
 *
 * <p>What you need is there: a {@link StockOrder} knows the name that its execution should have; Step Functions refuses a name
 * that it has seen with {@link ExecutionAlreadyExistsException}; {@link ExpectedRefusals} takes the error off a call that was
 * refused as it should be.
 */
final class StockOrderExecutions implements StockOrders {

    private final SfnClient stepFunctions;
    private final String stateMachineArn;

    StockOrderExecutions(SfnClient stepFunctions, String stateMachineArn) {
        this.stepFunctions = stepFunctions;
        this.stateMachineArn = stateMachineArn;
    }

    /** Begins an order; returns false if it had been begun before. */
    @Override
    public boolean begin(StockOrder order) {
        // TODO 1: let the same event, delivered twice, begin one execution.
        // TODO 2: the second delivery of an event is no fault: answer false, and leave no error in the trace.
        stepFunctions.startExecution(StartExecutionRequest.builder()
                .stateMachineArn(stateMachineArn)
                .input(order.toJson())
                .build());
        return true;
    }
}
