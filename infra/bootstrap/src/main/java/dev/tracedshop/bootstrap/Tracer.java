package dev.tracedshop.bootstrap;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Reaches the tracer attached to this process, if there is one. Two things have no public setting: where the extension listens, and sending
 * what is buffered at once. Both are internal to the tracer, so they are looked up by name.
 */
final class Tracer {
    private final @Nullable Object tracer;
    private final @Nullable Method flush;

    private Tracer(@Nullable Object tracer, @Nullable Method flush) {
        this.tracer = tracer;
        this.flush = flush;
    }

    /**
     * Finds the attached tracer and tells it where the extension is.
     *
     * @param extension URL of the extension, or null to leave the tracer's own
     */
    static Tracer attached(@Nullable String extension) {
        Class<?> holder;
        try {
            holder = Class.forName("datadog.trace.bootstrap.instrumentation.api.AgentTracer", true, null);
        } catch (ClassNotFoundException e) {
            return new Tracer(null, null); // no agent
        }
        try {
            Object tracer = holder.getMethod("get").invoke(null);
            if (extension != null) {
                tracer.getClass()
                        .getClassLoader()
                        .loadClass("datadog.trace.lambda.LambdaHandler")
                        .getMethod("setExtensionBaseUrl", String.class)
                        .invoke(null, extension);
            }
            Method flush = Class.forName("datadog.trace.api.internal.InternalTracer", true, null)
                    .getMethod("flush");
            return new Tracer(tracer, flush);
        } catch (ReflectiveOperationException | RuntimeException e) {
            System.err.println(
                    "The tracer's internals are not what this runtime was built for, so its traces may be late or lost: "
                            + e);
            return new Tracer(null, null);
        }
    }

    /** Sends every finished span to the intake and waits until it has them. */
    void flush() {
        if (tracer == null || flush == null) {
            return;
        }
        try {
            flush.invoke(tracer);
        } catch (IllegalAccessException | InvocationTargetException e) {
            System.err.println("The tracer could not be flushed: " + e);
        }
    }
}
