package dev.tracedshop.inventoryordering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tracedshop.testing.Invocation;
import dev.tracedshop.tracing.Spans;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RequestQuoteTest {

    // Stands in for the tracer while the tests of this class run.
    @RegisterExtension
    static final OpenTelemetryExtension TRACER = OpenTelemetryExtension.create();

    private static final String PRODUCT = "0b0f2f1c-6a3f-4a44-9d27-0d5c7a1c8a11";
    private static final String QUOTE =
            "{\"quoteId\":\"q1\",\"quantity\":40,\"unitPrice\":12.50,\"deliverySeconds\":3}";
    private static final int HANGS = -1;

    private final Deque<Integer> statuses = new ArrayDeque<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private String body = QUOTE;

    RequestQuoteTest() throws IOException {
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void theQuoteIsHandedOnInASpanThatCountsTheTries() {
        assertThat(request(PRODUCT, Duration.ofSeconds(30)))
                .isEqualTo(Map.of(
                        "quoteId", "q1", "quantity", 40, "unitPrice", new BigDecimal("12.50"), "deliverySeconds", 3));
        assertThat(requests).containsExactly("/quotes/" + PRODUCT);

        SpanData quote = span("supplier.quote");
        assertThat(quote.getParentSpanId()).isEqualTo(span("invocation").getSpanId());
        assertThat(quote.getAttributes().get(AttributeKey.stringKey("product.id")))
                .isEqualTo(PRODUCT);
        assertThat(quote.getAttributes().get(AttributeKey.doubleKey("supplier.attempts")))
                .isEqualTo(1);
        assertThat(quote.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(span("invocation").getAttributes().get(AttributeKey.stringKey("product.id")))
                .isEqualTo(PRODUCT);
    }

    @Test
    void aFaultOfTheSuppliersIsAskedAgainOnce() {
        statuses.add(503);
        assertThat(request(PRODUCT, Duration.ofSeconds(30))).containsEntry("quoteId", "q1");
        assertThat(requests).hasSize(2);
        assertThat(span("supplier.quote").getAttributes().get(AttributeKey.doubleKey("supplier.attempts")))
                .isEqualTo(2);
    }

    @Test
    void tooManyRequestsAreAskedAgainLater() {
        statuses.addAll(List.of(429, 429));
        assertThatThrownBy(() -> request(PRODUCT, Duration.ofSeconds(30)))
                .isInstanceOf(SupplierUnavailable.class)
                .hasMessageContaining("429");
        assertThat(requests).hasSize(2);
    }

    @Test
    void twoFaultsAreUnavailableByTheNameThatTheStateMachineKnows() {
        statuses.addAll(List.of(503, 500));
        assertThatThrownBy(() -> request(PRODUCT, Duration.ofSeconds(30)))
                .isInstanceOf(SupplierUnavailable.class)
                .hasMessageContaining("in 2 tries")
                .hasMessageContaining("500");
        assertThat(requests).hasSize(2);
        assertThat(span("supplier.quote").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(StateMachineTest.definition()).contains('"' + SupplierUnavailable.class.getName() + '"');
    }

    @Test
    void aSupplierThatHangsIsGivenUpTwice() {
        statuses.addAll(List.of(HANGS, HANGS));
        assertThatThrownBy(() -> request(PRODUCT, Duration.ofMillis(300))).isInstanceOf(SupplierUnavailable.class);
        assertThat(requests).hasSize(2);
    }

    @Test
    void aSupplierThatIsNotThereIsUnavailable() {
        server.stop(0);
        assertThatThrownBy(() -> request(PRODUCT, Duration.ofSeconds(30)))
                .isInstanceOf(SupplierUnavailable.class)
                .hasMessageContaining("ConnectException");
    }

    @Test
    void aRefusalIsNotRepeated() {
        statuses.add(404);
        assertThatThrownBy(() -> request(PRODUCT, Duration.ofSeconds(30)))
                .isInstanceOf(SupplierRefused.class)
                .hasMessageContaining("404");
        assertThat(requests).hasSize(1);
    }

    @Test
    void whatIsNoQuoteIsNotRepeated() {
        body = "{\"quoteId\":\"q1\",\"quantity\":-1,\"unitPrice\":12.50,\"deliverySeconds\":3}";
        assertThatThrownBy(() -> request(PRODUCT, Duration.ofSeconds(30)))
                .isInstanceOf(SupplierRefused.class)
                .hasMessageContaining("quantity must be from 0");
        assertThat(requests).hasSize(1);
    }

    @Test
    void anIdBecomesOneSegmentOfThePath() {
        request("a b/c", Duration.ofSeconds(30));
        assertThat(requests).containsExactly("/quotes/a%20b%2Fc");
    }

    @Test
    void anEventWithoutAProductIsRefused() {
        RequestQuote function = new RequestQuote(new Supplier("http://127.0.0.1:1", Duration.ofSeconds(1)));
        assertThatThrownBy(() -> function.handleRequest(Map.of("productId", 7), new Invocation()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("productId must be a string");
    }

    private Map<String, Object> request(String productId, Duration tryLimit) {
        Supplier supplier =
                new Supplier("http://127.0.0.1:" + server.getAddress().getPort() + "/", tryLimit);
        return Spans.inSpan(
                "invocation",
                () -> new RequestQuote(supplier)
                        .handleRequest(Map.of("productId", productId, "_datadog", Map.of()), new Invocation()));
    }

    private void answer(HttpExchange exchange) throws IOException {
        int status;
        synchronized (statuses) {
            requests.add(exchange.getRequestURI().getRawPath());
            status = statuses.isEmpty() ? 200 : statuses.removeFirst();
        }
        if (status == HANGS) {
            awaitClosing();
        }
        byte[] answer = (status == 200 ? body : "{\"message\":\"no\"}").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status == HANGS ? 500 : status, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private void awaitClosing() {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static SpanData span(String name) {
        return TRACER.getSpans().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
