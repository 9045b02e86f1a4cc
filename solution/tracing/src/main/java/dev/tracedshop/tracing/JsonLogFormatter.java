package dev.tracedshop.tracing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes each log record as one line of JSON that Datadog joins to its trace.
 *
 * <p>Fields: {@code timestamp} (ISO 8601, UTC), {@code level} (DEBUG, INFO, WARN, ERROR), {@code logger},
 * {@code message}; inside of a trace {@code dd.trace_id} (32 hexadecimal digits) and {@code dd.span_id} (decimal); as far
 * as they are set {@code dd.service}, {@code dd.env}, {@code dd.version}; with an exception {@code error.kind},
 * {@code error.message} and {@code error.stack}; and the fields given to {@link Log}, which cannot replace one of these.
 */
public final class JsonLogFormatter extends Formatter {

    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, String> unified = new LinkedHashMap<>();

    /** Makes a formatter; the environment gives DD_SERVICE, DD_ENV and DD_VERSION. */
    public JsonLogFormatter(Map<String, String> environment) {
        keep("dd.service", environment.get("DD_SERVICE"));
        keep("dd.env", environment.get("DD_ENV"));
        keep("dd.version", environment.get("DD_VERSION"));
    }

    @Override
    public String format(LogRecord log) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("timestamp", log.getInstant().toString());
        fields.put("level", level(log.getLevel()));
        fields.put("logger", String.valueOf(log.getLoggerName()));
        fields.put("message", String.valueOf(message(log)));
        SpanContext span = Span.current().getSpanContext();
        if (span.isValid()) {
            fields.put("dd.trace_id", span.getTraceId());
            fields.put("dd.span_id", Long.toUnsignedString(Long.parseUnsignedLong(span.getSpanId(), 16)));
        }
        fields.putAll(unified);
        Throwable thrown = log.getThrown();
        if (thrown != null) {
            fields.put("error.kind", thrown.getClass().getName());
            fields.put("error.message", String.valueOf(thrown.getMessage()));
            fields.put("error.stack", stack(thrown));
        }
        own(log).forEach((name, value) -> fields.putIfAbsent(String.valueOf(name), value));
        return line(fields);
    }

    private void keep(String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            unified.put(name, value);
        }
    }

    private @Nullable String message(LogRecord log) {
        // A record of ours has its fields as its parameter; a message of a library may have placeholders.
        return own(log).isEmpty() ? formatMessage(log) : log.getMessage();
    }

    private static Map<?, ?> own(LogRecord log) {
        Object[] parameters = log.getParameters();
        return parameters != null && parameters.length == 1 && parameters[0] instanceof Map<?, ?> fields
                ? fields
                : Map.of();
    }

    private static String level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "WARN";
        }
        return level.intValue() >= Level.INFO.intValue() ? "INFO" : "DEBUG";
    }

    private static String stack(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static String line(Map<String, Object> fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(text)) {
            generator.writeStartObject();
            for (Map.Entry<String, Object> field : fields.entrySet()) {
                generator.writeFieldName(field.getKey());
                if (field.getValue() instanceof BigDecimal number) {
                    generator.writeNumber(number);
                } else if (field.getValue() instanceof Number number && Double.isFinite(number.doubleValue())) {
                    generator.writeNumber(number.toString());
                } else if (field.getValue() instanceof Boolean truth) {
                    generator.writeBoolean(truth);
                } else {
                    generator.writeString(String.valueOf(field.getValue()));
                }
            }
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("A log line could not be written in memory", e);
        }
        return text.append('\n').toString();
    }
}
