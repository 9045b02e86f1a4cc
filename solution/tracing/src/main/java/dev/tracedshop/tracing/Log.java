package dev.tracedshop.tracing;

import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Writes log records with fields of their own; {@link JsonLogFormatter} says what comes out. */
public final class Log {

    private final Logger logger;

    /** Makes the log of a class. */
    public Log(Class<?> source) {
        this.logger = Logger.getLogger(source.getName());
    }

    /** Records what went as it should. The fields' values are texts, numbers or truth values. */
    public void info(String message, Map<String, ?> fields) {
        LogRecord log = new LogRecord(Level.INFO, message);
        write(log, fields);
    }

    /** Records a fault, with its cause. The fields' values are texts, numbers or truth values. */
    public void error(String message, Throwable cause, Map<String, ?> fields) {
        LogRecord log = new LogRecord(Level.SEVERE, message);
        log.setThrown(cause);
        write(log, fields);
    }

    private void write(LogRecord log, Map<String, ?> fields) {
        log.setLoggerName(logger.getName());
        log.setParameters(new Object[] {fields});
        logger.log(log);
    }
}
