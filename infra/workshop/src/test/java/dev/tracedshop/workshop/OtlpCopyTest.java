package dev.tracedshop.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.SpanLink;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.TraceId;
import dev.tracedshop.trace.expect.HttpShop;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Shop;
import dev.tracedshop.workshop.shop.RunningShop;
import io.opentelemetry.proto.trace.v1.Status;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the copy that a backend gets over OTLP against what is stored here, decoded by OpenTelemetry's own classes. */
@WholeShop
class OtlpCopyTest {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    /** What has to be the same on both sides. */
    private record Copied(
            String service, String resource, String parent, boolean error, long start, Set<String> links) {}

    @Test
    void theTraceOfAWholeOrderAndThoseLinkedToItArriveWithTheirIdsParentsAndLinks(RunningShop shop, OtlpBackend backend)
            throws InterruptedException {
        Response created = new HttpShop(shop.api()).post("/product", Shop.product("Copied", "12.50"));
        assertThat(created.status()).isEqualTo(201);
        RunningShop.Mark unused = shop.markAtRest(LIMIT);
        await().atMost(LIMIT).until(() -> shop.forwarded().orElseThrow().waiting() == 0);
        assertThat(shop.forwarded().orElseThrow().dropped()).isZero();

        Trace order = created.requestId().flatMap(shop::traceOf).orElseThrow();
        List<Trace> linked = shop.telemetry().store().traces().stream()
                .filter(trace -> trace.spans().stream()
                        .flatMap(span -> span.links().stream())
                        .anyMatch(link -> link.traceId().equals(order.id())))
                .filter(trace -> !trace.id().equals(order.id()))
                .toList();
        Map<String, Copied> here = new HashMap<>();
        here(order, here);
        linked.forEach(trace -> here(trace, here));
        assertThat(order.spans())
                .extracting(Span::name)
                .as("the order's trace is that of the whole shop")
                .contains("aws.lambda", "aws.sns", "aws.sqs", "aws.eventbridge", "aws.stepfunctions");
        assertThat(order.spans()).extracting(Span::service).contains("supplier");
        assertThat(linked).as("the traces of analytics").hasSize(2);

        assertThat(there(backend, here.keySet())).isEqualTo(here);
        assertThat(backend.spans().stream()
                        .filter(received -> hex(received.span().getTraceId())
                                .equals(order.id().toString()))
                        .count())
                .as("spans of the order's trace that were sent")
                .isEqualTo(order.spans().size());
    }

    private static void here(Trace trace, Map<String, Copied> found) {
        for (Span span : trace.spans()) {
            found.put(
                    id(trace.id(), span.spanId()),
                    new Copied(
                            span.service(),
                            span.resource(),
                            span.parentId() == 0 ? "" : hex(span.parentId()),
                            span.error(),
                            span.start(),
                            links(span)));
        }
    }

    private static Map<String, Copied> there(OtlpBackend backend, Set<String> wanted) {
        return backend.spans().stream()
                .filter(received -> wanted.contains(
                        hex(received.span().getTraceId()) + hex(received.span().getSpanId())))
                .collect(Collectors.toMap(
                        received -> hex(received.span().getTraceId())
                                + hex(received.span().getSpanId()),
                        received -> new Copied(
                                received.service(),
                                received.span().getName(),
                                hex(received.span().getParentSpanId()),
                                received.span().getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR,
                                received.span().getStartTimeUnixNano(),
                                links(received.span()))));
    }

    private static Set<String> links(Span span) {
        Set<String> links = new TreeSet<>();
        for (SpanLink link : span.links()) {
            links.add(id(link.traceId(), link.spanId()));
        }
        return links;
    }

    private static Set<String> links(io.opentelemetry.proto.trace.v1.Span span) {
        // A pointer goes as a link to nowhere.
        return span.getLinksList().stream()
                .map(link -> hex(link.getTraceId()) + hex(link.getSpanId()))
                .filter(id -> !id.matches("0+"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String id(TraceId trace, long span) {
        return trace.toString() + hex(span);
    }

    private static String hex(long id) {
        return String.format("%016x", id);
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
