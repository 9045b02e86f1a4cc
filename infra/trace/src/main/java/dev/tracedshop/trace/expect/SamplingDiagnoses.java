package dev.tracedshop.trace.expect;

import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.expect.StreamedTrace.Streamed;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a learner is told about a sampler's verdicts. */
final class SamplingDiagnoses {
    private static final String SAMPLING = "sampling";
    private static final int ERROR_LINES = 8;

    private SamplingDiagnoses() {}

    static Finding failed(ProgramOutcome sampler) {
        String errors = sampler.errors().stream().limit(ERROR_LINES).collect(Collectors.joining("\n"));
        return new Finding(
                        "sampler-failed",
                        sampler.ended()
                                ? "The sampler ended before it had judged the stream."
                                : "The sampler did not come to the end of the stream, and was ended.",
                        sampler.ended()
                                ? ""
                                : "It waits for something, or goes round in a circle; it had a minute, and room for 16 MB of output.",
                        sampler.ended()
                                ? "Read what it threw, and where; mend that first."
                                : "Look for a loop that does not end.")
                .about(SAMPLING)
                .seen(errors);
    }

    static Finding withoutVerdict(StreamedTrace trace, Streamed span) {
        return new Finding(
                        "verdict-missing",
                        "A span of trace " + trace.id() + " never got a verdict.",
                        "It waited with its trace, and when the trace was judged it was not handed on; or it came late and was"
                                + " thrown away.",
                        "When a trace is judged, give every span of it the verdict; and give it to each that comes later.")
                .about(SAMPLING)
                .seen(lines(trace, "unjudged  " + described(span.span())));
    }

    static Finding inPart(StreamedTrace trace, SpanVerdict kept, SpanVerdict dropped) {
        boolean apart = kept.partition() != dropped.partition();
        return new Finding(
                        "trace-in-part",
                        "Trace " + trace.id() + " is kept in part: some of its spans are kept, and others are dropped.",
                        apart
                                ? "Its spans went into different partitions. Each partition has a host of its own, which"
                                        + " judges what it sees, and none of them saw the whole trace."
                                : "Its spans met in one partition, and did not get the same verdict.",
                        apart
                                ? "Choose the partition by what all spans of a trace have in common, and no span of another"
                                        + " trace has."
                                : "Judge a trace once, and give each of its spans that one verdict.")
                .about(SAMPLING)
                .seen(lines(trace, verdict(trace, kept), verdict(trace, dropped)));
    }

    static Finding changed(StreamedTrace trace, SpanVerdict before, SpanVerdict after) {
        return new Finding(
                        "verdict-changed",
                        "Trace " + trace.id()
                                + " was judged, and then a span of it got the other verdict: it came late, or was read again"
                                + " after a restart.",
                        "The trace was forgotten when it had been judged. The span opened it anew, and alone it looked"
                                + " different.",
                        "Remember each verdict with its trace, and ask for it before a span is made to wait.")
                .about(SAMPLING)
                .seen(lines(trace, verdict(trace, before), verdict(trace, after) + ", later"));
    }

    static Finding failedLost(StreamedTrace trace) {
        String errors = trace.spans().stream()
                .filter(span -> span.span().error())
                .map(span -> "failed    " + described(span.span()))
                .limit(1)
                .collect(Collectors.joining());
        return new Finding(
                        "failed-trace-lost",
                        "Trace " + trace.id() + " failed, and it was dropped.",
                        "The rule did not look at every span. Which of them is in error is not known before all have come, and"
                                + " their order says nothing.",
                        "Keep a trace when any of its spans is in error.")
                .about(SAMPLING)
                .seen(lines(trace, errors));
    }

    static Finding slowLost(StreamedTrace trace) {
        return new Finding(
                        "slow-trace-lost",
                        "Trace " + trace.id() + " took as long as a slow trace takes, and it was dropped.",
                        "How long a trace took is known of none of its spans alone: it lasts from the first start to the last"
                                + " end, and the work behind a queue ends long after the request.",
                        "Keep a trace when all of it took as long as the rule's limit, or longer.")
                .about(SAMPLING)
                .seen(lines(trace));
    }

    static Finding share(long kept, long all) {
        boolean more = kept * SampledStream.ONE_IN > all;
        String number = kept == 0 ? "none was" : kept == all ? "all were" : more ? "far more were" : "far fewer were";
        return new Finding(
                        "share-off",
                        "Of the traces that neither failed nor were slow, one in " + SampledStream.ONE_IN
                                + " should be kept; " + number + ".",
                        more ? "What is kept is paid for; who keeps everything does not sample." : "",
                        "Let the trace's id decide: TraceId.isOneIn says yes for one id in so many, and always the same.")
                .about(SAMPLING)
                .seen("kept      " + kept + " of " + all);
    }

    static Finding estimate(SampledStream stream, Optional<BigDecimal> estimated, BigDecimal stored) {
        String seen = estimated.map(BigDecimal::toPlainString).orElse("nothing");
        return new Finding(
                        "estimate-off",
                        "The estimate for a month of a million own events a day is off by more than 5 %.",
                        "A bill counts events, and each span and each log line of a trace is one. How many there are depends on"
                                + " what begins the trace.",
                        "Multiply the own events by the events that one of them brought when it was measured.")
                .about("estimate")
                .seen("estimated  " + seen + "\nstored     " + stored.toPlainString() + " = " + SampledStream.OWN_EVENTS
                        + " × " + stream.ownEvents() + " events / " + stream.ownTraces() + " traces");
    }

    private static String verdict(StreamedTrace trace, SpanVerdict verdict) {
        String span = trace.spans().stream()
                .filter(one -> one.spanId() == verdict.spanId())
                .map(one -> described(one.span()))
                .findFirst()
                .orElse(Span.hex(verdict.spanId()));
        return (verdict.kept() ? "kept      " : "dropped   ") + span + ", partition " + verdict.partition();
    }

    private static String described(Span span) {
        return span.name() + " " + span.resource() + ", span " + span.spanIdHex();
    }

    /** A copy is told as the trace that it was made of: that one can be looked at. */
    private static String lines(StreamedTrace trace, String... further) {
        String first = "trace     " + SampledStream.entryPoint(trace.original())
                + (trace.id().equals(trace.original().id())
                        ? ", the shop's own"
                        : ", a copy of " + trace.original().id());
        return Stream.concat(Stream.of(first), Stream.of(further)).collect(Collectors.joining("\n"));
    }
}
