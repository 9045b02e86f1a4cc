package dev.tracedshop.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** One item with many writes: which reader belongs to which of them. */
class PointerJoinsTest {
    private static final String HASH = "0123456789abcdef0123456789abcdef";

    private final List<Traces> traces = new ArrayList<>();

    @Test
    void aWriterAndItsReaderAreJoinedInBothDirections() {
        Span write = write("UpdateItem", 100, 10);
        Span read = read("e1", "INSERT", 0, 300);

        assertThat(joins(read)).isEqualTo("UpdateItem@100");
        assertThat(joins(write)).isEqualTo("INSERT@0");
        assertThat(new PointerJoins(all()).areJoined(write, read)).isTrue();
        assertThat(new PointerJoins(all()).areJoined(read, write)).isTrue();
    }

    @Test
    void writesWithinOneSecondAreToldApartByTheirOrder() {
        write("UpdateItem", 100, 10);
        write("UpdateItem", 120, 10);
        write("UpdateItem", 140, 10);
        Span deleting = write("DeleteItem", 160, 10);
        Span first = read("e1", "INSERT", 0, 200);
        Span second = read("e2", "MODIFY", 0, 220);
        Span third = read("e3", "MODIFY", 0, 240);
        Span last = read("e4", "REMOVE", 0, 260);

        assertThat(joins(first)).isEqualTo("UpdateItem@100");
        assertThat(joins(second)).isEqualTo("UpdateItem@120");
        assertThat(joins(third)).isEqualTo("UpdateItem@140");
        assertThat(joins(last)).isEqualTo("DeleteItem@160");
        assertThat(joins(deleting)).isEqualTo("REMOVE@0");
    }

    @Test
    void whatIsNotCertainSaysSo() {
        write("UpdateItem", 100, 10);
        Span between = write("UpdateItem", 120, 10);
        write("UpdateItem", 140, 10);
        Span first = read("e1", "MODIFY", 0, 600);
        Span second = read("e2", "MODIFY", 0, 620);

        assertThat(joins(first)).isEqualTo("perhaps UpdateItem@100, perhaps UpdateItem@120");
        assertThat(joins(second)).isEqualTo("perhaps UpdateItem@120, perhaps UpdateItem@140");
        assertThat(joins(between)).isEqualTo("perhaps MODIFY@0, perhaps MODIFY@0");
    }

    @Test
    void aWriterThatBeganAfterItsSupposedReaderIsNone() {
        write("UpdateItem", 100, 10);
        write("UpdateItem", 800, 10);
        Span read = read("e1", "MODIFY", 0, 300);

        assertThat(joins(read)).isEqualTo("UpdateItem@100");
    }

    @Test
    void aRecordOfAnotherTimeHasNoWriterHere() {
        Span write = write("UpdateItem", 5_100, 10);
        Span earlier = read("e1", "INSERT", 1_000, 1_500);
        Span later = read("e2", "MODIFY", 9_000, 9_500);

        assertThat(joins(earlier)).isEmpty();
        assertThat(joins(later)).isEmpty();
        assertThat(joins(write)).isEmpty();
    }

    @Test
    void aRefusedWriteIsNobodysWriter() {
        write("UpdateItem", 100, 10);
        Traces refused = new Traces(id()).span("write", "", "shop", "aws.http", "DynamoDb.UpdateItem", 120, 10);
        traces.add(refused.pointer("write", new SpanPointer(PointerHash.DYNAMODB_ITEM, "d", HASH))
                .error("write"));

        assertThat(joins(read("e1", "MODIFY", 0, 300))).isEqualTo("UpdateItem@100");
    }

    @Test
    void aRecordThatCameTwiceHasOneWriter() {
        Span write = write("UpdateItem", 100, 10);
        write("UpdateItem", 120, 10);
        Span attempt = read("e1", "INSERT", 0, 300);
        Span again = read("e1", "INSERT", 0, 1_300);
        Span next = read("e2", "MODIFY", 0, 1_600);

        assertThat(joins(attempt)).isEqualTo("UpdateItem@100");
        assertThat(joins(again)).isEqualTo("UpdateItem@100");
        assertThat(joins(next)).isEqualTo("UpdateItem@120");
        assertThat(joins(write)).isEqualTo("INSERT@0, INSERT@0");
    }

    @Test
    void eachConsumerOfAStreamHasAllRecords() {
        Span write = write("UpdateItem", 100, 10);
        Span audit = read("e1", "INSERT", 0, 300);
        traces.get(traces.size() - 1).tags("read", "functionname", "dev-search");
        Span search = traces.get(traces.size() - 1).get("read");
        Span other = read("e1", "INSERT", 0, 320);

        assertThat(audit.tags()).doesNotContainEntry("functionname", "dev-search");
        assertThat(joins(search)).isEqualTo("UpdateItem@100");
        assertThat(joins(other)).isEqualTo("UpdateItem@100");
        assertThat(joins(write)).isEqualTo("INSERT@0, INSERT@0");
    }

    @Test
    void writesThatOverlapHaveNoOrder() {
        write("UpdateItem", 100, 60);
        write("UpdateItem", 120, 60);
        read("e1", "INSERT", 0, 300);
        Span second = read("e2", "MODIFY", 0, 320);

        assertThat(joins(second)).isEqualTo("perhaps UpdateItem@100, perhaps UpdateItem@120");
    }

    @Test
    void aPutLeavesARecordAndNoPointer() {
        write("UpdateItem", 140, 10);
        Span ofThePut = read("e1", "INSERT", 0, 300);
        Span ofTheUpdate = read("e2", "MODIFY", 0, 320);

        assertThat(joins(ofThePut)).isEqualTo("perhaps UpdateItem@140");
        assertThat(joins(ofTheUpdate)).isEqualTo("perhaps UpdateItem@140");
    }

    @Test
    void theSameContentTwiceHasTwoReaders() {
        String kind = PointerHash.S3_OBJECT;
        write(kind, "S3.PutObject", 100, 30);
        write(kind, "S3.CopyObject", 600, 30);
        Span first = read(kind, "ObjectCreated:Put", "ObjectCreated:Put", 125, 400);
        Span second = read(kind, "ObjectCreated:Copy", "ObjectCreated:Copy", 625, 900);

        assertThat(joins(first)).isEqualTo("PutObject@100");
        assertThat(joins(second)).isEqualTo("CopyObject@600");
    }

    @Test
    void anotherKindIsAnotherThing() {
        write("UpdateItem", 100, 10);
        Span object = read(PointerHash.S3_OBJECT, "e1", "ObjectCreated:Put", 105, 300);

        assertThat(joins(object)).isEmpty();
    }

    private Span write(String operation, double from, double length) {
        return write(PointerHash.DYNAMODB_ITEM, "DynamoDb." + operation, from, length);
    }

    private Span write(String kind, String resource, double from, double length) {
        Traces trace = new Traces(id())
                .span("write", "", "shop", "aws.http", resource, from, length)
                .pointer("write", new SpanPointer(kind, SpanPointer.WRITER, HASH));
        traces.add(trace);
        return trace.get("write");
    }

    private Span read(String event, String what, double created, double handedOver) {
        return read(PointerHash.DYNAMODB_ITEM, event, what, created, handedOver);
    }

    private Span read(String kind, String event, String what, double created, double handedOver) {
        Traces trace = new Traces(id())
                .span("read", "", "products", "aws.dynamodb", what + " products", created, handedOver - created)
                .tags("read", "event_id", event, "event_name", what, "functionname", "dev-audit")
                .pointer("read", new SpanPointer(kind, SpanPointer.READER, HASH));
        traces.add(trace);
        return trace.get("read");
    }

    private String id() {
        return String.format("%032x", traces.size() + 1);
    }

    private List<Trace> all() {
        return traces.stream().map(Traces::trace).toList();
    }

    private String joins(Span span) {
        return new PointerJoins(all())
                .of(span, span.pointers().get(0)).stream()
                        .map(join -> (join.certain() ? "" : "perhaps ")
                                + (join.span().name().equals("aws.http")
                                        ? PointerJoins.operation(join.span())
                                        : join.span().tags().get("event_name"))
                                + "@" + (join.span().start() - Traces.START) / 1_000_000)
                        .collect(Collectors.joining(", "));
    }
}
