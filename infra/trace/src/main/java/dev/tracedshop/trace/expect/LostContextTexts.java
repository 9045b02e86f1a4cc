package dev.tracedshop.trace.expect;

import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.TraceId;
import dev.tracedshop.trace.Where;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Words where and why a context was lost, with what was on the wire. Decides nothing. */
final class LostContextTexts {
    private static final String CODE_OF_BATCH =
            "Take up each message's own carrier, and make what it names the parent of that message's span.";

    private final LostContext lost;
    private final String trace;
    private final Journeys journeys;
    private final Hop sent;
    private final Hop hop;

    private LostContextTexts(LostContext lost, String trace, Journeys journeys) {
        this.lost = lost;
        this.trace = "'" + trace + "'";
        this.journeys = journeys;
        this.sent = lost.journey().sent();
        this.hop = lost.hop();
    }

    /**
     * Returns the finding. It speaks of the message and not of a span, so that all spans that are missing because of it have the same.
     *
     * @param trace the expected trace's name
     */
    static Finding of(LostContext lost, String trace, Journeys journeys) {
        LostContextTexts texts = new LostContextTexts(lost, trace, journeys);
        Finding finding = switch (lost.cause()) {
            case NOT_INJECTED -> texts.notInjected();
            case TEN_ATTRIBUTES -> texts.tenAttributes();
            case FILTERED -> texts.filtered();
            case RAW_DELIVERY -> texts.rawDelivery();
            case NO_RULE -> texts.noRule();
            case REWRITTEN -> texts.rewritten();
            case NOT_READ -> texts.notRead();
            case NOT_ACTIVE -> texts.notActive();
            case LINKED -> texts.linked();
            case WRONG_MESSAGE -> texts.wrongMessage();
            case HALF_ID -> texts.halfId();
            case STATE_CONTEXT -> texts.stateContext();
        };
        return finding.at(texts.place()).seen(String.join("\n", texts.evidence()));
    }

    private Finding finding(String message, String why, String hint) {
        return new Finding(lost.cause().id(), message, why, hint);
    }

    private Finding notInjected() {
        if (hop.isRequest()) {
            return finding(
                    "The request " + sent.how() + " that " + sent.from() + " sent to " + sent.to()
                            + " left it without a carrier: nothing on the wire says that it belongs to trace " + trace
                            + ".",
                    "The tracer writes the headers x-datadog-* and traceparent into the requests of the HTTP clients that it knows,"
                            + " and makes a span of each. This one went past them, or was sent where no span was active.",
                    "Send it with a client that the tracer knows, as java.net.http.HttpClient, and in the thread of the span.");
        }
        String found = hop.carrier().isPresent()
                ? " with a _datadog that names no trace."
                : " without a carrier: nothing on the wire says that it belongs to trace " + trace + ".";
        return finding(
                "The message that " + sent.from() + " sent with " + sent.how() + " to " + sent.to() + " left it"
                        + found,
                hop.carrier().isPresent()
                        ? "The tracer leaves a _datadog alone that the code has written itself."
                        : "The tracer writes the carrier into the request of an SDK client while a span is active. It did not: the"
                                + " call goes around the SDK, or injection is switched off for this service.",
                "Send it with the SDK's client and leave " + expectedPlace() + " to the tracer; see that no setting "
                        + setting() + "=false is there.");
    }

    private Finding tenAttributes() {
        return finding(
                "The message that " + sent.from() + " sent with " + sent.how() + " to " + sent.to()
                        + " left it without a carrier: it has " + hop.carrier().attributes()
                        + " attributes of its own, and there was no room for one more.",
                "A message that goes on to a queue has ten attributes at most. The tracer adds _datadog to nine and never pushes one"
                        + " of yours out: at ten it leaves its own out, without a word.",
                "Send nine attributes at most. What nobody filters by belongs into the message's body.");
    }

    private Finding filtered() {
        return finding(
                "The message that " + sent.from() + " sent with " + sent.how() + " to " + sent.to() + " never reached "
                        + hop.to() + ": the subscription's filter policy did not let it through.",
                "SNS drops what a policy does not match, the carrier with it, and tells nobody. The policy looks for "
                        + hop.how().replace("filter policy ", "") + ".",
                "Send the attribute that the policy asks for, with a value that it names.");
    }

    private Finding rawDelivery() {
        return finding(
                "The message that " + sent.from() + " sent with " + sent.how() + " to " + sent.to() + " never reached "
                        + hop.to() + ": it is delivered raw and has "
                        + (hop.carrier().attributes() + (hop.carrier().isPresent() ? 1 : 0)) + " attributes.",
                "Raw delivery turns the attributes of the topic's message into attributes of the queue's message. A queue takes ten;"
                        + " SNS discards a message that has more, and the carrier with it.",
                "Send nine attributes at most, so that there is room for the carrier.");
    }

    private Finding noRule() {
        return finding(
                "The event that " + sent.from() + " put on " + sent.to()
                        + " went nowhere: no rule of the bus matches it.",
                "A bus drops what no rule wants, the carrier with it, and tells nobody.",
                "Compare source and detail-type of the event with the rule's pattern.");
    }

    private Finding rewritten() {
        return finding(
                "The carrier of trace " + trace + " was in the message that " + sent.from() + " sent with " + sent.how()
                        + ", and was gone when " + hop.to() + " got it: the envelope was rewritten between "
                        + hop.from()
                        + " and " + hop.to() + " (" + hop.how() + ").",
                "Whoever writes a message anew passes on what he names and nothing else. _datadog is not among it.",
                "Hand the message on as it is, or take _datadog along: the rule of " + hop.from()
                        + " needs $.detail._datadog in what it makes.");
    }

    private Finding notRead() {
        String invocation = lost.journey().last().invocation();
        boolean invocationHasIt = journeys.traceOf(invocation)
                .equals(lost.journey().sent().carrier().traceId());
        String problems = journeys.readings(invocation).stream()
                .map(Reading::problem)
                .filter(problem -> !problem.isEmpty())
                .collect(Collectors.joining("; "));
        String why = !problems.isEmpty()
                ? "The extension could not read it: " + problems + "."
                : invocationHasIt
                        ? "The extension read it, and aws.lambda continues the trace; the span of the message was made without it."
                        : "Nobody read it: the extension looks at the first message's carrier and continues it, unless extraction is"
                                + " switched off (DD_TRACE_PROPAGATION_STYLE_EXTRACT); for all others the code has to.";
        return finding(
                hop.to() + " got the message that " + sent.from() + " sent with " + sent.how() + " in trace " + trace
                        + ", its carrier too, and began a trace of its own.",
                why,
                "Extract the context from " + hop.carrier().place()
                        + " with the tracer's propagator, and make it the parent of the" + " span of the message.");
    }

    private Finding notActive() {
        String work = lost.span().map(Wording::name).orElse("the work");
        return finding(
                hop.to() + " made a span from the carrier of trace " + trace
                        + ", and did the message's work outside of it: " + work + " does not stand below it.",
                "A new span stands below the one that is active in its thread. The message's span was started and never made"
                        + " current, or its scope was closed before the work began.",
                "Do the work inside the scope: try (Scope ignored = span.makeCurrent()) { … }, and end the span after it.");
    }

    private Finding linked() {
        return finding(
                hop.to() + " links to the span that sent the message of trace " + trace + "; it should be its child.",
                "The carrier was read and made a link. A link says \"caused by it\" and leaves the work in a trace of its own; a child"
                        + " says \"part of the same work\".",
                "Make the extracted context the parent of the message's span: setParent(…) instead of addLink(…).");
    }

    private Finding wrongMessage() {
        int batch = journeys.into(hop.invocation()).size();
        return finding(
                hop.to() + " handled the message of trace " + trace + " in the trace of another message: a batch of "
                        + batch + " came in one invocation.",
                "Tracer and extension know one context per invocation, the first message's. Whatever is not told otherwise"
                        + " continues that one, so the work for all others lands there too.",
                CODE_OF_BATCH);
    }

    private Finding halfId() {
        return finding(
                hop.to() + " continued trace " + trace
                        + " with the lower half of its id only, so its spans are in another trace.",
                "A trace's id has 128 bits. Datadog's fields carry the lower 64 as x-datadog-trace-id and the upper ones as _dd.p.tid"
                        + " in x-datadog-tags; AWS's header X-Amzn-Trace-Id has the lower ones alone. Whoever reads one part"
                        + " continues a trace that nobody began.",
                "Continue from the whole of " + hop.carrier().place()
                        + ", with the tracer's propagator. It knows both parts; a SpanContext made by hand has to be told.");
    }

    private Finding stateContext() {
        if (hop.kind() == Hop.Kind.SENT) {
            return finding(
                    "State machine " + sent.from() + " made " + sent.how() + " to " + sent.to()
                            + " without a carrier of trace " + trace + ".",
                    "A state machine has no tracer: what it sends has the carrier that its definition puts in.",
                    "Put the carrier that the execution was started with into the task's parameters: \"_datadog.$\":"
                            + " \"$._datadog\".");
        }
        String missing = Stream.of("Execution", "State", "x-datadog-trace-id", "x-datadog-tags")
                .filter(field -> !hop.carrier().has(field))
                .collect(Collectors.joining(", "));
        return finding(
                "State machine " + hop.from() + " invoked " + hop.to() + " without the context of trace " + trace
                        + ": its payload "
                        + (hop.carrier().isPresent() ? "lacks " + missing + " in _datadog" : "has no _datadog")
                        + ".",
                "Step Functions passes on nothing by itself, and nobody traces a machine from inside. The extension hangs a task below"
                        + " its state by Execution and State of the context object $$, and into the trace by the two fields of the"
                        + " carrier that the execution was started with.",
                "Give the task's Payload a _datadog with Execution and State of $$, and x-datadog-trace-id and x-datadog-tags of"
                        + " $._datadog.");
    }

    private String expectedPlace() {
        return sent.how().startsWith("EventBridge")
                ? "_datadog in the event's detail"
                : sent.how().startsWith("Sfn") ? "_datadog in the execution's input" : "the message attribute _datadog";
    }

    private String setting() {
        String service = sent.how().substring(0, sent.how().indexOf('.')).toUpperCase(java.util.Locale.ROOT);
        return "DD_TRACE_" + service + "_INJECT_DATADOG_ATTRIBUTE_ENABLED";
    }

    private Where place() {
        String function = hop.kind() == Hop.Kind.DELIVERED && !hop.invocation().isEmpty() ? hop.to() : sent.from();
        return new Where(function, hop.from() + " → " + (hop.to().isEmpty() ? "nowhere" : hop.to()), "", 0);
    }

    private List<String> evidence() {
        List<String> lines = new ArrayList<>();
        for (Hop step : lost.journey().way()) {
            lines.add(step.from() + " → " + (step.to().isEmpty() ? "nowhere" : step.to()) + "  "
                    + Wording.quote(step.how()));
            lines.add("  "
                    + (step.isRequest() && !step.carrier().isPresent()
                            ? "no x-datadog-* header, no traceparent"
                            : carried(step.carrier())));
            if (step.equals(hop)) {
                break;
            }
        }
        Carrier carrier = hop.carrier();
        if (carrier.isPresent()) {
            lines.add("on the wire: " + Wording.quote(carrier.text()));
        }
        if (lost.cause() == LostContext.Cause.HALF_ID && !carrier.traceHeader().isEmpty()) {
            lines.add("X-Amzn-Trace-Id: " + carrier.traceHeader());
        }
        journeys.readings(hop.invocation()).stream()
                .filter(Reading::used)
                .forEach(reading -> lines.add("the extension continued the trace from " + reading.place()));
        lost.span().ifPresent(span -> lines.add(span(span)));
        return lines;
    }

    private static String span(Span span) {
        return Wording.name(span) + " is in trace " + span.traceId() + ", parent "
                + (span.parentId() == 0 ? "none" : Span.hex(span.parentId()));
    }

    private static String carried(Carrier carrier) {
        String attributes = carrier.attributes() == 0
                ? ""
                : carrier.attributes() == 1
                        ? ", 1 attribute beside it"
                        : ", " + carrier.attributes() + " attributes beside it";
        if (!carrier.isPresent()) {
            return carrier.attributes() == 0 ? "no _datadog" : "no _datadog, " + carrier.attributes() + " attributes";
        }
        Optional<TraceId> trace = carrier.traceId();
        return carrier.place()
                + attributes
                + trace.map(id -> ": trace " + id + " span " + Span.hex(carrier.spanId()))
                        .orElse(": names no trace");
    }
}
