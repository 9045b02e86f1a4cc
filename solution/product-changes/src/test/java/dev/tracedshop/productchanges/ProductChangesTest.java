package dev.tracedshop.productchanges;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;
import dev.tracedshop.testing.Invocation;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ProductChangesTest {

    // Stands in for the tracer while the tests of this class run.
    @RegisterExtension
    static final OpenTelemetryExtension TRACER = OpenTelemetryExtension.create();

    private final Map<String, AuditEntry> entries = new LinkedHashMap<>();
    private boolean broken;
    private final ProductChanges function = new ProductChanges(entry -> {
        if (broken) {
            throw new IllegalStateException("the table does not answer");
        }
        return entries.putIfAbsent(entry.eventId(), entry) == null;
    });

    @Test
    void eachWriteIsAnEntryOfItsOwnWithWhatWasAndWhatIs() {
        assertThat(failures(TableStream.inserted(1))).isEmpty();
        assertThat(failures(TableStream.priced(2))).isEmpty();
        assertThat(failures(TableStream.updated(3))).isEmpty();
        assertThat(failures(TableStream.removed(4))).isEmpty();

        Map<String, Object> tea = state("Tea", "12.5", 1);
        Map<String, Object> greenTea = state("Green tea", "13", 2);
        assertThat(entries.values())
                .containsExactly(
                        entry(
                                1,
                                "INSERT",
                                List.of("name", "price", "priceVersion", "pricingBrackets", "productId", "version"),
                                Map.of(),
                                tea),
                        entry(2, "MODIFY", List.of("pricingBrackets"), tea, tea),
                        entry(3, "MODIFY", List.of("name", "price", "priceVersion", "version"), tea, greenTea),
                        entry(
                                4,
                                "REMOVE",
                                List.of("name", "price", "priceVersion", "pricingBrackets", "productId", "version"),
                                greenTea,
                                Map.of()));
    }

    @Test
    void theSpanSaysWhichWriteItIsAbout() {
        failures(TableStream.updated(3));

        SpanData span = TRACER.getSpans().get(0);
        assertThat(span.getName()).isEqualTo("product.audit");
        assertThat(text(span, "product.id")).isEqualTo(TableStream.PRODUCT);
        assertThat(text(span, "audit.event_id")).isEqualTo("event-3");
        assertThat(text(span, "audit.event_name")).isEqualTo("MODIFY");
        assertThat(span.getAttributes().get(AttributeKey.booleanKey("duplicate")))
                .isNull();
    }

    @Test
    void aRecordThatComesAgainChangesNothingAndSaysSo() {
        failures(TableStream.inserted(1));
        TRACER.clearSpans();
        assertThat(failures(TableStream.inserted(1))).isEmpty();

        assertThat(entries).hasSize(1);
        assertThat(TRACER.getSpans())
                .singleElement()
                .satisfies(span -> assertThat(span.getAttributes().get(AttributeKey.booleanKey("duplicate")))
                        .isTrue());
    }

    @Test
    void aRecordWithoutKeysFailsUnderItsSequenceNumber() {
        assertThat(failures(TableStream.withoutKeys(7))).containsExactly("000000000000000000007");
        assertThat(entries).isEmpty();
        SpanData span = TRACER.getSpans().get(0);
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span.getStatus().getDescription()).contains("no dynamodb.Keys");
    }

    @Test
    void afterAFailureTheRestOfTheBatchIsLeftToTheNextDelivery() {
        assertThat(failures(TableStream.inserted(1), TableStream.withoutKeys(2), TableStream.updated(3)))
                .containsExactly("000000000000000000002");
        assertThat(entries).containsOnlyKeys("event-1");
    }

    @Test
    void aTableThatDoesNotAnswerIsAFailureOfTheRecord() {
        broken = true;
        assertThat(failures(TableStream.inserted(1))).containsExactly("000000000000000000001");
        broken = false;
        assertThat(failures(TableStream.inserted(1))).isEmpty();
        assertThat(entries).hasSize(1);
    }

    private List<String> failures(String... records) {
        return function.handleRequest(TableStream.batch(records), new Invocation()).getBatchItemFailures().stream()
                .map(BatchItemFailure::getItemIdentifier)
                .toList();
    }

    private static AuditEntry entry(
            int number, String name, List<String> changed, Map<String, Object> before, Map<String, Object> after) {
        return new AuditEntry(
                "event-" + number,
                TableStream.PRODUCT,
                name,
                "%021d".formatted(number),
                Instant.ofEpochSecond(1795246378),
                changed,
                before,
                after);
    }

    private static Map<String, Object> state(String name, String price, int version) {
        return Map.of("name", name, "price", new BigDecimal(price), "version", BigDecimal.valueOf(version));
    }

    private static String text(SpanData span, String name) {
        return String.valueOf(span.getAttributes().get(AttributeKey.stringKey(name)));
    }
}
