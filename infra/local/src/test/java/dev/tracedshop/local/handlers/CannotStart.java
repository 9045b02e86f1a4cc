package dev.tracedshop.local.handlers;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;

/** A handler whose class cannot be initialized. */
public final class CannotStart implements RequestHandler<Object, String> {
    private static final String SETTING = required("SETTING_THAT_NOBODY_GIVES");

    private static String required(String name) {
        System.out.println("looking for " + name);
        String value = System.getenv(name);
        if (value == null) {
            throw new IllegalStateException("No " + name);
        }
        return value;
    }

    @Override
    public String handleRequest(Object event, Context context) {
        return SETTING;
    }
}
