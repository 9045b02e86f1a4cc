package dev.tracedshop.testing;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands for the context that Lambda gives to an invocation.
 *
 * @param millisecondsLeft what it says each time when it is asked for the remaining time
 */
public record Invocation(IntSupplier millisecondsLeft) implements Context {
    /** Every invocation's request id. */
    public static final String REQUEST_ID = "4f6a9b1c-0000-4000-8000-000000000001";

    /** Describes an invocation with time enough: a minute is left, however much of it has passed. */
    public Invocation() {
        this(60_000);
    }

    /** Describes an invocation whose remaining time stays the same. */
    public Invocation(int millisecondsLeft) {
        this(() -> millisecondsLeft);
    }

    @Override
    public int getRemainingTimeInMillis() {
        return millisecondsLeft.getAsInt();
    }

    @Override
    public String getAwsRequestId() {
        return REQUEST_ID;
    }

    @Override
    public String getLogGroupName() {
        return "/aws/lambda/dev-test";
    }

    @Override
    public String getLogStreamName() {
        return "stream";
    }

    @Override
    public String getFunctionName() {
        return "dev-test";
    }

    @Override
    public String getFunctionVersion() {
        return "$LATEST";
    }

    @Override
    public String getInvokedFunctionArn() {
        return "arn:aws:lambda:eu-west-1:000000000000:function:dev-test";
    }

    @Override
    public @Nullable CognitoIdentity getIdentity() {
        return null;
    }

    @Override
    public @Nullable ClientContext getClientContext() {
        return null;
    }

    @Override
    public int getMemoryLimitInMB() {
        return 1024;
    }

    @Override
    public @Nullable LambdaLogger getLogger() {
        return null;
    }
}
