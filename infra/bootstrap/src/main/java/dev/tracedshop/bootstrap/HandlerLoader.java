package dev.tracedshop.bootstrap;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;

/**
 * Makes a stream handler of the class that a template names.
 *
 * <p>A handler of objects is wrapped into one of streams, as Lambda's own runtime does. The tracer depends on it: it instruments the form
 * with three arguments and no other, so a handler of objects called directly would leave no trace.
 */
final class HandlerLoader {
    private HandlerLoader() {}

    /**
     * @param handler {@code package.Class} or {@code package.Class::handleRequest}
     */
    static RequestStreamHandler load(String handler, ClassLoader loader) throws ReflectiveOperationException {
        String[] parts = handler.split("::", 2);
        if (parts.length == 2 && !parts[1].equals("handleRequest")) {
            throw new IllegalArgumentException(
                    "Handler " + handler
                            + ": only a handleRequest method is supported here; implement RequestHandler or RequestStreamHandler.");
        }
        Class<?> type = Class.forName(parts[0], true, loader);
        if (RequestStreamHandler.class.isAssignableFrom(type)) {
            return (RequestStreamHandler) type.getConstructor().newInstance();
        }
        if (RequestHandler.class.isAssignableFrom(type)) {
            return wrap((RequestHandler<?, ?>) type.getConstructor().newInstance(), loader);
        }
        throw new IllegalArgumentException(
                "Handler " + handler + ": the class implements neither RequestHandler nor RequestStreamHandler.");
    }

    private static <I, O> RequestStreamHandler wrap(RequestHandler<I, O> handler, ClassLoader loader) {
        Method method = Arrays.stream(handler.getClass().getMethods())
                .filter(candidate -> candidate.getName().equals("handleRequest") && !candidate.isBridge())
                .filter(candidate ->
                        candidate.getParameterCount() == 2 && candidate.getParameterTypes()[1] == Context.class)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        handler.getClass().getName() + " has no public method handleRequest(event, Context)."));
        PojoSerializer<I> input =
                serializer(method.getParameterTypes()[0], method.getGenericParameterTypes()[0], loader);
        PojoSerializer<O> output = serializer(method.getReturnType(), method.getGenericReturnType(), loader);
        return new PojoHandler<>(handler, input, output);
    }

    // The element type is known from reflection only: the compiler cannot follow.
    @SuppressWarnings("unchecked")
    private static <T> PojoSerializer<T> serializer(Class<?> raw, Type generic, ClassLoader loader) {
        if (LambdaEventSerializers.isLambdaSupportedEvent(raw.getName())) {
            return LambdaEventSerializers.serializerFor((Class<T>) raw, loader);
        }
        return (PojoSerializer<T>) JacksonFactory.getInstance().getSerializer(generic);
    }

    /** Reads the event, calls the handler and writes its answer. */
    private record PojoHandler<I, O>(RequestHandler<I, O> handler, PojoSerializer<I> input, PojoSerializer<O> output)
            implements RequestStreamHandler {
        @Override
        public void handleRequest(InputStream event, OutputStream answer, Context context) {
            output.toJson(handler.handleRequest(input.fromJson(event), context), answer);
        }
    }
}
