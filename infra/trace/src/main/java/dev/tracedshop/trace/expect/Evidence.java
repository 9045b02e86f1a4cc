package dev.tracedshop.trace.expect;

import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.expect.Condition.Field;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known after a scenario was played and everything that it caused has come to an end.
 *
 * @param traces all traces of the shop, in any order
 * @param functions every function that should be traced
 * @param handlers the function that answered each request, by the request id of the HTTP API
 * @param quiet how the waiting ended
 * @param metrics what functions counted meanwhile
 * @param carriers the ways of the messages, as far as they were recorded
 * @param senders the functions that make and send their spans themselves
 */
public record Evidence(
        List<Trace> traces,
        List<FunctionTracing> functions,
        Map<String, String> handlers,
        Quiet quiet,
        List<MetricSeen> metrics,
        Carriers carriers,
        List<SpanSender> senders) {
    public Evidence {
        traces = List.copyOf(traces);
        functions = List.copyOf(functions);
        handlers = Map.copyOf(handlers);
        metrics = List.copyOf(metrics);
        senders = List.copyOf(senders);
    }

    /** Creates what is known where nobody counts anything, and nobody followed the messages. */
    public Evidence(List<Trace> traces, List<FunctionTracing> functions, Map<String, String> handlers, Quiet quiet) {
        this(traces, functions, handlers, quiet, List.of(), Carriers.UNKNOWN, List.of());
    }

    /** Returns the same with the metrics that functions sent. */
    public Evidence counting(List<MetricSeen> sent) {
        return new Evidence(traces, functions, handlers, quiet, sent, carriers, senders);
    }

    /** Returns the same with the ways that messages took. */
    public Evidence following(Carriers followed) {
        return new Evidence(traces, functions, handlers, quiet, metrics, followed, senders);
    }

    /** Returns the same with the functions that send their spans themselves. */
    public Evidence sentBy(List<SpanSender> known) {
        return new Evidence(traces, functions, handlers, quiet, metrics, carriers, known);
    }

    /** Returns the function that should have sent a span of a pattern's service itself, and sent none of any kind. */
    Optional<SpanSender> silentSenderOf(SpanPattern pattern) {
        return senders.stream()
                .filter(sender -> sender.invocations() > 0 && pattern.asksFor(Field.SERVICE, sender.service()))
                .filter(sender -> traces.stream()
                        .flatMap(trace -> trace.spans().stream())
                        .noneMatch(span -> span.service().equals(sender.service())))
                .findFirst();
    }

    /** Returns the name of the function that answered a request. */
    public Optional<String> handledBy(String apiRequestId) {
        return Optional.ofNullable(handlers.get(apiRequestId));
    }

    /** Returns the function whose span a pattern describes, going by its name or, where only one has it, its service. */
    Optional<FunctionTracing> functionOf(SpanPattern pattern) {
        List<FunctionTracing> byName = functions.stream()
                .filter(function -> pattern.asksFor(Field.RESOURCE, function.name()))
                .toList();
        if (byName.size() == 1) {
            return Optional.of(byName.get(0));
        }
        List<FunctionTracing> byService = functions.stream()
                .filter(function -> pattern.asksFor(Field.SERVICE, function.service()))
                .toList();
        return byService.size() == 1 ? Optional.of(byService.get(0)) : Optional.empty();
    }

    /** Returns a function by its name. */
    public Optional<FunctionTracing> function(String name) {
        return functions.stream()
                .filter(function -> function.name().equals(name))
                .findFirst();
    }
}
