package dev.tracedshop.trace.expect;

import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.SpanLink;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.TraceTree;
import dev.tracedshop.trace.Waterfall;
import dev.tracedshop.trace.Where;
import dev.tracedshop.trace.expect.Condition.AttributeIs;
import dev.tracedshop.trace.expect.ExpectedTrace.Named;
import dev.tracedshop.trace.expect.SpanPattern.Target;
import dev.tracedshop.trace.expect.TraceMatch.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Words each finding: what was expected and seen, why that probably is, and what to do next. Decides nothing. */
final class Diagnoses {
    private static final int MOST_LINES = 8;
    private static final int MOST_QUOTED = 400;

    private Diagnoses() {}

    static Finding stillPending(Quiet quiet) {
        return new Finding(
                        "still-pending",
                        "After " + quiet.waited().toSeconds()
                                + " s the shop was still at work, so the traces may not be whole.",
                        "What is missing below may only be late; what was to happen yet is listed.",
                        "Look at what does not end: a message that is delivered again and again has a consumer that throws."
                                + " Its log lines say why.")
                .seen(lines(quiet.pending()));
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
                "The answer to " + response.request() + " should have " + path + " = " + expected.describe() + "; "
                        + seen + ".",
                "",
                "Look at what the function puts into its answer.",
                Where.function(handler.orElse("")),
                response.excerpt(),
                0);
    }

    /** Words what a function lacks to be traced; the function lacks something. */
    static Finding untraced(FunctionTracing function, String did) {
        String name = function.name();
        List<String> evidence = new ArrayList<>(List.of(
                "tracer layer     " + (function.tracerLayer() ? "yes" : "no"),
                "wrapper          " + (function.wrapper() ? "yes" : "no (AWS_LAMBDA_EXEC_WRAPPER)"),
                "extension layer  " + (function.extensionLayer() ? "yes" : "no")));
        Finding finding;
        if (!function.tracerLayer() && !function.wrapper() && !function.extensionLayer()) {
            finding = new Finding(
                    "tracing-off",
                    name + " " + did + " without any tracer: the template gives it none.",
                    "No layer and no wrapper: the function is plain Java that nobody watches, so no span was made."
                            + " Was it run with -c tracing=off?",
                    "Run it again without -c tracing=off.");
        } else if (!function.tracerLayer()) {
            finding = new Finding(
                    "tracer-layer-missing",
                    name + " " + did + " without the tracer's layer: the template does not list it.",
                    "The layer carries the Java agent, and the agent makes the spans. Without it, the wrapper has nothing to"
                            + " attach and the extension nothing to send.",
                    "Give the function the layer dd-trace-java: TracedFunction in infra/cdk does that.");
        } else if (!function.wrapper()) {
            finding = new Finding(
                    "wrapper-missing",
                    name + " " + did + " without the wrapper: AWS_LAMBDA_EXEC_WRAPPER is not set in the template.",
                    "The agent lies in its layer, but nothing attaches it to the JVM: the wrapper does that when Lambda starts"
                            + " the function.",
                    "Set AWS_LAMBDA_EXEC_WRAPPER to /opt/datadog_wrapper: TracedFunction in infra/cdk does that.");
        } else {
            finding = new Finding(
                    "extension-layer-missing",
                    name + " " + did + " without the extension's layer: the template does not list it.",
                    "The agent made spans and found no extension to hand them to, so it printed them to stdout as JSON. On AWS"
                            + " they end there, in the log. The extension is also who makes aws.lambda and continues the trace of"
                            + " a message.",
                    "Give the function the layer Datadog-Extension: TracedFunction in infra/cdk does that.");
            evidence.add(function.printedTrace()
                    .map(line -> "printed: " + quote(line))
                    .orElse("printed: nothing that looks like a trace"));
        }
        function.tracerWarning().ifPresent(evidence::add);
        return finding.at(Where.function(name)).seen(lines(evidence));
    }

    static Finding noTrace(String title, Response response, Optional<FunctionTracing> handler, List<Trace> traces) {
        String missing = response.requestId()
                .map(id -> "No aws.httpapi span has its request id, " + id)
                .orElse("The answer has no " + Response.REQUEST_ID_HEADER + " header, and no trace looks like it");
        String why = handler.map(function -> function.name() + " has all that tracing needs and was invoked "
                        + times(function.invocations()) + "; its spans did not arrive.")
                .orElse("No function is known to have answered: the API may have answered by itself.");
        return new Finding(
                "no-trace",
                "Trace '" + title + "' is not there: " + response.request() + " left none. " + missing + ".",
                why,
                handler.isPresent()
                        ? "Read the function's log lines: a tracer that cannot start or send says so there."
                        : "Check the path of the request against the routes of the API.",
                Where.function(handler.map(FunctionTracing::name).orElse("")),
                lines(Stream.concat(
                                handler.flatMap(FunctionTracing::tracerWarning).stream(), summaries(traces).stream())
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
                function.map(Diagnoses::ranOrNot).orElse("Nothing that looks like it was traced during the scenario."),
                "Look at the traces that came: ./workshop trace draws them.",
                Where.function(function.map(FunctionTracing::name).orElse("")),
                lines(summaries(others)),
                0);
    }

    static Finding childInsteadOfLink(ExpectedTrace expected, Found seen, String inTrace, Target target) {
        return new Finding(
                "child-instead-of-link",
                "Trace '" + expected.name() + "' should be a trace of its own that links to " + target
                        + "; its first span " + name(seen.span()) + " is part of trace '" + inTrace
                        + "' instead, as a child.",
                "The consumer continued the carrier that came with the message. A child says \"part of the same work\"; a link"
                        + " says \"caused by it\", and leaves each trace its own length and fate.",
                "Start a new trace for the message, and add the carrier's context to its span as a link.",
                where(seen.tree(), seen.node()),
                path(seen.tree(), seen.node()),
                0);
    }

    static Finding notATraceOfItsOwn(ExpectedTrace expected, Found seen, String inTrace) {
        return new Finding(
                "wrong-parent",
                "Trace '" + expected.name() + "' should be a trace of its own; its first span " + name(seen.span())
                        + " is part of trace '" + inTrace + "'.",
                "The consumer continued the context that came with the message or request.",
                "Start a new trace there.",
                where(seen.tree(), seen.node()),
                path(seen.tree(), seen.node()),
                0);
    }

    static Finding spanMissing(TraceMatch match, int e, Optional<FunctionTracing> function, List<Span> orphans) {
        Named named = match.expected().spans().get(e);
        Optional<Found> parent = match.parent(e);
        TraceTree tree = parent.map(Found::tree).orElse(match.tree());
        int top = parent.map(Found::node).orElse(-1);
        List<Integer> below = parent.isPresent() ? childrenOf(tree, top) : tops(tree);
        Optional<Span> close = closest(named.pattern(), tree, top);
        String place =
                parent.map(found -> " inside " + name(found.span())).orElse(named.isRoot() ? " as the first span" : "");
        String why;
        if (!orphans.isEmpty()) {
            why =
                    "Spans below it came, and name a parent that never did: the work was done and its span was lost or never"
                            + " finished.";
        } else if (close.isPresent()) {
            why = "A span like it is there: " + name(close.get()) + ". Is that the one, under another name?";
        } else if (function.isPresent()) {
            why = ranOrNot(function.get());
        } else if (parent.isPresent() && below.isEmpty()) {
            why = "Nothing at all happened inside " + name(parent.get().span())
                    + ": the code does not make the call, or does" + " not get that far.";
        } else {
            why = "The code does not make that call, or does not get that far.";
        }
        List<String> evidence = new ArrayList<>();
        evidence.add(parent.map(found -> name(found.span()) + " has below it:").orElse("the trace begins with:"));
        if (below.isEmpty()) {
            evidence.add("  (nothing)");
        }
        below.stream()
                .limit(MOST_LINES)
                .forEach(node -> evidence.add("  " + line(tree.nodes().get(node).span())));
        if (below.size() > MOST_LINES) {
            evidence.add("  and " + (below.size() - MOST_LINES) + " more");
        }
        orphans.stream().limit(MOST_LINES).forEach(orphan -> evidence.add(orphanLine(orphan)));
        return new Finding(
                "span-missing",
                "In trace '" + match.expected().name() + "', span '" + named.name()
                        + "' is not there: expected one with " + named.pattern().describe() + place + ".",
                why,
                orphans.isEmpty()
                        ? "Make it happen"
                                + parent.map(found -> " while " + name(found.span()) + " runs")
                                        .orElse("")
                                + ", then run the check again."
                        : "See that the span is finished on every way out, then run the check again.",
                parent.map(found -> where(tree, top)).orElse(Where.UNKNOWN),
                lines(evidence),
                0);
    }

    static Finding wrongParent(TraceMatch match, int e, Found seen) {
        Named named = match.expected().spans().get(e);
        String should = match.parent(e)
                .map(parent -> (named.pattern().place().kind() == SpanPattern.Place.Kind.CHILD_OF
                                ? "directly below "
                                : "inside ")
                        + name(parent.span()))
                .orElse(
                        named.isRoot()
                                ? "first in its trace"
                                : "in trace '" + match.expected().name() + "'");
        boolean otherTrace = seen.fit() == TraceMatch.Fit.OTHER_TRACE;
        int above = seen.tree().nodes().get(seen.node()).parent();
        String stands = above < 0
                ? "it has no parent"
                : "it stands below " + name(seen.tree().nodes().get(above).span());
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
                                        .map(parent -> name(parent.span()))
                                        .orElse("the sender") + " to " + name(seen.span())
                                + ", and look where the carrier ends."
                        : "Start it while the right span is active: inside the try block of its scope.",
                where(seen.tree(), seen.node()),
                path(seen.tree(), seen.node()),
                0);
    }

    static Finding spanCount(TraceMatch match, int e, int number) {
        Named named = match.expected().spans().get(e);
        return new Finding(
                        "span-count",
                        "In trace '" + match.expected().name() + "', span '" + named.name() + "' should be there "
                                + named.pattern().count().describe() + " times; it is there " + times(number) + ".",
                        number > named.pattern().count().most()
                                ? "The call is made too often: in a loop, or again after it was answered."
                                : "Some of the calls are not made.",
                        "Draw the trace and count: ./workshop trace.")
                .at(match.found(e)
                        .map(found -> where(found.tree(), found.node()))
                        .orElse(Where.UNKNOWN));
    }

    static Finding unmet(TraceMatch match, int e, Found found, Condition condition) {
        String who = "Span '" + match.expected().spans().get(e).name() + "' (" + name(found.span()) + ")";
        Finding finding = condition instanceof AttributeIs attribute
                ? attribute(who, found, attribute)
                : condition instanceof Condition.ErrorIs error
                        ? errorIs(who, found, error)
                        : fieldIs(who, found, condition);
        return finding.at(where(found.tree(), found.node()));
    }

    private static Finding attribute(String who, Found found, AttributeIs expected) {
        Optional<String> value = expected.of(found.span());
        String name = expected.name();
        if (value.isPresent()) {
            return new Finding(
                            "tag-value",
                            who + " should have " + expected.describe() + "; it is \"" + value.get() + "\".",
                            "The " + expected.word() + " is set, to something else.",
                            "Look at where " + name + " is set, and at what is known there.")
                    .seen(name + " = " + value.get());
        }
        TreeSet<String> names = new TreeSet<>(found.span().tags().keySet());
        names.addAll(found.span().metrics().keySet());
        Optional<String> close = DidYouMean.closest(name, names);
        Optional<Span> bearer = bearer(found, name);
        String why;
        if (close.isPresent()) {
            why = "It has " + close.get() + " = \""
                    + found.span().tag(close.get()).orElse("") + "\". Did you mean " + name + "?";
        } else if (bearer.isPresent()) {
            why = "The " + expected.word() + " is on another span of the trace: " + name(bearer.get())
                    + ". It went to the span that was active when it was set.";
        } else {
            why = "Nothing in this trace carries it: it is not set, or set after the span has ended.";
        }
        List<String> own = names.stream().filter(Diagnoses::isTelling).toList();
        return new Finding(
                        "tag-missing",
                        who + " should have " + expected.describe() + "; it has no " + expected.word()
                                + " of that name.",
                        why,
                        bearer.isPresent() && close.isEmpty()
                                ? "Set it on this span."
                                : "Set " + name + " on this span before it ends.")
                .seen(
                        own.isEmpty()
                                ? "(no tags of its own)"
                                : lines(own.stream()
                                        .map(key -> key + " = "
                                                + quote(found.span().tag(key).orElse("")))
                                        .toList()));
    }

    private static Finding errorIs(String who, Found found, Condition.ErrorIs expected) {
        return expected.error()
                ? new Finding(
                        "error-missing",
                        who + " should be in error; it is not.",
                        "An exception that is caught and answered leaves no trace of itself, unless the span is told.",
                        "Tell the span about the error: span.setError(true), or record the exception.")
                : inError(found.span());
    }

    private static Finding fieldIs(String who, Found found, Condition condition) {
        String seen = condition instanceof Condition.FieldIs field
                ? field.field().word() + " "
                        + (field.field().of(found.span()).isEmpty()
                                ? "(none)"
                                : field.field().of(found.span()))
                : "";
        return new Finding(
                "tag-value",
                who + " should have " + condition.describe() + "; it has " + seen + ".",
                "",
                "Look at how the span is made.");
    }

    static Finding unexpectedSpan(TraceMatch match, SpanPattern absent, int node, int number) {
        return new Finding(
                "unexpected-span",
                "Trace '" + match.expected().name() + "' should have no span " + absent + "; it has "
                        + (number == 1 ? "one" : number + " of them") + ".",
                "A call is made that this step does without.",
                "Find what makes it, and why.",
                where(match.tree(), node),
                path(match.tree(), node),
                0);
    }

    static Finding notNamed(TraceMatch match, int node) {
        return new Finding(
                "unexpected-span",
                "Trace '" + match.expected().name() + "' should have the named spans and no other; it has "
                        + name(match.tree().nodes().get(node).span()) + " too.",
                "A call is made that this step does without.",
                "Find what makes it, and why.",
                where(match.tree(), node),
                path(match.tree(), node),
                0);
    }

    static Finding spanInError(TraceMatch match, int node) {
        Finding finding = inError(match.tree().nodes().get(node).span());
        Where place = where(match.tree(), node);
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
                "Span " + name(span) + " is in error; none was expected.",
                said.isEmpty()
                        ? "It carries no message: an answer with a 5xx status marks its spans so."
                        : "It says: " + said,
                frame.isPresent()
                        ? "Begin at the line named below."
                        : "Look at the function's log lines of that moment.",
                frame.map(StackFrames::place).orElse(Where.UNKNOWN),
                span.tag("error.stack")
                        .map(stack -> stack.lines().limit(MOST_LINES).collect(Collectors.joining("\n")))
                        .orElse(said),
                0);
    }

    static Finding orphans(TraceMatch match, List<Span> orphans) {
        Span first = orphans.get(0);
        String others = orphans.size() == 1 ? "" : " and " + (orphans.size() - 1) + " more";
        return new Finding(
                        "orphan-span",
                        "Trace '" + match.expected().name() + "' should be one tree; the parent of " + name(first)
                                + others + " never came: span " + Span.hex(first.parentId()) + ".",
                        "The parent was not finished, or its function ended before it was sent, or it belongs to a service"
                                + " that sends its spans elsewhere.",
                        "See that the parent span is finished on every way out, exceptions included.")
                .at(whereOf(match, first))
                .seen(lines(orphans.stream()
                        .limit(MOST_LINES)
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
                .at(whereOf(match, roots.get(roots.size() - 1)))
                .seen(lines(
                        roots.stream().limit(MOST_LINES).map(Diagnoses::line).toList()));
    }

    static Finding linkMissing(
            ExpectedTrace expected, String from, Target target, Found to, List<SpanLink> links, Where where) {
        boolean rightTrace =
                links.stream().anyMatch(link -> link.traceId().equals(to.span().traceId()));
        String seen;
        String why;
        if (links.isEmpty()) {
            seen = "it has no link at all";
            why =
                    "The two traces exist, and nothing joins them: the consumer read no carrier, or did not make a link of it.";
        } else if (rightTrace) {
            seen = "it links to another span of that trace";
            why = "The carrier came from another span than the one expected: the context was taken before or after the"
                    + " right span was active.";
        } else {
            seen = "it links to " + (links.size() == 1 ? "another trace" : links.size() + " spans of other traces");
            why = "The carrier of another message was used. In a batch each message has its own.";
        }
        return new Finding(
                        "link-missing",
                        from + " of trace '" + expected.name() + "' should link to " + target + " (" + name(to.span())
                                + "); " + seen + ".",
                        why,
                        "Extract the context from the message's carrier, and add it to the span as a link when the span"
                                + " starts.")
                .at(where)
                .seen(lines(Stream.concat(
                                Stream.of("expected  trace " + to.span().traceId() + " span "
                                        + to.span().spanIdHex()),
                                links.stream()
                                        .limit(MOST_LINES)
                                        .map(link -> "found     trace " + link.traceId() + " span "
                                                + Span.hex(link.spanId())))
                        .toList()));
    }

    static Finding childInsteadOfSpanLink(TraceMatch match, Found from, Target target) {
        return new Finding(
                "child-instead-of-link",
                name(from.span()) + " should link to " + target + "; it is below it in trace '"
                        + match.expected().name() + "' instead, as a child.",
                "The consumer continued the carrier that came with the message. A child says \"part of the same work\"; a link"
                        + " says \"caused by it\", and leaves each trace its own length and fate.",
                "Start a new trace for the message, and add the carrier's context to its span as a link.",
                where(from.tree(), from.node()),
                path(from.tree(), from.node()),
                0);
    }

    private static String ranOrNot(FunctionTracing function) {
        return function.invocations() == 0
                ? function.name() + " was not invoked during the scenario."
                : function.name() + " was invoked " + times(function.invocations())
                        + " and has all that tracing needs.";
    }

    /** Returns a span as a reader would name it: operation and resource. */
    static String name(Span span) {
        return span.resource().isEmpty() || span.resource().equals(span.name())
                ? span.name()
                : span.name() + " " + span.resource();
    }

    private static String line(Span span) {
        return name(span) + " (" + span.service() + ")";
    }

    private static String orphanLine(Span orphan) {
        return line(orphan) + ", parent " + Span.hex(orphan.parentId()) + " never came";
    }

    static Where where(TraceTree tree, int node) {
        for (int at = node; at >= 0; at = tree.nodes().get(at).parent()) {
            Span span = tree.nodes().get(at).span();
            if (span.name().equals("aws.lambda")) {
                return Where.function(span.resource());
            }
        }
        return Where.function(tree.nodes().get(node).span().tag("functionname").orElse(""));
    }

    private static Where whereOf(TraceMatch match, Span span) {
        List<TraceTree.Node> nodes = match.tree().nodes();
        for (int node = 0; node < nodes.size(); node++) {
            if (nodes.get(node).span().equals(span)) {
                return where(match.tree(), node);
            }
        }
        return Where.UNKNOWN;
    }

    // From the trace's first span down to the one that is meant.
    private static String path(TraceTree tree, int node) {
        List<String> up = new ArrayList<>();
        for (int at = node; at >= 0; at = tree.nodes().get(at).parent()) {
            up.add(0, line(tree.nodes().get(at).span()));
        }
        List<String> lines = new ArrayList<>();
        int from = Math.max(0, up.size() - MOST_LINES);
        if (from > 0) {
            lines.add("… " + from + " above");
        }
        for (int i = from; i < up.size(); i++) {
            lines.add((i == from ? "" : "  ".repeat(i - from - 1) + "└ ") + up.get(i));
        }
        return lines(lines);
    }

    private static List<Integer> childrenOf(TraceTree tree, int parent) {
        List<Integer> children = new ArrayList<>();
        for (int node = parent + 1;
                node <= tree.nodes().get(parent).last();
                node = tree.nodes().get(node).last() + 1) {
            children.add(node);
        }
        return children;
    }

    private static List<Integer> tops(TraceTree tree) {
        List<Integer> tops = new ArrayList<>();
        for (int node = 0;
                node < tree.nodes().size();
                node = tree.nodes().get(node).last() + 1) {
            tops.add(node);
        }
        return tops;
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

    private static Optional<Span> bearer(Found found, String tag) {
        return found.tree().nodes().stream()
                .map(TraceTree.Node::span)
                .filter(span -> span.tag(tag).isPresent())
                .findFirst();
    }

    // Tags that every span has say nothing about what is missing on this one.
    private static boolean isTelling(String tag) {
        return !tag.startsWith("_")
                && !NoiseTags.NAMES.contains(tag)
                && !tag.startsWith("thread.")
                && !tag.startsWith("error.");
    }

    private static List<String> summaries(List<Trace> traces) {
        if (traces.isEmpty()) {
            return List.of("(no trace came at all)");
        }
        List<String> lines = new ArrayList<>();
        traces.stream()
                .limit(MOST_LINES)
                .forEach(trace -> lines.add(Waterfall.shortId(trace.id()) + "  "
                        + trace.root().map(Diagnoses::line).orElse("(empty)") + ", "
                        + trace.spans().size() + " spans"));
        if (traces.size() > MOST_LINES) {
            lines.add("and " + (traces.size() - MOST_LINES) + " more traces");
        }
        return lines;
    }

    private static String times(int number) {
        return switch (number) {
            case 0 -> "not once";
            case 1 -> "once";
            default -> number + " times";
        };
    }

    private static String quote(String line) {
        return line.length() <= MOST_QUOTED ? line : line.substring(0, MOST_QUOTED) + "…";
    }

    private static String lines(List<String> lines) {
        return String.join("\n", lines);
    }
}
