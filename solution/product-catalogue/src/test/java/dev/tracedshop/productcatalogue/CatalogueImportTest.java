package dev.tracedshop.productcatalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.S3Event;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.DerivedIds;
import dev.tracedshop.events.PricingBracket;
import dev.tracedshop.events.ProductEvent;
import dev.tracedshop.events.ProductSnapshot;
import dev.tracedshop.testing.Invocation;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CatalogueImportTest {

    // Stands in for the tracer while the tests of this class run.
    @RegisterExtension
    static final OpenTelemetryExtension TRACER = OpenTelemetryExtension.create();

    private static final String KEY = "catalogue/spring.csv";
    private static final String NO_ERRORS = "line,reason,row\n";

    private final InMemoryFiles files = new InMemoryFiles();
    private final InMemoryProducts products = new InMemoryProducts();
    private final Queue<CloudEvent<ProductEvent>> published = new ConcurrentLinkedQueue<>();
    private Set<String> unpublishable = Set.of();
    private final CatalogueImport function = new CatalogueImport(
            files, products, this::publish, Clock.fixed(Instant.parse("2026-01-31T12:00:00Z"), ZoneOffset.UTC));

    @Test
    void eachRowBecomesAProductAndItsEvent() {
        imports("sku,name,price\nT-1, Green tea ,12.505\n\"T,2\",\"Tea \"\"two\"\"\",3\n");

        ProductSnapshot tea = product("T-1", "Green tea", "12.51");
        ProductSnapshot two = product("T,2", "Tea \"two\"", "3.00");
        assertThat(products.items.values()).containsExactlyInAnyOrder(tea, two);
        assertThat(published)
                .extracting(CloudEvent::data)
                .containsExactlyInAnyOrder(new ProductEvent.Created(tea), new ProductEvent.Created(two));
        CloudEvent<ProductEvent> event = published.stream()
                .filter(each -> each.data().productId().equals(tea.productId()))
                .findFirst()
                .orElseThrow();
        assertThat(event.id()).isEqualTo(DerivedIds.ofEvent(UUID.fromString(tea.productId()), "product.created"));
        assertThat(event.source()).isEqualTo("products");
        assertThat(event.time()).isEqualTo("2026-01-31T12:00:00Z");
        assertThat(files.errors).containsExactly(Map.entry(KEY, NO_ERRORS));
    }

    @Test
    void importedAgainNothingIsRewrittenAndEachEventComesAgainUnderItsId() {
        imports("sku,name,price\n1,Tea,2\n");
        ProductSnapshot changed = new ProductSnapshot(
                DerivedIds.ofProduct("1").toString(),
                "Better tea",
                new BigDecimal("5.00"),
                List.of(new PricingBracket(5, new BigDecimal("4.75"))),
                3,
                2);
        products.items.put(changed.productId(), changed);
        UUID first = published.remove().id();

        imports("sku,name,price\n1,Tea,2\n");

        assertThat(products.items.values()).containsExactly(changed);
        assertThat(published).singleElement().satisfies(again -> {
            assertThat(again.id()).isEqualTo(first);
            assertThat(again.data()).isEqualTo(new ProductEvent.Created(changed));
        });
    }

    @Test
    void eachRowHasATraceOfItsOwnThatIsLinkedToTheImport() {
        imports("sku,name,price\nA,Tea one,2\nB,Tea two,2\nC,,2\n");
        SpanData whole = spans("catalogue.import").get(0);
        List<SpanData> rows = spans("catalogue.row");

        assertThat(rows).hasSize(2).allSatisfy(row -> {
            assertThat(row.getParentSpanId()).isEqualTo(SpanId.getInvalid());
            assertThat(row.getLinks()).extracting(LinkData::getSpanContext).containsExactly(whole.getSpanContext());
            String sku = row.getAttributes().get(AttributeKey.stringKey("product.sku"));
            assertThat(sku).isIn("A", "B");
            assertThat(row.getAttributes().get(AttributeKey.stringKey("product.id")))
                    .isEqualTo(DerivedIds.ofProduct(sku == null ? "" : sku).toString());
            assertThat(row.getAttributes().get(AttributeKey.doubleKey("csv.line")))
                    .isEqualTo("A".equals(sku) ? 2 : 3);
            assertThat(row.getAttributes().get(AttributeKey.booleanKey("duplicate")))
                    .isNull();
        });
        assertThat(rows.stream().map(SpanData::getTraceId).collect(Collectors.toSet()))
                .hasSize(2)
                .doesNotContain(whole.getTraceId());
        assertCounts(whole, 2, 0, 1, 0);
        assertThat(whole.getAttributes().get(AttributeKey.stringKey("catalogue.key")))
                .isEqualTo(KEY);

        TRACER.clearSpans();
        imports("sku,name,price\nA,Tea one,2\nB,Tea two,2\nC,,2\n");
        assertCounts(spans("catalogue.import").get(0), 0, 2, 1, 0);
        assertThat(spans("catalogue.row"))
                .allSatisfy(row -> assertThat(row.getAttributes().get(AttributeKey.booleanKey("duplicate")))
                        .isTrue());
    }

    @Test
    void badRowsAreInTheFileOfErrorsAndTheOthersAreImported() {
        imports("sku,name,price\n1,Tea,2\n2,T,0\n3,Coffee\n1,Tea again,2\n,Milk,1\n4,\"Two\nlines\",x\n5,Cocoa,4\n");

        assertThat(files.errors.get(KEY)).isEqualTo("""
                line,reason,row
                3,name must have at least 3 characters; price must be greater than 0 when rounded to two decimals,"2,T,0"
                4,"the row has 2 columns, not 3; a value with a comma in it must be quoted","3,Coffee"
                5,sku 1 stands on line 2 already,"1,Tea again,2"
                6,sku is required,",Milk,1"
                7,price must be a number,"4,""Two
                lines"",x"
                """);
        assertThat(products.items.values()).extracting(ProductSnapshot::name).containsExactlyInAnyOrder("Tea", "Cocoa");
    }

    @Test
    void whatFailsForNowFailsTheInvocationAndIsImportedByTheNext() {
        String csv = "sku,name,price\n1,Tea,2\n2,Milk,1\n3,Cocoa,4\n4,x,1\n";
        products.troubled = Set.of("Milk");
        unpublishable = Set.of("Cocoa");
        assertThatThrownBy(() -> imports(csv))
                .isInstanceOf(ImportUnfinishedException.class)
                .hasMessageContaining("2 rows of catalogue/spring.csv");
        assertThat(files.errors.get(KEY))
                .contains("3,\"not imported yet, to be tried again: ", "4,\"not imported yet", "5,name must")
                .contains("the table does not answer");
        assertCounts(spans("catalogue.import").get(0), 1, 0, 1, 2);
        assertThat(spans("catalogue.row").stream().filter(row -> row.getStatus().getStatusCode() == StatusCode.ERROR))
                .hasSize(2);
        assertThat(spans("catalogue.import").get(0).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);

        products.troubled = Set.of();
        unpublishable = Set.of();
        imports(csv);
        assertThat(published)
                .extracting(event -> event.data().productId())
                .contains(
                        DerivedIds.ofProduct("2").toString(),
                        DerivedIds.ofProduct("3").toString());
        assertThat(files.errors.get(KEY))
                .isEqualTo("line,reason,row\n5,name must have at least 3 characters,\"4,x,1\"\n");
    }

    @Test
    void whenTimeRunsOutTheRestIsNamedAndTheInvocationFails() {
        AtomicInteger asked = new AtomicInteger();
        files.store("spring", "sku,name,price\n1,Tea,2\n2,Milk,1\n3,Cocoa,4\n");
        assertThatThrownBy(() -> function.handleRequest(
                        notification(KEY, 50), new Invocation(() -> asked.getAndIncrement() < 2 ? 60_000 : 9_000)))
                .isInstanceOf(ImportUnfinishedException.class)
                .hasMessageContaining("1 rows");
        assertThat(products.items).hasSize(2);
        assertThat(files.errors.get(KEY)).contains("the import ran out of time");
    }

    @Test
    void aFileThatIsTooLargeIsReportedUnread() {
        function.handleRequest(notification(KEY, 5L * 1024 * 1024 + 1), new Invocation());
        assertThat(files.errors.get(KEY)).contains("1,\"the file has 5242881 bytes, of 5242880");
    }

    @Test
    void theKeyIsReadAsTheNotificationEncodesIt() {
        files.catalogues.put("catalogue/my list é.csv", "sku,name,price\n1,Tea,2\n".getBytes(StandardCharsets.UTF_8));
        function.handleRequest(notification("catalogue/my+list+%C3%A9.csv", 23), new Invocation());
        assertThat(files.errors).containsOnlyKeys("catalogue/my list é.csv");
        assertThat(published).hasSize(1);
    }

    @Test
    void aThousandRowsAreAThousandTraces() {
        StringBuilder csv = new StringBuilder("sku,name,price\n");
        for (int row = 1; row <= 1000; row++) {
            csv.append("sku-").append(row).append(row % 100 == 0 ? ",x,1\n" : ",Product,1\n");
        }
        imports(csv.toString());
        assertThat(products.items).hasSize(990);
        assertThat(published.stream().map(CloudEvent::id).collect(Collectors.toSet()))
                .hasSize(990);
        assertThat(files.errors.getOrDefault(KEY, "").lines()).hasSize(11);
        assertThat(spans("catalogue.row").stream().map(SpanData::getTraceId).collect(Collectors.toSet()))
                .hasSize(990);
    }

    private void imports(String csv) {
        files.store("spring", csv);
        function.handleRequest(notification(KEY, csv.length()), new Invocation());
    }

    private void publish(CloudEvent<ProductEvent> event) {
        if (event.data() instanceof ProductEvent.Created created
                && unpublishable.contains(created.product().name())) {
            throw new IllegalStateException("the topic does not answer");
        }
        published.add(event);
    }

    private static S3Event notification(String key, long size) {
        String event = """
                {"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-west-1",
                  "eventTime":"2026-01-31T12:00:00.000Z","eventName":"ObjectCreated:Put",
                  "userIdentity":{"principalId":"AWS:A"},"requestParameters":{"sourceIPAddress":"127.0.0.1"},
                  "responseElements":{"x-amz-request-id":"C3D13FE58DE4C810","x-amz-id-2":"x"},
                  "s3":{"s3SchemaVersion":"1.0","configurationId":"c",
                    "bucket":{"name":"b","ownerIdentity":{"principalId":"A"},"arn":"arn:aws:s3:::b"},
                    "object":{"key":"%s","size":%d,"eTag":"d41d8cd98f00b204e9800998ecf8427e","sequencer":"0A1B"}}}]}
                """.formatted(key, size);
        return LambdaEventSerializers.serializerFor(S3Event.class, CatalogueImportTest.class.getClassLoader())
                .fromJson(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)));
    }

    private static ProductSnapshot product(String sku, String name, String price) {
        return new ProductSnapshot(DerivedIds.ofProduct(sku).toString(), name, new BigDecimal(price), List.of(), 1, 1);
    }

    private static List<SpanData> spans(String name) {
        return TRACER.getSpans().stream()
                .filter(span -> span.getName().equals(name))
                .toList();
    }

    private static void assertCounts(SpanData whole, int created, int existing, int refused, int unfinished) {
        assertThat(List.of("created", "existing", "refused", "unfinished"))
                .extracting(name -> whole.getAttributes().get(AttributeKey.doubleKey("catalogue." + name)))
                .containsExactly((double) created, (double) existing, (double) refused, (double) unfinished);
    }
}
