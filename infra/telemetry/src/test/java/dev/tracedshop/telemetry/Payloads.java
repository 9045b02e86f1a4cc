package dev.tracedshop.telemetry;

import dev.tracedshop.trace.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;

/** Writes trace payloads as a tracer does; the upper half of a trace id goes where the tags say it, and nowhere else. */
final class Payloads {

    private Payloads() {}

    @SafeVarargs // the lists are only read
    static byte[] version04(List<Span>... chunks) {
        return pack(packer -> {
            packer.packArrayHeader(chunks.length);
            for (List<Span> chunk : chunks) {
                packer.packArrayHeader(chunk.size());
                for (Span span : chunk) {
                    packer.packMapHeader(13);
                    packer.packString("service").packString(span.service());
                    packer.packString("name").packString(span.name());
                    packer.packString("resource").packString(span.resource());
                    packer.packString("type").packString(span.type());
                    packer.packString("trace_id")
                            .packBigInteger(unsigned(span.traceId().low()));
                    packer.packString("span_id").packBigInteger(unsigned(span.spanId()));
                    packer.packString("parent_id").packBigInteger(unsigned(span.parentId()));
                    packer.packString("start").packLong(span.start());
                    packer.packString("duration").packLong(span.duration());
                    packer.packString("error").packInt(span.error() ? 1 : 0);
                    packer.packString("metrics").packMapHeader(span.metrics().size());
                    for (Map.Entry<String, Double> metric : span.metrics().entrySet()) {
                        packer.packString(metric.getKey()).packDouble(metric.getValue());
                    }
                    packer.packString("meta").packMapHeader(span.tags().size());
                    for (Map.Entry<String, String> tag : span.tags().entrySet()) {
                        packer.packString(tag.getKey()).packString(tag.getValue());
                    }
                    packer.packString("a_field_of_the_future")
                            .packArrayHeader(1)
                            .packMapHeader(0);
                }
            }
        });
    }

    @SafeVarargs // the lists are only read
    static byte[] version05(List<Span>... chunks) {
        List<String> table = new ArrayList<>(List.of(""));
        byte[] traces = pack(packer -> {
            packer.packArrayHeader(chunks.length);
            for (List<Span> chunk : chunks) {
                packer.packArrayHeader(chunk.size());
                for (Span span : chunk) {
                    packer.packArrayHeader(12);
                    packer.packInt(index(table, span.service()));
                    packer.packInt(index(table, span.name()));
                    packer.packInt(index(table, span.resource()));
                    packer.packBigInteger(unsigned(span.traceId().low()));
                    packer.packBigInteger(unsigned(span.spanId()));
                    packer.packBigInteger(unsigned(span.parentId()));
                    packer.packLong(span.start());
                    packer.packLong(span.duration());
                    packer.packInt(span.error() ? 1 : 0);
                    packer.packMapHeader(span.tags().size());
                    for (Map.Entry<String, String> tag : span.tags().entrySet()) {
                        packer.packInt(index(table, tag.getKey())).packInt(index(table, tag.getValue()));
                    }
                    packer.packMapHeader(span.metrics().size());
                    for (Map.Entry<String, Double> metric : span.metrics().entrySet()) {
                        packer.packInt(index(table, metric.getKey())).packDouble(metric.getValue());
                    }
                    packer.packInt(index(table, span.type()));
                }
            }
        });
        return pack(packer -> {
            packer.packArrayHeader(2);
            packer.packArrayHeader(table.size());
            for (String text : table) {
                packer.packString(text);
            }
            packer.writePayload(traces);
        });
    }

    interface Writer {
        void write(MessagePacker packer) throws IOException;
    }

    static byte[] pack(Writer writer) {
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            writer.write(packer);
            return packer.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int index(List<String> table, String text) {
        if (!table.contains(text)) {
            table.add(text);
        }
        return table.indexOf(text);
    }

    private static BigInteger unsigned(long id) {
        return new BigInteger(Long.toUnsignedString(id));
    }
}
