package dev.tracedshop.trace.expect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.LogLine;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.Where;
import dev.tracedshop.trace.expect.TraceMatch.Fit;
import dev.tracedshop.trace.expect.TraceMatch.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Judges the log lines that are expected to lead to a span: JSON with the message, and the ids of the trace and the span, as Datadog joins
 * them ({@code dd.trace_id} with 32 hexadecimal digits, {@code dd.span_id} as a decimal number).
 */
final class ExpectedLogs {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_LINES = 8;
    private static final int MOST_QUOTED = 240;

    /**
     * A log line that is expected.
     *
     * @param message the whole message
     * @param span the span that is active when it is written, by its name in the expectation
     */
    record Line(String message, String span) {}

    private ExpectedLogs() {}

    /** Returns a finding for each expected line that is not there, or does not lead to its span. */
    static List<Finding> judge(TraceGroup group) {
        List<Finding> findings = new ArrayList<>();
        for (Line expected : group.expected().logs()) {
            judge(group, expected).ifPresent(findings::add);
        }
        return findings;
    }

    private static Optional<Finding> judge(TraceGroup group, Line expected) {
        Optional<Found> span = group.found(expected.span()).filter(found -> found.fit() == Fit.IN_PLACE);
        Trace trace = group.first().trace();
        List<LogLine> lines = group.matches().stream()
                .flatMap(match -> match.trace().logs().stream())
                .toList();
        List<LogLine> said = lines.stream()
                .filter(line -> expected.message().equals(text(line, "message")))
                .toList();
        if (said.stream().anyMatch(line -> leadsTo(line, trace, span))) {
            return Optional.empty();
        }
        Finding finding;
        if (!said.isEmpty()) {
            finding = notJoined(expected, said.get(0), trace, span);
        } else {
            finding = lines.stream()
                    .filter(line -> line.text().contains(expected.message()))
                    .findFirst()
                    .map(line -> plain(expected, line))
                    .orElseGet(() -> missing(expected, lines));
        }
        return Optional.of(finding.about(group.expected().name() + "." + expected.span()));
    }

    /** That a span is not there, or not in its place, is said elsewhere: then the trace's id is enough. */
    private static boolean leadsTo(LogLine line, Trace trace, Optional<Found> span) {
        return trace.id().toString().equals(text(line, "dd.trace_id"))
                && span.map(found -> decimal(found.span()).equals(text(line, "dd.span_id")))
                        .orElse(true);
    }

    private static Finding notJoined(Line expected, LogLine line, Trace trace, Optional<Found> span) {
        boolean rightTrace = trace.id().toString().equals(text(line, "dd.trace_id"));
        String other = text(line, "dd.span_id");
        String owner = trace.spans().stream()
                .filter(one -> decimal(one).equals(other))
                .findFirst()
                .map(Wording::name)
                .orElse(other.isEmpty() ? "none" : other);
        return new Finding(
                "log-not-joined",
                "",
                "The log line \"" + expected.message() + "\" should lead to span '" + expected.span() + "'; "
                        + (rightTrace ? "it leads to " + owner + "." : "it does not lead to this trace."),
                rightTrace
                        ? "A log line takes the ids of the span that is active when it is written. Here another one was."
                        : "It carries no id of a trace, or another one's: no span was active when it was written.",
                "Write it while the span is active: inside the try block of its scope.",
                Where.function(line.function()),
                "expected  dd.trace_id " + trace.id()
                        + span.map(found -> ", dd.span_id " + decimal(found.span()))
                                .orElse("")
                        + "\nfound     " + ids(line),
                0);
    }

    private static Finding plain(Line expected, LogLine line) {
        return new Finding(
                "log-not-joined",
                "",
                "The log line \"" + expected.message() + "\" should lead to span '" + expected.span()
                        + "'; it is plain text and leads nowhere.",
                "Only a line of JSON can be joined: whoever has the trace looks for its id in the field dd.trace_id.",
                "Write it with the function's Log, which adds the ids of the span that is active, with what belongs to the"
                        + " message as fields.",
                Where.function(line.function()),
                quote(line),
                0);
    }

    private static Finding missing(Line expected, List<LogLine> lines) {
        List<String> evidence = lines.isEmpty()
                ? List.of("(no log lines)")
                : lines.stream().limit(MOST_LINES).map(ExpectedLogs::quote).toList();
        return new Finding(
                "log-missing",
                "",
                "There should be a log line \"" + expected.message() + "\" that leads to span '" + expected.span()
                        + "'; there is none.",
                "It is not written, or its message is another one: what varies belongs into fields, so that the message stays"
                        + " the same and can be counted.",
                "Write it while the span is active.",
                Where.function(lines.stream().map(LogLine::function).findFirst().orElse("")),
                String.join("\n", evidence),
                0);
    }

    private static String text(LogLine line, String field) {
        try {
            JsonNode json = JSON.readTree(line.text());
            return Objects.requireNonNullElse(json, JSON.missingNode())
                    .path(field)
                    .asText();
        } catch (JsonProcessingException e) {
            // Not an error: functions may print what they like, and such a line has no fields.
            return "";
        }
    }

    /** The ids alone: a whole line is long, and where it would have to be cut depends on the digits of its time. */
    private static String ids(LogLine line) {
        String trace = text(line, "dd.trace_id");
        return trace.isEmpty() ? quote(line) : "dd.trace_id " + trace + ", dd.span_id " + text(line, "dd.span_id");
    }

    private static String decimal(Span span) {
        return Long.toUnsignedString(span.spanId());
    }

    private static String quote(LogLine line) {
        return line.text().length() <= MOST_QUOTED ? line.text() : line.text().substring(0, MOST_QUOTED) + "…";
    }
}
