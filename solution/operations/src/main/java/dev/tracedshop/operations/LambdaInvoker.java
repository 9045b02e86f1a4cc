package dev.tracedshop.operations;

import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;

/** Invokes functions asynchronously, as the topics and buckets do from which the events came. */
final class LambdaInvoker implements Invoker {

    private final LambdaClient lambda;

    LambdaInvoker(LambdaClient lambda) {
        this.lambda = lambda;
    }

    @Override
    public String invoke(String functionArn, String event) {
        return lambda.invoke(InvokeRequest.builder()
                        .functionName(functionArn)
                        .invocationType(InvocationType.EVENT)
                        .payload(SdkBytes.fromUtf8String(event))
                        .build())
                .responseMetadata()
                .requestId();
    }
}
