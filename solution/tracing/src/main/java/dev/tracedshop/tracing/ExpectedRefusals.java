package dev.tracedshop.tracing;

import datadog.trace.api.GlobalTracer;
import datadog.trace.api.interceptor.MutableSpan;
import datadog.trace.api.interceptor.TraceInterceptor;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes the error off the spans of calls that were refused as they should be.
 *
 * <p>A service that says no because of a condition has done what it was asked: a lease that is held, a version that is
 * gone, an execution that exists. The tracer marks the span of every call that ends in an exception, and the trace would
 * be red without a fault in it.
 */
public final class ExpectedRefusals {

    /*
     * The exception's class does not tell the expected from the unexpected: when a write is undone, the same operation
     * on the same table fails in the same way, and that is a fault. Only the code that made the call knows. It says so
     * when it catches the exception: operation, resource, and the exception, whose message holds the id of the request.
     * The span of the call has ended by then, but its trace has not been handed over, since the span around it is still
     * open. When it is, the tracer shows it to the interceptor, which clears exactly those spans and forgets them.
     *
     * The interceptor is installed by the first refusal, so a start costs nothing. Without a tracer there is nobody to
     * install it at, and nothing is kept.
     */

    // More than one trace can hold; what is older belongs to a trace that was never shown.
    private static final int KEPT = 1000;

    private static final ExpectedRefusals OF_PROCESS = new ExpectedRefusals();

    private final Deque<Refusal> refusals = new ArrayDeque<>();
    private @Nullable Boolean installed;

    ExpectedRefusals() {}

    /**
     * Says that a refusal is no error; to be called where the exception was caught.
     *
     * @param operation the operation as the service names it, such as {@code UpdateItem}
     * @param resource the table's name, or the state machine's ARN
     */
    public static void expect(String operation, String resource, RuntimeException refusal) {
        if (OF_PROCESS.isInstalled()) {
            OF_PROCESS.add(operation, resource, refusal);
        }
    }

    synchronized void add(String operation, String resource, RuntimeException refusal) {
        if (refusals.size() == KEPT) {
            refusals.removeFirst();
        }
        refusals.addLast(new Refusal(
                operation, resource, refusal.getClass().getName(), Objects.toString(refusal.getMessage(), "")));
    }

    /** Clears the error of each span whose refusal was expected. */
    synchronized void clear(Collection<? extends MutableSpan> trace) {
        if (refusals.isEmpty()) {
            return;
        }
        for (MutableSpan span : trace) {
            if (span.isError() && refusals.removeIf(refusal -> refusal.isOf(span.getTags()))) {
                span.setError(false);
                span.setTag("error.type", (String) null);
                span.setTag("error.message", (String) null);
                span.setTag("error.stack", (String) null);
                span.setTag("expected.refusal", true);
            }
        }
    }

    private synchronized boolean isInstalled() {
        if (installed == null) {
            installed = GlobalTracer.get().addTraceInterceptor(new Interceptor(this));
        }
        return installed;
    }

    private record Refusal(String operation, String resource, String type, String message) {

        boolean isOf(Map<String, Object> tags) {
            return operation.equals(text(tags, "aws.operation"))
                    && (resource.equals(text(tags, "aws.table.name"))
                            || resource.equals(text(tags, "aws.state_machine.arn")))
                    && type.equals(text(tags, "error.type"))
                    && message.equals(text(tags, "error.message"));
        }

        private static String text(Map<String, Object> tags, String name) {
            return Objects.toString(tags.get(name), "");
        }
    }

    private record Interceptor(ExpectedRefusals refusals) implements TraceInterceptor {

        // Any number will do that no other interceptor has: two of the same priority are not accepted.
        private static final int PRIORITY = 7_400;

        @Override
        public Collection<? extends MutableSpan> onTraceComplete(Collection<? extends MutableSpan> trace) {
            refusals.clear(trace);
            return trace;
        }

        @Override
        public int priority() {
            return PRIORITY;
        }
    }
}
