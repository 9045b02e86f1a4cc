package dev.tracedshop.local.handlers;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import org.jspecify.annotations.Nullable;

/** A handler of objects. */
public final class Greets implements RequestHandler<Greets.Guest, Greets.Greeting> {
    /** Who comes. */
    public static final class Guest {
        private @Nullable String name;

        public @Nullable String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }
    }

    /** What is said. */
    public static final class Greeting {
        private final String text;

        Greeting(String text) {
            this.text = text;
        }

        public String getText() {
            return text;
        }
    }

    @Override
    public Greeting handleRequest(Guest guest, Context context) {
        return new Greeting("Hello, " + guest.getName());
    }
}
