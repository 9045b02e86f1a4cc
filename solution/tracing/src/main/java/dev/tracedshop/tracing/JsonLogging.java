package dev.tracedshop.tracing;

import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Sends every log record of this process to standard output as a line of JSON. */
public final class JsonLogging {

    private JsonLogging() {}

    /** Replaces how the process logs so far; the environment gives DD_SERVICE, DD_ENV and DD_VERSION. */
    public static void install(Map<String, String> environment) {
        LogManager.getLogManager().reset();
        Logger.getLogger("").addHandler(new StandardOutput(environment));
    }

    private static final class StandardOutput extends Handler {

        StandardOutput(Map<String, String> environment) {
            setFormatter(new JsonLogFormatter(environment));
        }

        @Override
        public void publish(LogRecord log) {
            if (isLoggable(log)) {
                // One call for the whole line, line break included: lines of two threads do not mix.
                System.out.print(getFormatter().format(log));
                System.out.flush();
            }
        }

        @Override
        public void flush() {
            System.out.flush();
        }

        @Override
        public void close() {
            flush();
        }
    }
}
