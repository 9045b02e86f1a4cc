package dev.tracedshop.operations;

/** Says that a queue's messages are being moved already: SQS has one move per queue at a time. */
final class RedriveAlreadyRunning extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RedriveAlreadyRunning(String sourceArn, Throwable cause) {
        super("The messages of " + sourceArn + " are being moved already. Wait until that redrive has ended.", cause);
    }
}
