package dev.tracedshop.bootstrap;

import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a handler threw, in the form that Lambda's callers see.
 *
 * @param message the throwable's message, its class name when it has none
 * @param type the throwable's class name
 * @param stackTrace one frame per element
 * @param text message and stack for the log
 */
record FunctionError(String message, String type, List<String> stackTrace, String text) {

    static FunctionError of(Throwable thrown) {
        Throwable cause = thrown;
        while ((cause instanceof InvocationTargetException || cause instanceof ExceptionInInitializerError)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        StringWriter text = new StringWriter();
        cause.printStackTrace(new PrintWriter(text, true));
        String message = cause.getMessage();
        return new FunctionError(
                message == null ? cause.getClass().getName() : message,
                cause.getClass().getName(),
                Arrays.stream(cause.getStackTrace())
                        .map(StackTraceElement::toString)
                        .toList(),
                text.toString().stripTrailing());
    }

    /** Returns {@code {"errorMessage", "errorType", "stackTrace"}}, as Lambda's Java runtime posts it. */
    byte[] json() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("errorMessage", message);
        fields.put("errorType", type);
        fields.put("stackTrace", stackTrace);
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        JacksonFactory.getInstance().getSerializer(Object.class).toJson(fields, json);
        return json.toByteArray();
    }
}
