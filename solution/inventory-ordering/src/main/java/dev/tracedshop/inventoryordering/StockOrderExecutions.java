package dev.tracedshop.inventoryordering;

import dev.tracedshop.tracing.ExpectedRefusals;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.StartExecutionRequest;

/** Begins each order as an execution of the state machine, whose name lets no order begin twice. */
final class StockOrderExecutions implements StockOrders {

    private final SfnClient stepFunctions;
    private final String stateMachineArn;

    StockOrderExecutions(SfnClient stepFunctions, String stateMachineArn) {
        this.stepFunctions = stepFunctions;
        this.stateMachineArn = stateMachineArn;
    }

    @Override
    public boolean begin(StockOrder order) {
        try {
            stepFunctions.startExecution(StartExecutionRequest.builder()
                    .stateMachineArn(stateMachineArn)
                    // region:name
                    .name(order.executionName())
                    // endregion:name
                    .input(order.toJson())
                    .build());
            return true;
            // region:duplicate
        } catch (ExecutionAlreadyExistsException e) {
            ExpectedRefusals.expect("StartExecution", stateMachineArn, e);
            return false;
        }
        // endregion:duplicate
    }
}
