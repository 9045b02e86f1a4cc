package dev.tracedshop.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLoggingTest {

    private static final Map<String, String> ENVIRONMENT =
            Map.of("DD_SERVICE", "product-api", "DD_ENV", "dev", "DD_VERSION", "1.0");

    private final PrintStream standardOutput = System.out;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Log log = new Log(JsonLoggingTest.class);

    @BeforeEach
    void capture() {
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        JsonLogging.install(ENVIRONMENT);
    }

    @AfterEach
    void release() throws IOException {
        System.setOut(standardOutput);
        LogManager.getLogManager().readConfiguration();
    }

    // "try": the compiler wants the scope to be used; to be closed is its use.
    @SuppressWarnings("try")
    @Test
    void writesTheIdsOfTheCurrentSpan() {
        SpanContext span = SpanContext.create(
                "6a00000000000000112210f47de98115",
                "ffffffffffffffff",
                TraceFlags.getSampled(),
                TraceState.getDefault());
        try (Scope ignored = Span.wrap(span).makeCurrent()) {
            log.info("product created", Map.of("product.id", "p1"));
        }

        Map<String, String> line = onlyLine();
        assertThat(line)
                .containsEntry("level", "INFO")
                .containsEntry("logger", JsonLoggingTest.class.getName())
                .containsEntry("message", "product created")
                .containsEntry("dd.trace_id", "6a00000000000000112210f47de98115")
                .containsEntry("dd.span_id", "18446744073709551615")
                .containsEntry("dd.service", "product-api")
                .containsEntry("dd.env", "dev")
                .containsEntry("dd.version", "1.0")
                .containsEntry("product.id", "p1");
        assertThat(Instant.parse(line.get("timestamp"))).isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void hasNoIdsOutsideOfATrace() {
        log.info("starting", Map.of());
        assertThat(onlyLine()).containsEntry("message", "starting").doesNotContainKeys("dd.trace_id", "dd.span_id");
    }

    @Test
    void writesAnExceptionWithItsStack() {
        log.error("could not publish", new IllegalStateException("two\nlines"), Map.of());
        assertThat(onlyLine())
                .containsEntry("level", "ERROR")
                .containsEntry("error.kind", "java.lang.IllegalStateException")
                .containsEntry("error.message", "two\nlines")
                .hasEntrySatisfying(
                        "error.stack",
                        stack -> assertThat(stack)
                                .contains("two\nlines")
                                .contains("at " + JsonLoggingTest.class.getName() + ".writesAnExceptionWithItsStack"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"two\nlines", "carriage\r\nreturn", "bell\u0007", "quote \" and \\", "é \uD83C\uDF75", "a {0}"})
    void keepsToOneLineWhateverTheMessageHolds(String message) {
        log.info(message, Map.of("field", message));
        assertThat(onlyLine()).containsEntry("message", message).containsEntry("field", message);
    }

    @Test
    void writesNumbersAndTruthValuesAsSuch() {
        log.info("brewed", Map.of("price", new BigDecimal("12.50"), "count", 3, "hot", true, "wrong", Double.NaN));
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("\"price\":12.50", "\"count\":3", "\"hot\":true", "\"wrong\":\"NaN\"");
        assertThat(onlyLine()).containsEntry("price", "12.50");
    }

    @Test
    void doesNotLetAFieldReplaceOneOfItsOwn() {
        log.info("brewed", Map.of("message", "other", "level", "other"));
        assertThat(onlyLine()).containsEntry("message", "brewed").containsEntry("level", "INFO");
    }

    @Test
    void takesTheRecordsOfLibrariesAsWell() {
        Logger.getLogger("software.amazon").log(java.util.logging.Level.WARNING, "tried {0} times", 3);
        Logger.getLogger("software.amazon").fine("not asked for");
        assertThat(onlyLine()).containsEntry("message", "tried 3 times").containsEntry("level", "WARN");
    }

    private Map<String, String> onlyLine() {
        String text = printed.toString(StandardCharsets.UTF_8);
        assertThat(text).endsWith("\n");
        List<String> lines = text.substring(0, text.length() - 1).lines().toList();
        assertThat(lines).hasSize(1);
        return fields(lines.get(0));
    }

    private static Map<String, String> fields(String line) {
        Map<String, String> fields = new LinkedHashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(line)) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                assertThat(fields.put(name, parser.getText())).isNull();
            }
            assertThat(parser.currentToken()).isEqualTo(JsonToken.END_OBJECT);
            assertThat(parser.nextToken()).isNull();
        } catch (IOException e) {
            throw new UncheckedIOException(line, e);
        }
        return fields;
    }
}
