package dev.tracedshop.bootstrap;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
        Class<?> type;
        try {
            type = Class.forName(parts[0], true, loader);
        } catch (ClassNotFoundException e) {
            throw new ClassNotFoundException("Class not found: " + parts[0], e); // in the words of Lambda's own runtime
        }
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
        Map<TypeVariable<?>, Type> known = new HashMap<>();
        learn(handler.getClass(), known);
        TypeVariable<?>[] variables = RequestHandler.class.getTypeParameters();
        PojoSerializer<I> input = serializer(known.getOrDefault(variables[0], Object.class), loader);
        PojoSerializer<O> output = serializer(known.getOrDefault(variables[1], Object.class), loader);
        return new PojoHandler<>(handler, input, output);
    }

    /** Notes what a type and all that it extends put for type parameters: a handler may get its event's type from a superclass. */
    private static void learn(@Nullable Type type, Map<TypeVariable<?>, Type> known) {
        if (type == null) {
            return;
        }
        if (type instanceof ParameterizedType parameterized) {
            TypeVariable<?>[] variables = raw(type).getTypeParameters();
            for (int i = 0; i < variables.length; i++) {
                Type argument = parameterized.getActualTypeArguments()[i];
                known.put(
                        variables[i],
                        argument instanceof TypeVariable<?> variable
                                ? known.getOrDefault(variable, Object.class)
                                : argument);
            }
        }
        Class<?> raw = raw(type);
        learn(raw.getGenericSuperclass(), known);
        for (Type implemented : raw.getGenericInterfaces()) {
            learn(implemented, known);
        }
    }

    private static Class<?> raw(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            return raw(parameterized.getRawType());
        }
        return type instanceof Class<?> known ? known : Object.class;
    }

    // The element type is known from reflection only: the compiler cannot follow.
    @SuppressWarnings("unchecked")
    private static <T> PojoSerializer<T> serializer(Type generic, ClassLoader loader) {
        Class<?> raw = raw(generic);
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
            I parsed;
            try {
                parsed = input.fromJson(event);
            } catch (RuntimeException e) {
                throw new RuntimeException("An error occurred during JSON parsing", e); // as Lambda's own runtime does
            }
            output.toJson(handler.handleRequest(parsed, context), answer);
        }
    }
}
