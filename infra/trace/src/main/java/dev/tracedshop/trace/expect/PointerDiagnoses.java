package dev.tracedshop.trace.expect;

import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.PointerHash;
import dev.tracedshop.trace.PointerJoins;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.SpanPointer;
import dev.tracedshop.trace.Where;
import dev.tracedshop.trace.expect.SpanPattern.Target;
import dev.tracedshop.trace.expect.TraceMatch.Found;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Explains why pointers do not join a reader with its writer: one has none, they differ, or another write was read. */
final class PointerDiagnoses {
    /*
     * Asked in this order, the first that holds is told:
     *
     *   the writer has no pointer        → it was refused, is a call that gets none, or pointers are switched off
     *   the reader has no pointer        → what invoked it was no record of a stream and no notification
     *   the hashes are equal             → the item is the same one, but it was another write of it that the reader got
     *   the batch had several records    → only the first one's pointer is made
     *   the hashes differ                → what each side hashed, as far as spans tell it, side by side
     *
     * Of an object, bucket, key and ETag are known. Of an item only the table is: its keys are in no tag.
     */
    private static final Set<String> POINTED =
            Set.of("UpdateItem", "DeleteItem", "PutObject", "CopyObject", "CompleteMultipartUpload");

    private static final Set<String> KEYS_UNKNOWN =
            Set.of("PutItem", "BatchWriteItem", "TransactWriteItems", "ExecuteStatement", "ExecuteTransaction");

    private static final String SWITCH = "DD_TRACE_AWSADD_SPAN_POINTERS=false";

    private final Evidence evidence;
    private final PointerJoins joins;

    PointerDiagnoses(Evidence evidence, PointerJoins joins) {
        this.evidence = evidence;
        this.joins = joins;
    }

    /**
     * Explains why no span of a trace is joined with a span.
     *
     * @param from how the expectation calls the spans
     * @param spans those of the expected trace that may have the pointer
     * @param to the span that should be at the other end
     */
    Finding explain(TraceMatch match, String from, List<Span> spans, Target target, Found to) {
        Span other = to.span();
        // An expectation may be written from either side; who reads is told by the pointers, and by the inferred spans.
        boolean otherWrites = !isReader(other);
        Optional<Span> reading =
                spans.stream().filter(PointerDiagnoses::isReader).findFirst();
        Optional<Span> writing =
                spans.stream().filter(span -> has(span, SpanPointer.WRITER)).findFirst();
        Optional<Span> writer = otherWrites
                ? Optional.of(other)
                : writing.or(() -> spans.stream().findFirst());
        Optional<Span> reader = otherWrites ? reading : Optional.of(other);
        String message = from + " of trace '" + match.expected().name() + "' should point to " + target + " ("
                + Wording.name(other) + "); ";
        if (writer.isPresent() && !has(writer.get(), SpanPointer.WRITER)) {
            return notWritten(message, writer.get());
        }
        if (reader.isEmpty() || !has(reader.get(), SpanPointer.READER)) {
            return notMade(message, reader.or(() -> spans.stream().findFirst()));
        }
        if (writer.isEmpty()) {
            return notWritten(message, spans.get(0));
        }
        if (!common(writer.get(), reader.get()).isEmpty()) {
            return otherWrite(message, writer.get(), reader.get());
        }
        int records = records(reader.get());
        return records > 1
                ? inABatch(message, writer.get(), reader.get(), records)
                : differs(message, writer.get(), reader.get());
    }

    /** Explains why the trace of a reader is not there. */
    Finding nobodyRead(ExpectedTrace expected, Target target, Found to, Optional<FunctionTracing> function) {
        Span writer = to.span();
        String message = "Trace '" + expected.name() + "' is not there: nobody read what " + who(writer) + " left ("
                + target + ").";
        boolean ran = function.filter(one -> one.invocations() > 0).isPresent();
        boolean batches = ran && evidence.carriers().readings().stream().anyMatch(PointerDiagnoses::isFurtherRecord);
        String why;
        String hint;
        if (batches) {
            why = FunctionDiagnoses.ranOrNot(function.orElseThrow())
                    + " Some of its batches had several records, and only the first record of a batch gets a span and a pointer.";
            hint = "Set the batch size of the event source mapping to 1.";
        } else if (ran) {
            why = FunctionDiagnoses.ranOrNot(function.orElseThrow()) + " It read other things than this.";
            hint = "Compare the traces that came with what was written: ./workshop trace draws them.";
        } else {
            why = function.map(FunctionDiagnoses::ranOrNot).orElse("No function is known that should have read it.")
                    + " No mapping of the table's stream and no notification of the bucket led to it, a filter kept the change"
                    + " back, or the write changed nothing: then there is no record of it.";
            hint =
                    "Look at the event source mapping or the notification in the template: is it on, and for this table, prefix"
                            + " and suffix?";
        }
        return new Finding(
                "pointer-not-read",
                message,
                why,
                hint,
                Where.function(function.map(FunctionTracing::name).orElse("")),
                Wording.lines(side("writes", writer)),
                0);
    }

    private Finding notWritten(String message, Span writer) {
        String operation = PointerJoins.operation(writer);
        String name = Wording.name(writer);
        Optional<FunctionTracing> function = writer.tag("functionname").flatMap(evidence::function);
        String why;
        String hint = "Look at the call in the trace: ./workshop trace draws it.";
        if (writer.error()) {
            why =
                    "The call was refused: nothing was written that anybody could read, and the tracer adds pointers to calls that"
                            + " succeed.";
        } else if (KEYS_UNKNOWN.contains(operation)) {
            why = "The tracer adds a pointer to UpdateItem and DeleteItem. " + operation
                    + " does not say which of an item's fields are its key, so it gets none.";
            hint = "Write the item with UpdateItem: it makes the item where there is none.";
        } else if (POINTED.contains(operation)
                && function.filter(one -> !one.spanPointers()).isPresent()) {
            why = "The template sets " + SWITCH + " for the function: its tracer adds no pointers.";
            hint = "Take " + SWITCH + " away.";
        } else if (POINTED.contains(operation)) {
            why = "The tracer adds a pointer to this call when it succeeds, unless " + SWITCH + " is set"
                    + (operation.endsWith("Item") ? "." : " or the answer has no ETag.");
        } else {
            why =
                    "It writes nothing that pointers are for: UpdateItem and DeleteItem of DynamoDB, PutObject, CopyObject and"
                            + " CompleteMultipartUpload of S3 get one.";
            hint = "Name the call that writes.";
        }
        return new Finding(
                "pointer-not-written",
                message + name + " has no pointer.",
                why,
                hint,
                Where.function(writer.tag("functionname").orElse("")),
                Wording.lines(side("writes", writer)),
                0);
    }

    private Finding notMade(String message, Optional<Span> reader) {
        return new Finding(
                "pointer-not-read",
                message + reader.map(Wording::name).orElse("what should read") + " has no pointer.",
                "The extension adds a reader's pointer to the span aws.dynamodb or aws.s3 that it puts before an invocation: for the"
                        + " record of a stream, or the notification of a bucket. What invoked this was neither, or its key is no"
                        + " text.",
                "Look at what invokes the function: its event source mapping, or the notification of its bucket.",
                Where.function(reader.flatMap(span -> span.tag("functionname")).orElse("")),
                reader.map(span -> Wording.lines(side("reads", span))).orElse(""),
                0);
    }

    private Finding otherWrite(String message, Span writer, Span reader) {
        List<String> others = common(writer, reader).stream()
                .flatMap(pointer -> joins.of(reader, pointer).stream())
                .map(join -> "found     " + who(join.span()) + " in trace "
                        + join.span().traceId())
                .limit(Wording.MOST_LINES)
                .toList();
        return new Finding(
                "pointer-other-write",
                message + "what it points to was left by another write of the same " + thing(writer) + ".",
                "A pointer names the " + thing(writer) + ", and all its writes have the same one. By time and order, "
                        + Wording.name(reader) + " is of "
                        + (others.isEmpty() ? "a write that is not among these traces." : "the write shown below."),
                "Look for the reader's trace of this write; where there is none, this write may have changed nothing.",
                Where.function(reader.tag("functionname").orElse("")),
                Wording.lines(Stream.concat(
                                Stream.of("expected  " + who(writer) + " in trace " + writer.traceId()),
                                others.stream())
                        .toList()),
                0);
    }

    private static Finding inABatch(String message, Span writer, Span reader, int records) {
        return new Finding(
                "pointer-not-read",
                message + "it points to something else.",
                "The batch had " + records + " records, and the extension adds a pointer for the first one only.",
                "Set the batch size of the event source mapping to 1.",
                Where.function(reader.tag("functionname").orElse("")),
                bothSides(writer, reader),
                0);
    }

    private static Finding differs(String message, Span writer, Span reader) {
        String why;
        String hint = "Compare what each side hashes.";
        String key = writer.tag("aws.object.key").orElse("");
        String named = reader.tag("object_key").orElse("");
        String bucket = reader.tag("bucketname").orElse("");
        String etag = reader.tag("object_etag").orElse("").replace("\"", "");
        String table = table(writer);
        String readTable = reader.tag("table_name").orElse("");
        if (!bucket.isEmpty() && !named.equals(key) && decoded(named).equals(key)) {
            why =
                    "A notification has the object's key URL-encoded, the writer's call has it as it is, and neither tracer nor"
                            + " extension changes what it hashes. A key with a space or another special character never joins.";
            hint = "Use keys of letters, digits and - _ . / only.";
        } else if (!bucket.isEmpty() && hashes(writer).contains(PointerHash.ofText(bucket, key, '"' + etag + '"'))) {
            why = "The writer hashed the ETag with the quotes around it. They belong to the header, not to the value.";
            hint = "Strip the quotes before you hash.";
        } else if (!bucket.isEmpty()
                && !(bucket + "/" + named).equals(writer.tag("aws.bucket.name").orElse("") + "/" + key)) {
            why = "They are two objects.";
        } else if (!bucket.isEmpty()) {
            why =
                    "Bucket and key are the same and the ETag is not: the notification is of other content, written before or"
                            + " after.";
        } else if (!table.isEmpty() && !readTable.isEmpty() && !table.equals(readTable)) {
            why = "They are items of two tables.";
        } else {
            why =
                    "They are two items of the table, or one side hashed something else than the table's name and the item's key, such"
                            + " as what is in the item.";
        }
        return new Finding(
                "pointer-differs",
                message + "the pointers of the two sides differ.",
                why,
                hint,
                Where.function(reader.tag("functionname").orElse("")),
                bothSides(writer, reader),
                0);
    }

    private static String bothSides(Span writer, Span reader) {
        return Wording.lines(Stream.concat(side("writes", writer).stream(), side("reads", reader).stream())
                .toList());
    }

    /** Returns what one side hashed, as far as its span says it. */
    private static List<String> side(String does, Span span) {
        String label = String.format("%-7s", does);
        List<String> inputs = new ArrayList<>(List.of(who(span)));
        Stream.of(table(span), span.tag("table_name").orElse(""))
                .filter(text -> !text.isEmpty())
                .distinct()
                .forEach(table -> inputs.add("table " + table));
        span.tag("aws.bucket.name")
                .or(() -> span.tag("bucketname"))
                .ifPresent(bucket -> inputs.add("bucket " + bucket));
        span.tag("aws.object.key").or(() -> span.tag("object_key")).ifPresent(key -> inputs.add("key " + key));
        span.tag("object_etag").ifPresent(etag -> inputs.add("ETag " + etag));
        List<String> lines = new ArrayList<>(List.of(label + " " + String.join(", ", inputs)));
        span.pointers().forEach(pointer -> lines.add("        " + pointer.kind() + " " + pointer.hash()));
        if (span.pointers().isEmpty()) {
            lines.add("        no pointer");
        }
        return lines;
    }

    private static String table(Span span) {
        return span.tag("aws.table.name").or(() -> span.tag("tablename")).orElse("");
    }

    private static String thing(Span writer) {
        return writer.pointers().stream().anyMatch(pointer -> pointer.kind().equals(PointerHash.S3_OBJECT))
                ? "object"
                : "item";
    }

    private static String who(Span span) {
        String name = span.resource().isEmpty() ? span.name() : span.resource();
        return span.tag("functionname")
                .map(function -> name + " of " + function)
                .orElse(name);
    }

    private static List<SpanPointer> common(Span writer, Span reader) {
        return reader.pointers().stream()
                .filter(SpanPointer::isReaders)
                .filter(one -> writer.pointers().stream()
                        .anyMatch(other -> other.isWriters()
                                && other.kind().equals(one.kind())
                                && other.hash().equals(one.hash())))
                .toList();
    }

    private static Set<String> hashes(Span span) {
        return span.pointers().stream().map(SpanPointer::hash).collect(Collectors.toSet());
    }

    private static boolean has(Span span, String direction) {
        return span.pointers().stream().anyMatch(pointer -> pointer.direction().equals(direction));
    }

    private static boolean isReader(Span span) {
        return has(span, SpanPointer.READER)
                || span.name().equals("aws.dynamodb")
                || span.name().equals("aws.s3");
    }

    /** Returns how many records the reader's invocation got; 1 where nobody knows. */
    private int records(Span reader) {
        Set<String> invocations = evidence.traces().stream()
                .filter(trace -> trace.id().equals(reader.traceId()))
                .flatMap(trace -> trace.spans().stream())
                .filter(span ->
                        span.parentId() == reader.spanId() && span.name().equals("aws.lambda"))
                .flatMap(span -> span.tag("request_id").stream())
                .collect(Collectors.toSet());
        long further = evidence.carriers().readings().stream()
                .filter(reading -> invocations.contains(reading.invocation()) && isFurtherRecord(reading))
                .count();
        return Math.toIntExact(further) + 1;
    }

    private static boolean isFurtherRecord(Reading reading) {
        return reading.place().matches("Records\\[[1-9]\\d*]\\.(dynamodb|s3)");
    }

    private static String decoded(String key) {
        try {
            return URLDecoder.decode(key, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return key; // A percent sign that encodes nothing.
        }
    }
}
