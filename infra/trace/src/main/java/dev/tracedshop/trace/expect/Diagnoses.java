package dev.tracedshop.trace.expect;

import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.TraceId;
import dev.tracedshop.trace.TraceTree;
import dev.tracedshop.trace.Waterfall;
import dev.tracedshop.trace.Where;
import dev.tracedshop.trace.expect.ExpectedTrace.Named;
import dev.tracedshop.trace.expect.TraceMatch.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Words each finding: what was expected and seen, why that probably is, and what to do next. Decides nothing. */
final class Diagnoses {
    private Diagnoses() {}

    static Finding stillPending(Quiet quiet) {
        return new Finding(
                        "still-pending",
                        "After " + quiet.waited().toSeconds()
                                + " s the shop was still at work, so the traces may not be whole.",
                        "What is missing below may only be late; what was to happen yet is listed.",
                        "Look at what does not end: a message that is delivered again and again has a consumer that throws."
                                + " Its log lines say why.")
                .seen(Wording.lines(quiet.pending()));
    }

    static Finding status(Response response, int expected, Optional<String> handler) {
        String said =
                response.field("message.0").or(() -> response.field("message")).orElse("");
        return new Finding(
                "status",
                response.request() + " answered " + response.status() + "; " + expected + " was expected.",
                said.isEmpty() ? "" : "The answer says: " + said,
                response.status() >= 500
                        ? "Look for the span in error in the trace, and at the function's log lines."
                        : "Compare what the function answers with what the request asked for.",
                Where.function(handler.orElse("")),
                response.excerpt(),
                0);
    }

    static Finding field(Response response, String path, ValueMatcher expected, Optional<String> handler) {
        String seen =
                response.field(path).map(value -> "it is \"" + value + "\"").orElse("there is no such field");
        return new Finding(
                "field",
                (response.isFound() ? response.request() : "The answer to " + response.request()) + " should have "
                        + path + " = " + expected.describe() + "; " + seen + ".",
                "",
                response.isFound()
                        ? "Look at what your code writes there."
                        : "Look at what the function puts into its answer.",
                Where.function(handler.orElse("")),
                response.excerpt(),
                0);
    }

    static Finding noTrace(String title, Response response, Optional<FunctionTracing> handler, List<Trace> traces) {
        String missing = response.requestId()
                .map(id -> "No aws.httpapi span has its request id, " + id)
                .orElse("The answer has no " + Response.REQUEST_ID_HEADER + " header, and no trace looks like it");
        String why = handler.map(function -> function.name() + " has all that tracing needs and was invoked "
                        + Wording.times(function.invocations()) + "; its spans did not arrive.")
                .orElse("No function is known to have answered: the API may have answered by itself.");
        return new Finding(
                "no-trace",
                "Trace '" + title + "' is not there: " + response.request() + " left none. " + missing + ".",
                why,
                handler.isPresent()
                        ? "Read the function's log lines: a tracer that cannot start or send says so there."
                        : "Check the path of the request against the routes of the API.",
                Where.function(handler.map(FunctionTracing::name).orElse("")),
                Wording.lines(Stream.concat(
                                handler.flatMap(FunctionTracing::tracerWarning).stream(),
                                Wording.summaries(traces).stream())
                        .toList()),
                0);
    }

    static Finding noSuchTrace(ExpectedTrace expected, Optional<FunctionTracing> function, List<Trace> others) {
        String what = expected.spans().isEmpty()
                ? "any kind"
                : expected.spans().get(0).pattern().describe();
        return new Finding(
                "no-trace",
                "Trace '" + expected.name() + "' is not there: no other trace begins with a span of " + what + ".",
                function.map(FunctionDiagnoses::ranOrNot)
                        .orElse("Nothing that looks like it was traced during the scenario."),
                "Look at the traces that came: ./workshop trace draws them.",
                Where.function(function.map(FunctionTracing::name).orElse("")),
                Wording.lines(Wording.summaries(others)),
                0);
    }

    static Finding notATraceOfItsOwn(ExpectedTrace expected, Found seen, String inTrace) {
        return new Finding(
                "wrong-parent",
                "Trace '" + expected.name() + "' should be a trace of its own; its first span "
                        + Wording.name(seen.span()) + " is part of trace '" + inTrace + "'.",
                "The consumer continued the context that came with the message or request.",
                "Start a new trace there.",
                Wording.where(seen.tree(), seen.node()),
                Wording.path(seen.tree(), seen.node()),
                0);
    }

    /**
     * Words that a span is not there.
     *
     * @param orphans spans that are most likely its children
     * @param ofItsOwn the span that began another trace in its place; empty where there are orphans
     */
    static Finding spanMissing(
            TraceMatch match, int e, Optional<FunctionTracing> function, List<Span> orphans, Optional<Span> ofItsOwn) {
        Named named = match.expected().spans().get(e);
        Optional<Found> parent = match.parent(e);
        TraceTree tree = parent.map(Found::tree).orElse(match.tree());
        int top = parent.map(Found::node).orElse(-1);
        List<Integer> below = parent.isPresent() ? Wording.childrenOf(tree, top) : Wording.tops(tree);
        Optional<Span> close = closest(named.pattern(), tree, top);
        String place = parent.map(found -> " inside " + Wording.name(found.span()))
                .orElse(named.isRoot() ? " as the first span" : "");
        String why;
        if (!orphans.isEmpty()) {
            why =
                    "Spans below it came, and name a parent that never did: the work was done and its span was lost or never"
                            + " finished.";
        } else if (ofItsOwn.isPresent()) {
            why = "It began a trace of its own, " + ofItsOwn.get().traceId()
                    + ": the context did not come with the call, or nobody read it.";
        } else if (close.isPresent()) {
            why = "A span like it is there: " + Wording.name(close.get()) + ". Is that the one, under another name?";
        } else if (function.isPresent()) {
            why = FunctionDiagnoses.ranOrNot(function.get());
        } else if (parent.isPresent() && below.isEmpty()) {
            why = "Nothing at all happened inside " + Wording.name(parent.get().span())
                    + ": the code does not make the call, or does" + " not get that far.";
        } else {
            why = "The code does not make that call, or does not get that far.";
        }
        List<String> evidence = new ArrayList<>();
        evidence.add(parent.map(found -> Wording.name(found.span()) + " has below it:")
                .orElse("the trace begins with:"));
        if (below.isEmpty()) {
            evidence.add("  (nothing)");
        }
        below.stream()
                .limit(Wording.MOST_LINES)
                .forEach(node ->
                        evidence.add("  " + Wording.line(tree.nodes().get(node).span())));
        if (below.size() > Wording.MOST_LINES) {
            evidence.add("  and " + (below.size() - Wording.MOST_LINES) + " more");
        }
        orphans.stream().limit(Wording.MOST_LINES).forEach(orphan -> evidence.add(orphanLine(orphan)));
        String hint;
        if (!orphans.isEmpty()) {
            hint =
                    "See that the span is finished on every way out, and before spans are flushed; then run the check again.";
        } else if (ofItsOwn.isPresent()) {
            hint = "Hand the context on where the call goes out, and read it where it comes in.";
        } else {
            hint = "Make it happen"
                    + parent.map(found -> " while " + Wording.name(found.span()) + " runs")
                            .orElse("")
                    + ", then run the check again.";
        }
        return new Finding(
                "span-missing",
                "In trace '" + match.expected().name() + "', span '" + named.name()
                        + "' is not there: expected one with " + named.pattern().describe() + place + ".",
                why,
                hint,
                ofItsOwn.isPresent()
                        ? Where.UNKNOWN
                        : parent.map(found -> Wording.where(tree, top)).orElse(Where.UNKNOWN),
                Wording.lines(evidence),
                0);
    }

    static Finding wrongParent(TraceMatch match, int e, Found seen) {
        Named named = match.expected().spans().get(e);
        String should = match.parent(e)
                .map(parent -> (named.pattern().place().kind() == SpanPattern.Place.Kind.CHILD_OF
                                ? "directly below "
                                : "inside ")
                        + Wording.name(parent.span()))
                .orElse(
                        named.isRoot()
                                ? "first in its trace"
                                : "in trace '" + match.expected().name() + "'");
        boolean otherTrace = seen.fit() == TraceMatch.Fit.OTHER_TRACE;
        int above = seen.tree().nodes().get(seen.node()).parent();
        String stands = above < 0
                ? "it has no parent"
                : "it stands below "
                        + Wording.name(seen.tree().nodes().get(above).span());
        return new Finding(
                "wrong-parent",
                "Span '" + named.name() + "' should stand " + should + "; "
                        + (otherTrace
                                ? "it is in another trace, "
                                        + Waterfall.shortId(seen.span().traceId()) + ", and " + stands
                                : stands + " instead")
                        + ".",
                otherTrace
                        ? "The context was lost on the way: the sender put no carrier into its message or request, or the"
                                + " receiver did not read it, so the receiver's tracer began a new trace."
                        : "A span's parent is the span that is active when it starts. Here another one was, or none.",
                otherTrace
                        ? "Follow the way from "
                                + match.parent(e)
                                        .map(parent -> Wording.name(parent.span()))
                                        .orElse("the sender") + " to " + Wording.name(seen.span())
                                + ", and look where the carrier ends."
                        : "Start it while the right span is active: inside the try block of its scope.",
                Wording.where(seen.tree(), seen.node()),
                Wording.path(seen.tree(), seen.node()),
                0);
    }

    /** Words spans that continue a trace with the lower half of its id. */
    static Finding halfId(String expected, Span seen, TraceId whole) {
        return new Finding(
                        "half-id",
                        "Trace '" + expected + "': " + Wording.name(seen)
                                + " continues a trace with the lower half of its id only, so it is in another one.",
                        "A trace's id has 128 bits. Datadog's fields carry the lower 64 as x-datadog-trace-id and the upper ones as"
                                + " _dd.p.tid in x-datadog-tags; AWS's header X-Amzn-Trace-Id has the lower ones alone.",
                        "Continue from the whole of _datadog, with the tracer's propagator.")
                .at(Where.function(seen.tag("functionname").orElse("")))
                .seen("continued  " + seen.traceId() + "\nwhole      " + whole);
    }

    static Finding spanCount(TraceMatch match, int e, int number) {
        Named named = match.expected().spans().get(e);
        return new Finding(
                        "span-count",
                        "In trace '" + match.expected().name() + "', span '" + named.name() + "' should be there "
                                + named.pattern().count().describe() + " times; it is there " + Wording.times(number)
                                + ".",
                        number > named.pattern().count().most()
                                ? "The call is made too often: in a loop, or again after it was answered."
                                : "Some of the calls are not made.",
                        "Draw the trace and count: ./workshop trace.")
                .at(match.found(e)
                        .map(found -> Wording.where(found.tree(), found.node()))
                        .orElse(Where.UNKNOWN));
    }

    static Finding unexpectedSpan(TraceMatch match, SpanPattern absent, int node, int number) {
        String why = "A call is made that this step does without.";
        String hint = "Find what makes it, and why.";
        if (absent.asksForProperties()) {
            why = "There may be such a span; what it says of itself is not so.";
            hint = "Find what makes it say so.";
        } else if (absent.place().kind() != SpanPattern.Place.Kind.ANYWHERE) {
            why = "There may be such a span elsewhere. Here it says that it is a part of '"
                    + absent.place().span() + "': it was handed the context of that span, or of one below it.";
            hint = "Look at the carrier that it came with, and who put it there.";
        }
        return new Finding(
                "unexpected-span",
                "Trace '" + match.expected().name() + "' should have no span " + absent.describeWhole() + "; it has "
                        + (number == 1 ? "one" : number + " of them") + ".",
                why,
                hint,
                Wording.where(match.tree(), node),
                Wording.path(match.tree(), node),
                0);
    }

    static Finding notNamed(TraceMatch match, int node) {
        return new Finding(
                "unexpected-span",
                "Trace '" + match.expected().name() + "' should have the named spans and no other; it has "
                        + Wording.name(match.tree().nodes().get(node).span()) + " too.",
                "A call is made that this step does without.",
                "Find what makes it, and why.",
                Wording.where(match.tree(), node),
                Wording.path(match.tree(), node),
                0);
    }

    static Finding orphans(TraceMatch match, List<Span> orphans) {
        Span first = orphans.get(0);
        String others = orphans.size() == 1 ? "" : " and " + (orphans.size() - 1) + " more";
        return new Finding(
                        "orphan-span",
                        "Trace '" + match.expected().name() + "' should be one tree; the parent of "
                                + Wording.name(first) + others + " never came: span " + Span.hex(first.parentId())
                                + ".",
                        "The parent was not finished, or its function ended before it was sent, or it belongs to a service"
                                + " that sends its spans elsewhere.",
                        "See that the parent span is finished on every way out, exceptions included.")
                .at(Wording.whereOf(match, first))
                .seen(Wording.lines(orphans.stream()
                        .limit(Wording.MOST_LINES)
                        .map(Diagnoses::orphanLine)
                        .toList()));
    }

    static Finding secondRoot(TraceMatch match, List<Span> roots) {
        return new Finding(
                        "orphan-span",
                        "Trace '" + match.expected().name() + "' should be one tree; it has " + roots.size()
                                + " spans without a parent.",
                        "Work was continued with the trace's id and without the span's: a carrier that was read by half.",
                        "Continue from the whole carrier: trace id and parent id.")
                .at(Wording.whereOf(match, roots.get(roots.size() - 1)))
                .seen(Wording.lines(roots.stream()
                        .limit(Wording.MOST_LINES)
                        .map(Wording::line)
                        .toList()));
    }

    private static String orphanLine(Span orphan) {
        return Wording.line(orphan) + ", parent " + Span.hex(orphan.parentId()) + " never came";
    }

    /** Returns a span within reach whose resource or operation is one slip of the keyboard away from the expected one. */
    private static Optional<Span> closest(SpanPattern pattern, TraceTree tree, int top) {
        int from = Math.max(0, top + 1);
        int to = top < 0 ? tree.nodes().size() - 1 : tree.nodes().get(top).last();
        return tree.nodes().subList(from, to + 1).stream()
                .map(TraceTree.Node::span)
                .filter(span -> pattern.identity().stream()
                        .filter(field -> !field.holds(span))
                        .allMatch(field -> DidYouMean.closest(
                                        field.text(), List.of(field.field().of(span)))
                                .isPresent()))
                .findFirst();
    }
}
