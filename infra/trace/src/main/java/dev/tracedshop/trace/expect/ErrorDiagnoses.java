package dev.tracedshop.trace.expect;

import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.Where;
import dev.tracedshop.trace.expect.TraceMatch.Found;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Words what is wrong with errors of spans. */
final class ErrorDiagnoses {
    private ErrorDiagnoses() {}

    static Finding errorIs(String who, Found found, Condition.ErrorIs expected) {
        return expected.error()
                ? new Finding(
                        "error-missing",
                        who + " should be in error; it is not.",
                        "An exception that is caught and answered leaves no trace of itself, unless the span is told.",
                        "Tell the span about the error: span.setError(true), or record the exception.")
                : inError(found.span());
    }

    static Finding spanInError(TraceMatch match, int node) {
        Finding finding = inError(match.tree().nodes().get(node).span());
        Where place = Wording.where(match.tree(), node);
        return finding.at(new Where(
                place.function(),
                place.hop(),
                finding.where().file(),
                finding.where().line()));
    }

    private static Finding inError(Span span) {
        String type = span.tag("error.type").orElse("");
        // The tracer says error.message, the extension error.msg.
        String message =
                span.tag("error.message").or(() -> span.tag("error.msg")).orElse("");
        String said = Stream.of(type, message).filter(text -> !text.isEmpty()).collect(Collectors.joining(": "));
        Optional<String> frame = span.tag("error.stack").flatMap(StackFrames::firstOfOurs);
        return new Finding(
                "span-in-error",
                "Span " + Wording.name(span) + " is in error; none was expected.",
                said.isEmpty()
                        ? "It carries no message: an answer with a 5xx status marks its spans so."
                        : "It says: " + said,
                frame.isPresent()
                        ? "Begin at the line named below."
                        : "Look at the function's log lines of that moment.",
                frame.map(StackFrames::place).orElse(Where.UNKNOWN),
                span.tag("error.stack")
                        .map(stack -> stack.lines().limit(Wording.MOST_LINES).collect(Collectors.joining("\n")))
                        .orElse(said),
                0);
    }
}
