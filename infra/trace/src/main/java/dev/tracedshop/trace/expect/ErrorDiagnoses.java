package dev.tracedshop.trace.expect;

import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.Where;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Words what is wrong with errors of spans. */
final class ErrorDiagnoses {
    private ErrorDiagnoses() {}

    static Finding missing(String who) {
        return new Finding(
                "error-missing",
                who + " should be in error; it is not.",
                "An exception that is caught and answered leaves no trace of itself, unless the span is told.",
                "Tell the span: record the exception, or set its status, span.setStatus(StatusCode.ERROR).");
    }

    /** Words an error that is expected of one span and stands on another. */
    static Finding onWrongSpan(String who, Span other) {
        return new Finding(
                        "error-on-wrong-span",
                        who + " should be in error; the error is on " + Wording.name(other) + " instead.",
                        "It was recorded on the span that was active at that moment. Once the exception has left the span's scope,"
                                + " that is the span around it.",
                        "Record the exception where it happens: in a catch inside of this span's scope, before the span ends.")
                .seen(Wording.name(other) + ": " + said(other));
    }

    /**
     * Words an error that left no sign on the span that it happened in.
     *
     * @param below the call in error below the span, if there is one
     */
    static Finding swallowed(String who, Optional<Span> below) {
        return new Finding(
                        "error-swallowed",
                        who + " should be in error; it is not, though "
                                + below.map(span -> Wording.name(span) + " below it is.")
                                        .orElse("the request was answered with a 5xx."),
                        "The exception was caught and handled, and nobody told the span. Who looks for spans in error passes this"
                                + " one by.",
                        "Record the exception on the span when you catch it, whatever you answer then.")
                .seen(below.map(span -> Wording.name(span) + ": " + said(span)).orElse(""));
    }

    static Finding spanInError(TraceMatch match, int node) {
        return placed(inError(match.tree().nodes().get(node).span()), Wording.where(match.tree(), node));
    }

    /** Returns a finding at a place, with the line that it names itself, if it does. */
    static Finding placed(Finding finding, Where place) {
        Where own = finding.where();
        return finding.at(
                own.file().isEmpty() ? place : new Where(place.function(), place.hop(), own.file(), own.line()));
    }

    static Finding inError(Span span) {
        String said = said(span);
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
                        .map(stack -> StackFrames.excerpt(stack, Wording.MOST_LINES))
                        .orElse(said),
                0);
    }

    private static String said(Span span) {
        String type = span.tag("error.type").orElse("");
        // The tracer says error.message, the extension error.msg.
        String message =
                span.tag("error.message").or(() -> span.tag("error.msg")).orElse("");
        return Stream.of(type, message).filter(text -> !text.isEmpty()).collect(Collectors.joining(": "));
    }
}
