package dev.tracedshop.telemetry;

import dev.tracedshop.trace.TraceId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.msgpack.core.MessageFormat;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ValueType;

/**
 * Reads trace payloads as tracers send them to an agent. Both versions are MessagePack: an array of chunks, a chunk being an array of
 * spans of one trace.
 *
 * <ul>
 *   <li>v0.4: a span is a map by field names.
 *   <li>v0.5: the payload is a pair of a string table and the chunks; a span is an array of twelve fields (service, name, resource,
 *       trace id, span id, parent id, start, duration, error, tags, metrics, type), every text an index into the table.
 * </ul>
 *
 * <p>Ids are unsigned 64-bit numbers. The upper half of a 128-bit trace id is the hex tag {@code _dd.p.tid} on one span of a chunk;
 * here it is given to every span of that chunk with the same lower half.
 */
final class TracePayload {

    static final String UPPER_TRACE_ID_TAG = "_dd.p.tid";

    private final SpanLinks spanLinks = new SpanLinks();

    /** Reads a v0.4 payload into its chunks. */
    List<List<SpanBuilder>> readVersion04(byte[] payload) throws MalformedPayload {
        return read(payload, unpacker -> chunks(unpacker, this::spanByNames));
    }

    /** Reads a v0.5 payload into its chunks. */
    List<List<SpanBuilder>> readVersion05(byte[] payload) throws MalformedPayload {
        return read(payload, unpacker -> {
            expectSize(unpacker.unpackArrayHeader(), 2, "The payload is a pair of string table and traces");
            int size = unpacker.unpackArrayHeader();
            List<String> table = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                table.add(text(unpacker));
            }
            return chunks(unpacker, source -> spanByPosition(source, table));
        });
    }

    private interface Reader<T> {
        T read(MessageUnpacker unpacker) throws IOException, MalformedPayload;
    }

    private List<List<SpanBuilder>> read(byte[] payload, Reader<List<List<SpanBuilder>>> reader)
            throws MalformedPayload {
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(payload)) {
            List<List<SpanBuilder>> chunks = reader.read(unpacker);
            for (List<SpanBuilder> chunk : chunks) {
                chunk.forEach(spanLinks::takeFromTag);
                shareUpperTraceId(chunk);
            }
            return chunks;
        } catch (MessagePackException | IOException e) {
            throw new MalformedPayload("The payload of " + payload.length + " bytes is not valid MessagePack: " + e, e);
        }
    }

    private static List<List<SpanBuilder>> chunks(MessageUnpacker unpacker, Reader<SpanBuilder> spanReader)
            throws IOException, MalformedPayload {
        int chunkCount = unpacker.unpackArrayHeader();
        List<List<SpanBuilder>> chunks = new ArrayList<>();
        for (int i = 0; i < chunkCount; i++) {
            int spanCount = unpacker.unpackArrayHeader();
            List<SpanBuilder> chunk = new ArrayList<>();
            for (int j = 0; j < spanCount; j++) {
                chunk.add(spanReader.read(unpacker));
            }
            chunks.add(chunk);
        }
        return chunks;
    }

    private SpanBuilder spanByNames(MessageUnpacker unpacker) throws IOException {
        SpanBuilder span = new SpanBuilder();
        int fields = unpacker.unpackMapHeader();
        for (int i = 0; i < fields; i++) {
            String field = text(unpacker);
            switch (field) {
                case "service" -> span.service = text(unpacker);
                case "name" -> span.name = text(unpacker);
                case "resource" -> span.resource = text(unpacker);
                case "type" -> span.type = text(unpacker);
                case "trace_id" -> span.traceIdLow = id(unpacker);
                case "span_id" -> span.spanId = id(unpacker);
                case "parent_id" -> span.parentId = id(unpacker);
                case "start" -> span.start = id(unpacker);
                case "duration" -> span.duration = id(unpacker);
                case "error" -> span.error = id(unpacker) != 0;
                case "meta" -> texts(unpacker, span.tags);
                case "metrics" -> numbers(unpacker, span.metrics);
                case "span_links" -> links(unpacker, span);
                default -> unpacker.skipValue();
            }
        }
        return span;
    }

    private static SpanBuilder spanByPosition(MessageUnpacker unpacker, List<String> table)
            throws IOException, MalformedPayload {
        expectSize(unpacker.unpackArrayHeader(), 12, "A span has 12 fields");
        SpanBuilder span = new SpanBuilder();
        span.service = indexed(unpacker, table);
        span.name = indexed(unpacker, table);
        span.resource = indexed(unpacker, table);
        span.traceIdLow = id(unpacker);
        span.spanId = id(unpacker);
        span.parentId = id(unpacker);
        span.start = id(unpacker);
        span.duration = id(unpacker);
        span.error = id(unpacker) != 0;
        int tags = unpacker.unpackMapHeader();
        for (int i = 0; i < tags; i++) {
            String key = indexed(unpacker, table);
            span.tags.put(key, indexed(unpacker, table));
        }
        int metrics = unpacker.unpackMapHeader();
        for (int i = 0; i < metrics; i++) {
            String key = indexed(unpacker, table);
            span.metrics.put(key, number(unpacker));
        }
        span.type = indexed(unpacker, table);
        return span;
    }

    private static void links(MessageUnpacker unpacker, SpanBuilder span) throws IOException {
        if (unpacker.tryUnpackNil()) {
            return;
        }
        int count = unpacker.unpackArrayHeader();
        for (int i = 0; i < count; i++) {
            long high = 0;
            long low = 0;
            long spanId = 0;
            Map<String, String> attributes = new HashMap<>();
            int fields = unpacker.unpackMapHeader();
            for (int j = 0; j < fields; j++) {
                switch (text(unpacker)) {
                    case "trace_id" -> low = id(unpacker);
                    case "trace_id_high" -> high = id(unpacker);
                    case "span_id" -> spanId = id(unpacker);
                    case "attributes" -> texts(unpacker, attributes);
                    default -> unpacker.skipValue();
                }
            }
            SpanLinks.add(new TraceId(high, low), spanId, attributes, span.links, span.pointers);
        }
    }

    private static void texts(MessageUnpacker unpacker, Map<String, String> into) throws IOException {
        if (unpacker.tryUnpackNil()) {
            return;
        }
        int size = unpacker.unpackMapHeader();
        for (int i = 0; i < size; i++) {
            String key = text(unpacker);
            into.put(key, text(unpacker));
        }
    }

    private static void numbers(MessageUnpacker unpacker, Map<String, Double> into) throws IOException {
        if (unpacker.tryUnpackNil()) {
            return;
        }
        int size = unpacker.unpackMapHeader();
        for (int i = 0; i < size; i++) {
            String key = text(unpacker);
            into.put(key, number(unpacker));
        }
    }

    /** Returns a text, also where a tracer of another language sends bytes, nothing or a number in its place. */
    private static String text(MessageUnpacker unpacker) throws IOException {
        if (unpacker.tryUnpackNil()) {
            return "";
        }
        ValueType type = unpacker.getNextFormat().getValueType();
        if (type.isStringType() || type.isBinaryType()) {
            return type.isStringType()
                    ? unpacker.unpackString()
                    : new String(unpacker.readPayload(checked(unpacker.unpackBinaryHeader())), StandardCharsets.UTF_8);
        }
        return unpacker.unpackValue().toJson();
    }

    /** Refuses a length that no payload of the intake can have, before memory is set aside for it. */
    private static int checked(int length) throws IOException {
        if (length > Intake.LIMIT) {
            throw new IOException("A value claims " + length + " bytes, the limit is " + Intake.LIMIT);
        }
        return length;
    }

    private static double number(MessageUnpacker unpacker) throws IOException {
        if (unpacker.tryUnpackNil()) {
            return 0;
        }
        MessageFormat format = unpacker.getNextFormat();
        return format.getValueType().isIntegerType()
                ? unpacker.unpackBigInteger().doubleValue()
                : unpacker.unpackDouble();
    }

    private static long id(MessageUnpacker unpacker) throws IOException {
        if (unpacker.tryUnpackNil()) {
            return 0;
        }
        return unpacker.getNextFormat() == MessageFormat.UINT64
                ? unpacker.unpackBigInteger().longValue()
                : unpacker.unpackLong();
    }

    private static String indexed(MessageUnpacker unpacker, List<String> table) throws IOException, MalformedPayload {
        long index = unpacker.unpackLong();
        if (index < 0 || index >= table.size()) {
            throw new MalformedPayload(
                    "A span names text " + index + ", but the string table has " + table.size() + " texts");
        }
        return table.get((int) index);
    }

    private static void expectSize(int size, int expected, String what) throws MalformedPayload {
        if (size != expected) {
            throw new MalformedPayload(what + ", but it has " + size + " elements");
        }
    }

    private static void shareUpperTraceId(List<SpanBuilder> chunk) {
        Map<Long, Long> upperByLower = new HashMap<>();
        for (SpanBuilder span : chunk) {
            String upper = span.tags.get(UPPER_TRACE_ID_TAG);
            if (upper != null) {
                PropagatedContext.parseHex(upper).ifPresent(value -> upperByLower.putIfAbsent(span.traceIdLow, value));
            }
        }
        for (SpanBuilder span : chunk) {
            span.traceIdHigh = upperByLower.getOrDefault(span.traceIdLow, 0L);
        }
    }
}
