package dev.tracedshop.trace.expect;

import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.SpanLink;
import dev.tracedshop.trace.Where;
import dev.tracedshop.trace.expect.SpanPattern.Target;
import dev.tracedshop.trace.expect.TraceMatch.Found;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Words what is wrong with links. Decides nothing. */
final class LinkDiagnoses {
    private LinkDiagnoses() {}

    static Finding linkMissing(
            TraceMatch match, String from, Target target, Found to, List<SpanLink> links, Where where) {
        Optional<Span> invocation = match.trace().spans().stream()
                .filter(span -> span.name().equals("aws.lambda"))
                .filter(span -> links.stream()
                        .anyMatch(link -> link.traceId().equals(span.traceId()) && link.spanId() == span.spanId()))
                .findFirst();
        boolean rightTrace =
                links.stream().anyMatch(link -> link.traceId().equals(to.span().traceId()));
        String seen;
        String why;
        String hint =
                "Extract the context from the message's carrier, and add it to the span as a link when the span starts.";
        if (links.isEmpty()) {
            seen = "it has no link at all";
            why =
                    "The two traces exist, and nothing joins them: the consumer read no carrier, or did not make a link of it.";
        } else if (rightTrace) {
            seen = "it links to another span of that trace";
            why = "The carrier came from another span than the one expected: the context was taken before or after the"
                    + " right span was active.";
            hint =
                    "Look up both spans below in the trace, and take the context where the expected one is the current span.";
        } else if (invocation.isPresent()) {
            seen = "it links to " + Wording.name(invocation.get());
            why = "That is the invocation which handled the message, not the span that sent it.";
        } else {
            seen = "it links to " + (links.size() == 1 ? "another trace" : links.size() + " spans of other traces");
            why = "The carrier of another message was used. In a batch each message has its own.";
        }
        return new Finding(
                        "link-missing",
                        from + " of trace '" + match.expected().name() + "' should link to " + target + " ("
                                + Wording.name(to.span()) + "); " + seen + ".",
                        why,
                        hint)
                .at(where)
                .seen(Wording.lines(Stream.concat(
                                Stream.of("expected  trace " + to.span().traceId() + " span "
                                        + to.span().spanIdHex()),
                                links.stream()
                                        .limit(Wording.MOST_LINES)
                                        .map(link -> "found     trace " + link.traceId() + " span "
                                                + Span.hex(link.spanId())))
                        .toList()));
    }

    static Finding childInsteadOfSpanLink(TraceMatch match, Found from, Target target) {
        // Where both belong to one trace, it is not the trace that is wrong.
        boolean oneTrace = target.trace().equals(match.expected().name());
        return new Finding(
                "child-instead-of-link",
                Wording.name(from.span()) + " should link to " + target + "; it is below it in trace '"
                        + match.expected().name() + "' instead, as a child.",
                oneTrace
                        ? "It was handed that span's context, or that of a span below it. A child says \"part of the same work\"; a"
                                + " link says \"comes after it\"."
                        : "The consumer continued the carrier that came with the message. A child says \"part of the same work\"; a link"
                                + " says \"caused by it\", and leaves each trace its own length and fate.",
                oneTrace
                        ? "Hand it the context that the first attempt was handed, and beside that the span to link to."
                        : "Start a new trace for the message, and add the carrier's context to its span as a link.",
                Wording.where(from.tree(), from.node()),
                Wording.path(from.tree(), from.node()),
                0);
    }

    static Finding childInsteadOfLink(ExpectedTrace expected, Found seen, String inTrace, Target target) {
        return new Finding(
                "child-instead-of-link",
                "Trace '" + expected.name() + "' should be a trace of its own that links to " + target
                        + "; its first span " + Wording.name(seen.span()) + " is part of trace '" + inTrace
                        + "' instead, as a child.",
                "The consumer continued the carrier that came with the message. A child says \"part of the same work\"; a link"
                        + " says \"caused by it\", and leaves each trace its own length and fate.",
                "Start a new trace for the message, and add the carrier's context to its span as a link.",
                Wording.where(seen.tree(), seen.node()),
                Wording.path(seen.tree(), seen.node()),
                0);
    }
}
