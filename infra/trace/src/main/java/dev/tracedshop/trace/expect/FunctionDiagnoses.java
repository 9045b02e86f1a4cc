package dev.tracedshop.trace.expect;

import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.Where;
import java.util.ArrayList;
import java.util.List;

/** Words what a function lacks to be traced. Decides nothing. */
final class FunctionDiagnoses {
    private FunctionDiagnoses() {}

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
                    .map(line -> "printed: " + Wording.quote(line))
                    .orElse("printed: nothing that looks like a trace"));
        }
        function.tracerWarning().ifPresent(evidence::add);
        return finding.at(Where.function(name)).seen(Wording.lines(evidence));
    }

    /** Words that nothing came of a function that sends its spans itself. */
    static Finding notSent(SpanSender sender, String trace) {
        return new Finding(
                        "spans-not-sent",
                        "Trace '" + trace + "' should have spans of " + sender.service() + "; " + sender.name()
                                + " was invoked " + Wording.times(sender.invocations())
                                + ", and none of its spans came.",
                        sender.frozen()
                                ? "A process is frozen as soon as it has answered, as on Lambda. What it had not sent by then waits for"
                                        + " the next event, and is lost when the process is ended instead."
                                : "It sends its spans itself, and had sent none by the time it had answered.",
                        "Let no answer leave before the spans have: send them when the last one has ended, and wait until they"
                                + " are taken.")
                .at(Where.function(sender.name()))
                .seen(sender.name() + "\n  invoked     " + Wording.times(sender.invocations())
                        + "\n  spans sent  none\n  now         "
                        + (sender.frozen() ? "frozen, until the next event comes" : "waiting for the next event"));
    }

    static String ranOrNot(FunctionTracing function) {
        return function.invocations() == 0
                ? function.name() + " was not invoked during the scenario."
                : function.name() + " was invoked " + Wording.times(function.invocations())
                        + " and has all that tracing needs.";
    }
}
