package dev.tracedshop.trace.expect;

import static dev.tracedshop.trace.expect.Expectations.expect;
import static dev.tracedshop.trace.expect.Expectations.service;

import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.Traces;
import dev.tracedshop.trace.expect.Hop.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A product is created and told to a topic, whose queue a translator reads; it tells the bus. Tests lose the context on the way. */
final class Sent {
    static final String ID = "6b0149e2c1d34f5aa0b1c2d3e4f58115";
    static final String OTHER = "7c0149e2c1d34f5ab1b1c2d3e4f58226";
    private static final Instant AT = Instant.EPOCH;

    final Traces create = new Traces(ID)
            .span("api", "", "product-api", "aws.httpapi", "POST /product", 0, 120)
            .tags("api", "request_id", Played.REQUEST_ID)
            .span("lambda", "api", "product-api", "aws.lambda", "dev-create", 5, 110)
            .tags("lambda", "request_id", "r-create")
            .span("publish", "lambda", "product-api", "aws.http", "Sns.Publish", 85, 20)
            .span("invocation", "publish", "publisher", "aws.lambda", "dev-translate", 130, 60)
            .tags("invocation", "request_id", "r-translate")
            .span("process", "invocation", "publisher", "aws_sqs.process", "process dev-events", 135, 50)
            .tags("process", "messaging.message.id", "q-1", "functionname", "dev-translate")
            .span("put", "process", "publisher", "aws.http", "EventBridge.PutEvents", 150, 20);
    final Traces other = new Traces(OTHER)
            .span("api", "", "product-api", "aws.httpapi", "POST /product", 0, 120)
            .tags("api", "request_id", "another");
    Traces stray = new Traces("8d0149e2c1d34f5ac2b1c2d3e4f58337");
    final List<Hop> hops = new ArrayList<>();
    final List<Reading> readings = new ArrayList<>();

    /** The usual way: sent with a carrier, delivered raw, handed to the function. */
    Sent() {
        hop(
                Kind.SENT,
                "dev-create",
                "dev-created",
                "Sns.Publish",
                "",
                "m-1",
                "r-create",
                attribute("MessageAttributes", 2));
        hop(
                Kind.DELIVERED,
                "dev-created",
                "dev-events",
                "raw delivery",
                "m-1",
                "q-1",
                "",
                attribute("MessageAttributes", 2));
        hop(
                Kind.DELIVERED,
                "dev-events",
                "dev-translate",
                "record",
                "q-1",
                "q-1",
                "r-translate",
                attribute("messageAttributes", 2));
        readings.add(new Reading("r-translate", "Records[0].messageAttributes", true, ""));
    }

    Carrier attribute(String place, int others) {
        return new Carrier(place + "._datadog (Binary)", carrier(ID, create.get("publish")), others, "");
    }

    /** Returns a carrier as Datadog's tracer writes it. */
    static String carrier(String trace, Span span) {
        return "{\"x-datadog-trace-id\":\""
                + Long.toUnsignedString(Long.parseUnsignedLong(trace.substring(16), 16))
                + "\",\"x-datadog-parent-id\":\"" + Long.toUnsignedString(span.spanId())
                + "\",\"x-datadog-sampling-priority\":\"1\",\"x-datadog-tags\":\"_dd.p.tid=" + trace.substring(0, 16)
                + "\"}";
    }

    void hop(
            Kind kind,
            String from,
            String to,
            String how,
            String before,
            String message,
            String invocation,
            Carrier carrier) {
        hops.add(new Hop(kind, from, to, how, before, message, invocation, AT, carrier));
    }

    /** Puts another trace beside the two. */
    void stray(Traces trace) {
        stray = trace;
    }

    /** Replaces a hop's carrier. */
    void carries(int hop, Carrier carrier) {
        Hop old = hops.get(hop);
        hops.set(
                hop,
                new Hop(
                        old.kind(),
                        old.from(),
                        old.to(),
                        old.how(),
                        old.before(),
                        old.message(),
                        old.invocation(),
                        AT,
                        carrier));
    }

    /** Moves the translator's work into another trace: with its invocation, or the message's work alone. */
    void moved(Traces target, boolean invocation) {
        create.without("put").without("process");
        if (invocation) {
            create.without("invocation");
            target.span("invocation", "", "publisher", "aws.lambda", "dev-translate", 130, 60)
                    .tags("invocation", "request_id", "r-translate");
        }
        target.span(
                        "process",
                        invocation ? "invocation" : "",
                        "publisher",
                        "aws_sqs.process",
                        "process dev-events",
                        135,
                        50)
                .tags("process", "messaging.message.id", "q-1", "functionname", "dev-translate")
                .span("put", "process", "publisher", "aws.http", "EventBridge.PutEvents", 150, 20);
    }

    /** Takes the translator's work away, for it never got the message. */
    void neverCame(String reason, Carrier carrier) {
        create.without("put").without("process").without("invocation");
        hops.subList(1, hops.size()).clear();
        hop(Kind.DROPPED, "dev-created", "dev-events", reason, "m-1", "", "", carrier);
    }

    Expectation expectation() {
        return expect(Played.response(201, "{}"))
                .trace(
                        "create",
                        t -> t.root(service("product-api").operation("aws.httpapi"))
                                .span("publish", s -> s.inside("root").resource("Sns.Publish"))
                                .span(
                                        "process",
                                        s -> s.inside("publish")
                                                .operation("aws_sqs.process")
                                                .resource("process *-events"))
                                .span("put", s -> s.inside("process").resource("EventBridge.PutEvents"))
                                .whole());
    }

    List<Finding> findings() {
        return expectation().judge(evidence()).findings();
    }

    Evidence evidence() {
        List<Trace> traces = new ArrayList<>(List.of(create.trace(), other.trace(), stray.trace()));
        traces.removeIf(trace -> trace.spans().isEmpty());
        return new Evidence(
                        traces,
                        List.of(function("dev-create", "product-api"), function("dev-translate", "publisher")),
                        Map.of(Played.REQUEST_ID, "dev-create"),
                        Quiet.after(Duration.ofSeconds(2)))
                .following(new Carriers(hops, readings));
    }

    private static FunctionTracing function(String name, String service) {
        return new FunctionTracing(name, service, true, true, true, true, 1, Optional.empty(), Optional.empty());
    }
}
