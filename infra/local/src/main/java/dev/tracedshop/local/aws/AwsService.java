package dev.tracedshop.local.aws;

/** One service behind the front door. */
public interface AwsService {
    /** Returns the operation that a call asks for, for example {@code Publish}. */
    String operation(AwsCall call);

    /**
     * Answers a call.
     *
     * @throws AwsError to refuse it
     */
    AwsAnswer answer(String operation, AwsCall call);

    /** Writes an error in the form that this service's clients read. */
    AwsAnswer refuse(AwsError error, String requestId);

    /** Returns the service's name as the tracer spells it in its resources, for example {@code Sns}. */
    String displayName();
}
