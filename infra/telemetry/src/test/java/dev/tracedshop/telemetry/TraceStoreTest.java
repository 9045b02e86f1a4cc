package dev.tracedshop.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracedshop.trace.LogLine;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.SpanLink;
import dev.tracedshop.trace.SpanPointer;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.TraceId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TraceStoreTest {

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    @Test
    void aSpanSentAgainReplacesTheEarlierOne() {
        TraceStore store = new TraceStore();
        store.add(List.of(span(1, 1, "first")));
        store.add(List.of(span(1, 1, "second"), span(1, 2, "other")));

        assertThat(store.size()).isEqualTo(2);
        assertThat(store.trace(id(1)).orElseThrow().spans())
                .extracting(Span::resource)
                .containsExactlyInAnyOrder("second", "other");
    }

    @Test
    void theOldestTraceByArrivalLeavesAsAWhole() {
        TraceStore store = new TraceStore(4);
        store.add(List.of(span(1, 1, "a"), span(1, 2, "a")));
        store.addLine(1, line("of the first"));
        store.add(List.of(span(2, 1, "b"), span(2, 2, "b")));
        store.add(List.of(span(3, 1, "c")));

        assertThat(store.traces()).extracting(Trace::id).containsExactly(id(2), id(3));
        assertThat(store.size()).isEqualTo(3);
        assertThat(store.dropped()).isEqualTo(new TraceStore.Dropped(1, 2, 1));
    }

    @Test
    void theTracesAroundOneAreThoseOfItsLinksAndPointersInBothDirections() {
        TraceStore store = new TraceStore(5);
        SpanPointer pointer = new SpanPointer("aws.dynamodb.item", "d", "7f1aee721472bcb48701d45c7c7f7821");
        Span forgotten = with(span(9, 1, "old"), List.of(), List.of(pointer));
        Span writer = with(span(1, 1, "write"), List.of(), List.of(pointer));
        Span reader =
                with(span(2, 1, "read"), List.of(), List.of(new SpanPointer(pointer.kind(), "u", pointer.hash())));
        Span linking = with(span(3, 1, "link"), List.of(new SpanLink(id(1), 1, Map.of())), List.of());
        Span other =
                with(span(4, 1, "other"), List.of(), List.of(new SpanPointer("aws.s3.object", "u", pointer.hash())));
        Span more = with(span(5, 1, "more"), List.of(new SpanLink(id(2), 1, Map.of())), List.of());
        List.of(forgotten, writer, reader, linking, other, more).forEach(span -> store.add(List.of(span)));

        assertThat(around(store, 1)).containsExactlyInAnyOrder(id(2), id(3));
        assertThat(around(store, 2)).containsExactlyInAnyOrder(id(1), id(5));
        assertThat(around(store, 3)).containsExactly(id(1));
        assertThat(around(store, 4)).isEmpty();

        store.add(List.of(span(3, 1, "no link any more")));
        store.replace(List.of(reader), List.of());
        assertThat(around(store, 1)).isEmpty();
    }

    private static List<TraceId> around(TraceStore store, long id) {
        return store.around(store.trace(id(id)).orElseThrow()).stream()
                .map(Trace::id)
                .toList();
    }

    private static Span with(Span span, List<SpanLink> links, List<SpanPointer> pointers) {
        return new Span(
                span.traceId(),
                span.spanId(),
                span.parentId(),
                span.service(),
                span.name(),
                span.resource(),
                span.type(),
                span.kind(),
                span.start(),
                span.duration(),
                span.error(),
                span.tags(),
                span.metrics(),
                links,
                pointers);
    }

    @Test
    void aTraceThatFillsTheStoreAloneLosesItsFurtherSpans() {
        TraceStore store = new TraceStore(2);
        store.add(List.of(span(1, 1, "a"), span(1, 2, "a"), span(1, 3, "a")));
        store.add(List.of(span(1, 2, "again")));

        assertThat(store.size()).isEqualTo(2);
        assertThat(store.trace(id(1)).orElseThrow().spans())
                .extracting(Span::resource)
                .containsExactly("a", "again");
        assertThat(store.dropped()).isEqualTo(new TraceStore.Dropped(0, 1, 0));
    }

    @Test
    void aStoreWithoutRoomIsRefused() {
        assertThatThrownBy(() -> new TraceStore(0)).hasMessageContaining("at least 1 span");
    }

    @Test
    void newestComesFirst() {
        TraceStore store = new TraceStore();
        store.add(List.of(span(1, 1, "a")));
        store.add(List.of(span(2, 1, "b")));
        store.add(List.of(span(3, 1, "c")));

        assertThat(store.newest(2)).extracting(Trace::id).containsExactly(id(3), id(2));
        assertThat(store.trace(id(9))).isEmpty();
    }

    @Test
    void aRequestsTraceIsFoundByAnyOfItsSpansAsLongAsItIsHere() {
        TraceStore store = new TraceStore(4);
        Span called = Spans.span(id(2), 2, 1, "c", Map.of("request_id", "r"));
        store.add(List.of(span(1, 1, "a")));
        store.add(List.of(Spans.span(id(2), 1, 0, "b", Map.of("request_id", "r")), called));

        assertThat(store.ofRequest("r")).extracting(Trace::id).containsExactly(id(2));
        assertThat(store.ofRequest("s")).isEmpty();

        store.replace(List.of(called), List.of(Spans.span(id(3), 2, 0, "c", Map.of("request_id", "r"))));
        assertThat(store.ofRequest("r")).extracting(Trace::id).containsExactly(id(2), id(3));

        store.add(List.of(span(4, 1, "d"), span(4, 2, "e"), span(4, 3, "f")));
        assertThat(store.ofRequest("r"))
                .as("the oldest traces are gone")
                .extracting(Trace::id)
                .containsExactly(id(3));
    }

    @Test
    void linesWaitForTheirTraceAndAreBoundedPerTrace() {
        TraceStore store = new TraceStore();
        store.addLine(1, line("before"));
        store.add(List.of(span(1, 1, "a")));
        assertThat(store.trace(id(1)).orElseThrow().logs())
                .extracting(LogLine::text)
                .containsExactly("before");
        for (int i = 0; i < TraceStore.MAXIMUM_LINES_PER_TRACE + 4; i++) {
            store.addLine(1, line("after"));
        }

        assertThat(store.trace(id(1)).orElseThrow().logs()).hasSize(TraceStore.MAXIMUM_LINES_PER_TRACE);
        assertThat(store.droppedLines(id(1))).isEqualTo(5);
        assertThat(store.dropped().logLines()).isEqualTo(5);
    }

    @Test
    void linesOfTracesThatNeverComeAreBoundedToo() {
        TraceStore store = new TraceStore(10);
        for (int trace = 1; trace <= 30; trace++) {
            store.addLine(trace, line("lost"));
        }

        assertThat(store.dropped().logLines()).isEqualTo(20);
    }

    @Test
    void awaitReturnsTheTraceThatIsThereOrComesOrNothingAtTheDeadline() throws Exception {
        TraceStore store = new TraceStore();
        store.add(List.of(span(1, 1, "here")));
        assertThat(store.awaitTrace(trace -> true, DEADLINE)).map(Trace::id).contains(id(1));
        assertThat(store.awaitTrace(trace -> trace.spans().size() > 1, Instant.now()))
                .isEmpty();

        CountDownLatch waits = new CountDownLatch(1);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<Optional<Trace>> found = thread.submit(() -> store.awaitTrace(
                    trace -> {
                        waits.countDown();
                        return trace.spans().size() > 1 && !trace.logs().isEmpty();
                    },
                    DEADLINE));
            assertThat(waits.await(20, TimeUnit.SECONDS)).isTrue();
            store.add(List.of(span(2, 1, "noise")));
            store.add(List.of(span(1, 2, "comes")));
            store.addLine(1, line("and a line"));
            assertThat(found.get(20, TimeUnit.SECONDS)).map(Trace::id).contains(id(1));
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void eightWritersLoseNothingAndTheBoundHolds() throws Exception {
        TraceStore store = new TraceStore(10_000);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Void>> writers = new ArrayList<>();
            for (int writer = 0; writer < 8; writer++) {
                long base = writer * 1_000L;
                writers.add(() -> {
                    for (int trace = 1; trace <= 250; trace++) {
                        List<Span> spans = new ArrayList<>();
                        for (int span = 1; span <= 10; span++) {
                            spans.add(span(base + trace, span, "x"));
                        }
                        store.add(spans);
                        assertThat(store.size()).isLessThanOrEqualTo(10_000);
                        store.newest(1);
                    }
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(writers)) {
                done.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(store.size()).isEqualTo(10_000);
        assertThat(store.dropped()).isEqualTo(new TraceStore.Dropped(1_000, 10_000, 0));
        assertThat(store.traces())
                .hasSize(1_000)
                .allSatisfy(trace -> assertThat(trace.spans()).hasSize(10));
    }

    private static TraceId id(long low) {
        return new TraceId(7, low);
    }

    private static Span span(long trace, long span, String resource) {
        return Spans.span(id(trace), span, 0, resource, Map.of());
    }

    private static LogLine line(String text) {
        return new LogLine("orders", Instant.EPOCH, text);
    }
}
