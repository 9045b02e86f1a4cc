package dev.tracedshop.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.SpanLink;
import dev.tracedshop.trace.SpanPointer;
import dev.tracedshop.trace.TraceId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TracePayloadTest {

    private static final TraceId TRACE = TraceId.parse("6a00000000000000f12210f47de98115");

    private final TracePayload payload = new TracePayload();

    @Test
    void readsBothVersionsAlikeWithUnsignedIdsAndTheSharedUpperHalf() throws MalformedPayload {
        Span root = Spans.span(TRACE, 0xf000000000000001L, 0, "a", Map.of("_dd.p.tid", "6a00000000000000"));
        Span child = Spans.span(TRACE, 2, root.spanId(), "b", Map.of("span.kind", "client", "x", "é\n"));

        List<List<SpanBuilder>> read04 = payload.readVersion04(Payloads.version04(List.of(child, root)));
        List<List<SpanBuilder>> read05 = payload.readVersion05(Payloads.version05(List.of(child, root)));

        assertThat(read04).hasSize(1);
        assertThat(read04.get(0).stream().map(SpanBuilder::build)).containsExactly(child, root);
        assertThat(read05).hasSize(1);
        assertThat(read05.get(0).stream().map(SpanBuilder::build)).containsExactly(child, root);
    }

    @Test
    void anUpperHalfIsNotGivenToAnotherTraceOfTheChunk() throws MalformedPayload {
        Span root = Spans.span(TRACE, 1, 0, "a", Map.of("_dd.p.tid", "6a00000000000000"));
        Span stranger = Spans.span(new TraceId(0, 77), 2, 0, "b", Map.of());

        List<SpanBuilder> chunk = payload.readVersion04(Payloads.version04(List.of(root, stranger)))
                .get(0);

        assertThat(chunk).extracting(SpanBuilder::traceId).containsExactly(TRACE, new TraceId(0, 77));
    }

    @Test
    void linksAndPointersLeaveTheTagInBothOfItsForms() throws MalformedPayload {
        String hex = "[{\"attributes\":{\"reason\":\"batch\"},\"flags\":1,\"span_id\":\"00000000000000ff\","
                + "\"trace_id\":\"6a000000000000001122334455667788\"},"
                + "{\"span_id\":\"123456789abcdef0\",\"trace_id\":\"11223344556677889900aabbccddeeff\"}]";
        String numbers =
                "[{\"trace_id\":0,\"trace_id_high\":0,\"span_id\":0,\"attributes\":{\"link.kind\":\"span-pointer\","
                        + "\"ptr.kind\":\"aws.s3.object\",\"ptr.dir\":\"u\",\"ptr.hash\":\"e721375466d4116ab551213fdea08413\"}},"
                        + "{\"trace_id\":18446744073709551615,\"trace_id_high\":1,\"span_id\":9}]";

        Span byHex = read(Spans.span(TRACE, 1, 0, "a", Map.of(SpanLinks.TAG, hex)));
        Span byNumbers = read(Spans.span(TRACE, 1, 0, "a", Map.of(SpanLinks.TAG, numbers)));

        assertThat(byHex.links())
                .containsExactly(
                        new SpanLink(
                                TraceId.parse("6a000000000000001122334455667788"), 0xff, Map.of("reason", "batch")),
                        new SpanLink(TraceId.parse("11223344556677889900aabbccddeeff"), 0x123456789abcdef0L, Map.of()));
        assertThat(byHex.tags()).isEmpty();
        assertThat(byNumbers.pointers())
                .containsExactly(new SpanPointer("aws.s3.object", "u", "e721375466d4116ab551213fdea08413"));
        assertThat(byNumbers.links()).containsExactly(new SpanLink(new TraceId(1, -1), 9, Map.of()));
        assertThat(byNumbers.tags()).isEmpty();
    }

    @Test
    void theTracersPointerWithZeroIdsIsAPointer() throws MalformedPayload {
        String tag = "[{\"attributes\":{\"link.kind\":\"span-pointer\",\"ptr.dir\":\"d\","
                + "\"ptr.hash\":\"7f1aee721472bcb48701d45c7c7f7821\",\"ptr.kind\":\"aws.dynamodb.item\"},"
                + "\"span_id\":\"0000000000000000\",\"trace_id\":\"00000000000000000000000000000000\"}]";

        Span span = read(Spans.span(TRACE, 1, 0, "a", Map.of(SpanLinks.TAG, tag)));

        assertThat(span.pointers())
                .containsExactly(new SpanPointer("aws.dynamodb.item", "d", "7f1aee721472bcb48701d45c7c7f7821"));
        assertThat(span.links()).isEmpty();
    }

    @Test
    void aLinkTagThatCannotBeReadStaysATag() throws MalformedPayload {
        assertThat(read(Spans.span(TRACE, 1, 0, "a", Map.of(SpanLinks.TAG, "[{")))
                        .tags())
                .containsEntry(SpanLinks.TAG, "[{");
        assertThat(read(Spans.span(TRACE, 1, 0, "a", Map.of(SpanLinks.TAG, "[{\"trace_id\":\"xyz\"}]")))
                        .tags())
                .containsKey(SpanLinks.TAG);
    }

    @Test
    void linksInTheirOwnFieldAreReadToo() throws MalformedPayload {
        byte[] bytes = Payloads.pack(packer -> {
            packer.packArrayHeader(1).packArrayHeader(1).packMapHeader(3);
            packer.packString("trace_id").packLong(5);
            packer.packString("span_id").packLong(6);
            packer.packString("span_links").packArrayHeader(1).packMapHeader(5);
            packer.packString("trace_id").packLong(7);
            packer.packString("trace_id_high").packLong(8);
            packer.packString("span_id").packLong(9);
            packer.packString("flags").packLong(1);
            packer.packString("attributes").packMapHeader(1).packString("a").packString("b");
        });

        Span span = payload.readVersion04(bytes).get(0).get(0).build();

        assertThat(span.links()).containsExactly(new SpanLink(new TraceId(8, 7), 9, Map.of("a", "b")));
    }

    @Test
    void everyTruncationIsMalformedAndNeverAnotherFault() {
        Span span = Spans.span(TRACE, 1, 0, "a", Map.of("_dd.p.tid", "6a00000000000000"));
        byte[] version04 = Payloads.version04(List.of(span));
        byte[] version05 = Payloads.version05(List.of(span));
        for (int length = 0; length < version04.length; length++) {
            byte[] part = Arrays.copyOf(version04, length);
            assertThatThrownBy(() -> payload.readVersion04(part))
                    .isInstanceOf(MalformedPayload.class)
                    .hasMessageContaining("MessagePack");
        }
        for (int length = 0; length < version05.length; length++) {
            byte[] part = Arrays.copyOf(version05, length);
            assertThatThrownBy(() -> payload.readVersion05(part)).isInstanceOf(MalformedPayload.class);
        }
    }

    @Test
    void anIndexOutsideTheStringTableIsMalformed() {
        byte[] bytes = Payloads.pack(packer -> {
            packer.packArrayHeader(2).packArrayHeader(1).packString("");
            packer.packArrayHeader(1).packArrayHeader(1).packArrayHeader(12).packInt(9);
        });

        assertThatThrownBy(() -> payload.readVersion05(bytes))
                .isInstanceOf(MalformedPayload.class)
                .hasMessageContaining("text 9")
                .hasMessageContaining("1 texts");
    }

    private Span read(Span span) throws MalformedPayload {
        Span read = payload.readVersion04(Payloads.version04(List.of(span)))
                .get(0)
                .get(0)
                .build();
        assertThat(payload.readVersion05(Payloads.version05(List.of(span)))
                        .get(0)
                        .get(0)
                        .build())
                .isEqualTo(read);
        return read;
    }
}
