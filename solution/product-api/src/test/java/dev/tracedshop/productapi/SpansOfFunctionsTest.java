package dev.tracedshop.productapi;

import static dev.tracedshop.productapi.Samples.TEA;
import static dev.tracedshop.productapi.Samples.TEA_ID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.productapi.ApiGateway.Answer;
import dev.tracedshop.tracing.Spans;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Clock;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SpansOfFunctionsTest {

    // Stands in for the tracer while the tests of this class run.
    @RegisterExtension
    static final OpenTelemetryExtension TRACER = OpenTelemetryExtension.create();

    private static final AttributeKey<String> PRODUCT_ID = AttributeKey.stringKey(Spans.PRODUCT_ID);

    private final InMemoryProducts products = new InMemoryProducts(TEA);
    private final RecordedEvents events = new RecordedEvents();
    private final ProductCatalogue catalogue = new ProductCatalogue(products, events, Clock.systemUTC());
    private final ApiGateway create = new ApiGateway(new CreateProduct(catalogue));

    @Test
    void createIsOneSpanBelowTheInvocationAndBothCarryTheProductsId() {
        Answer answer = invoked(() -> create.withBody("{\"name\":\"Mate\",\"price\":12.5}"));

        SpanData invocation = span("invocation");
        SpanData business = span("product.create");
        assertThat(business.getParentSpanId()).isEqualTo(invocation.getSpanId());
        assertThat(business.getAttributes().get(PRODUCT_ID)).isEqualTo(answer.field("productId"));
        assertThat(business.getAttributes().get(AttributeKey.doubleKey(Spans.PRODUCT_PRICE)))
                .isEqualTo(12.5);
        assertThat(invocation.getAttributes().get(PRODUCT_ID)).isEqualTo(answer.field("productId"));
        assertThat(business.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    }

    @Test
    void updateAndDeleteCarryTheProductsIdTwiceAndGetOnce() {
        invoked(() -> new ApiGateway(new UpdateProduct(catalogue))
                .withBody("{\"id\":\"" + TEA_ID + "\",\"name\":\"Mate\",\"price\":1}"));
        assertThat(span("product.update").getAttributes().get(PRODUCT_ID)).isEqualTo(TEA_ID);
        assertThat(span("invocation").getAttributes().get(PRODUCT_ID)).isEqualTo(TEA_ID);

        TRACER.clearSpans();
        invoked(() -> new ApiGateway(new DeleteProduct(catalogue)).withProductId(TEA_ID));
        assertThat(span("product.delete").getAttributes().get(PRODUCT_ID)).isEqualTo(TEA_ID);
        assertThat(span("invocation").getAttributes().get(PRODUCT_ID)).isEqualTo(TEA_ID);

        TRACER.clearSpans();
        invoked(() -> new ApiGateway(new GetProduct(products)).withProductId(TEA_ID));
        assertThat(TRACER.getSpans()).hasSize(1);
        assertThat(span("invocation").getAttributes().get(PRODUCT_ID)).isEqualTo(TEA_ID);
    }

    @Test
    void aFaultMarksBothSpansAndTheAnswerNamesTheTrace() {
        events.refuses = true;
        Answer answer = invoked(() -> create.withBody("{\"name\":\"Mate\",\"price\":12.5}"));

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.message())
                .singleElement()
                .asString()
                .contains("trace " + span("invocation").getTraceId());
        for (String name : new String[] {"invocation", "product.create"}) {
            assertThat(span(name).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(span(name).getStatus().getDescription()).contains("the write was undone");
            assertThat(span(name).getEvents()).hasSize(1);
        }
    }

    @Test
    void aRefusalIsNoFault() {
        invoked(() -> create.withBody("{}"));
        assertThat(TRACER.getSpans()).hasSize(1);
        assertThat(span("invocation").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    }

    /** Calls a function inside of a span, as the tracer does. */
    private static Answer invoked(Supplier<Answer> call) {
        return Spans.inSpan("invocation", call);
    }

    private static SpanData span(String name) {
        return TRACER.getSpans().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
