package dev.tracedshop.function;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Takes the trace header off a call. Inside of Lambda the SDK itself adds the invocation's, whatever the tracer does; a
 * bus passes it on to its queues, and the consumer's invocation would continue a trace that is not its message's.
 */
final class RemoveTraceHeader implements ExecutionInterceptor {

    static final String HEADER = "X-Amzn-Trace-Id";

    @Override
    public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest call, ExecutionAttributes attributes) {
        // By whatever case it was written in: the tracer and the SDK do not agree on it.
        return call.httpRequest()
                .copy(request -> call.httpRequest().headers().keySet().stream()
                        .filter(HEADER::equalsIgnoreCase)
                        .forEach(request::removeHeader));
    }
}
