package dev.tracedshop.trace;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a comparison of traces leaves out, and what it makes equal, each with the reason: two runs of the same code on two machines are
 * to be the same. Whatever is not in this one list is compared.
 */
public final class ComparisonRules {

    /** What a rule is about. */
    public enum Kind {
        /** A part of every span or trace. */
        FIELD,
        /** Spans that are left out, by their operation. */
        SPAN,
        /** A tag or metric that is left out, by its name; {@code *} stands for any end. */
        ATTRIBUTE,
        /** A piece of a value that is replaced by a placeholder. */
        VALUE
    }

    /**
     * One thing that is not compared.
     *
     * @param kind what it is about
     * @param what the name, or what the placeholder stands for
     * @param reason why
     */
    public record Rule(Kind kind, String what, String reason) {}

    /** A piece of a value: what it looks like, and what stands for it. */
    private record Piece(Pattern looks, String placeholder, Rule rule) {
        static Piece of(String looks, String placeholder, String what, String reason) {
            return new Piece(
                    Pattern.compile(looks), placeholder, new Rule(Kind.VALUE, placeholder + ": " + what, reason));
        }
    }

    private static final List<Rule> FIELDS = List.of(
            new Rule(Kind.FIELD, "trace, span and parent ids", "new in each run; the place in the tree is compared"),
            new Rule(Kind.FIELD, "start and duration", "no two runs take equally long"),
            new Rule(Kind.FIELD, "order of siblings", "what runs at the same time ends in any order"),
            new Rule(Kind.FIELD, "log lines", "they hold times and ids"));

    private static final List<Rule> SPANS = List.of(
            span("aws.lambda.cold_start", "whether a process was there already depends on what ran before"),
            span("aws.lambda.snapstart_restore", "as a cold start"));

    private static final List<Rule> ATTRIBUTES = List.of(
            attribute("_dd.*", "the tracer's notes to Datadog's backend: sampling, process, half of the trace id"),
            attribute("service, resource, span.kind", "tags that repeat a field of the span, which is compared"),
            attribute("cold_start, init_type, proactive_initialization", "as the spans of cold starts"),
            attribute("architecture", "the processor of the machine"),
            attribute("process_id, runtime-id, thread.id, thread.name", "of the process that happened to do it"),
            attribute("dd_extension_version, version", "a newer version makes no other trace"),
            attribute("http.user_agent, http.useragent, user_agent.original", "names the versions of client and JDK"),
            attribute("peer.port, network.peer.port, server.port, client.port", "chosen free in each run"),
            attribute("request_id, aws.requestId, aws.request_id, requestid", "new for each request"),
            attribute("message_id, messaging.message.id, event_id, receipt_handle", "new for each message"),
            attribute("sequence_number, shard_id, sender_id, connection_id", "given out by the service"),
            attribute("size_bytes, object_size, object_etag, *.size, *.content_length", "depends on the ids in it"),
            attribute("tracestate", "repeats ids, and has a random number for sampling"),
            attribute("*.age_ms", "how long a message was on its way"),
            attribute("quote.quantity", "the supplier works it out from the product's id"),
            attribute("error.stack", "its line numbers change with every edit"));

    private static final List<Piece> PIECES = List.of(
            Piece.of(
                    "(?s)(?<=^|\\?)Action=.*",
                    "{call}",
                    "the parameters of a call to SNS in its URL",
                    "they hold the message with its ids"),
            Piece.of(
                    "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}",
                    "{uuid}", "a UUID", "ids of products, events and executions"),
            Piece.of(
                    "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?(Z|[+-]\\d\\d:?\\d\\d)?",
                    "{time}", "a date with a time", "no two runs are at the same time"),
            Piece.of(
                    "(127\\.0\\.0\\.1|localhost):\\d+",
                    "{here}",
                    "an address on this machine",
                    "ports are chosen free in each run"),
            Piece.of(
                    "(?<![0-9a-z])[0-9a-z]{10}(?=\\.execute-api\\.)|(?<=/apis/|/restapis/)[0-9a-z]{10}",
                    "{api}",
                    "the id of an HTTP API",
                    "differs from deployment to deployment"),
            Piece.of(
                    "(?<![0-9a-zA-Z])(?=[0-9a-fA-F]*\\d)[0-9a-fA-F]{16,}(?![0-9a-zA-Z])",
                    "{hex}",
                    "16 or more hex digits",
                    "ids of traces, spans and requests, hashes"),
            Piece.of(
                    "(?<![0-9a-zA-Z.])\\d{13,}(?![0-9a-zA-Z.])",
                    "{number}",
                    "13 or more digits",
                    "times in milliseconds, ids as numbers"));

    private ComparisonRules() {}

    private static Rule span(String operation, String reason) {
        return new Rule(Kind.SPAN, operation, reason);
    }

    private static Rule attribute(String names, String reason) {
        return new Rule(Kind.ATTRIBUTE, names, reason);
    }

    /** Returns the list. */
    public static List<Rule> all() {
        return Stream.of(
                        FIELDS,
                        SPANS,
                        ATTRIBUTES,
                        PIECES.stream().map(Piece::rule).toList())
                .flatMap(List::stream)
                .toList();
    }

    static boolean ignores(Span span) {
        return SPANS.stream().anyMatch(rule -> rule.what().equals(span.name()));
    }

    static boolean ignores(String attribute) {
        return reason(attribute).isPresent();
    }

    private static Optional<Rule> reason(String attribute) {
        return ATTRIBUTES.stream()
                .filter(rule -> Stream.of(rule.what().split(", ", -1)).anyMatch(name -> matches(name, attribute)))
                .findFirst();
    }

    private static boolean matches(String name, String attribute) {
        if (name.endsWith("*")) {
            return attribute.startsWith(name.substring(0, name.length() - 1));
        }
        return name.startsWith("*") ? attribute.endsWith(name.substring(1)) : attribute.equals(name);
    }

    /** Returns a value with placeholders for what is new in each run. */
    static String normalised(String value) {
        String normalised = value;
        for (Piece piece : PIECES) {
            normalised = piece.looks().matcher(normalised).replaceAll(piece.placeholder());
        }
        return normalised;
    }
}
