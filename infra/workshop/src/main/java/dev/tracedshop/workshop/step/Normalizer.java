package dev.tracedshop.workshop.step;

import dev.tracedshop.trace.Finding;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Takes out of a check's text what differs from run to run, so that it can be compared with a file: ids, times, ports, versions of Java, and
 * whether a function that is not the learner's had to be started. Line numbers stay: they are part of what is said.
 */
final class Normalizer {
    /**
     * One kind of text that differs.
     *
     * @param pattern what to look for
     * @param replacement what to put there
     */
    private record Rule(Pattern pattern, String replacement) {
        static Rule of(String pattern, String replacement) {
            return new Rule(Pattern.compile(pattern), replacement);
        }

        String apply(String text) {
            return pattern.matcher(text).replaceAll(replacement);
        }
    }

    /** In order: what a later rule looks for may be a part of what an earlier one does. */
    private static final List<Rule> RULES = List.of(
            // Product, message, event and request ids.
            Rule.of("(?i)\\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b", "<id>"),
            // A trace as the X-Ray header writes it.
            Rule.of("\\b1-[0-9a-f]{8}-[0-9a-f]{24}\\b", "<id>"),
            // The beginning and the end of a trace's id, as pictures show it.
            Rule.of("\\b[0-9a-f]{6}…[0-9a-f]{4}\\b", "<id>"),
            // Trace ids, span ids, the upper half of a trace's id, and longer digests.
            Rule.of("(?<![0-9A-Za-z])[0-9a-f]{32}(?![0-9A-Za-z])", "<id>"),
            Rule.of("(?<![0-9A-Za-z])[0-9a-f]{16}(?![0-9A-Za-z])", "<id>"),
            Rule.of("(?<![0-9A-Za-z])[0-9a-f]{40,}(?![0-9A-Za-z])", "<id>"),
            // A request's id as DynamoDB writes it.
            Rule.of("(?<![0-9A-Za-z])[0-9A-Z]{50,}(?![0-9A-Za-z])", "<id>"),
            // The random value by which OpenTelemetry samples, in a tracestate.
            Rule.of("\\brv:[0-9a-f]{14}\\b", "rv:<id>"),
            // Ids as Datadog's headers write them, and times in nanoseconds.
            Rule.of("(?<![\\w.])\\d{17,20}(?![\\w.])", "<id>"),
            Rule.of("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:?\\d\\d)?", "<moment>"),
            // Milliseconds since 1970, of this century.
            Rule.of("(?<![\\w.])1\\d{12}(?![\\w.])", "<moment>"),
            Rule.of("(?<![\\w.])\\d+(\\.\\d+)? ?(ns|µs|us|ms|s|min|seconds|minutes)\\b( \\d+ s\\b)?", "<time>"),
            Rule.of("(_ms|duration|age|latency)( ?[=:] ?\"?)\\d+(\\.\\d+)?", "$1$2<time>"),
            // What a sampler made of which span, and how many there were: chance decides, for it goes by ids.
            Rule.of("^(trace|kept|dropped|failed|unjudged|estimated|stored)( {2,}).*", "$1$2<seen>"),
            // An API's id, which is made from the template.
            Rule.of("(apis/|://)[0-9a-f]{10}\\b", "$1<id>"),
            Rule.of("(127\\.0\\.0\\.1|localhost):\\d+", "$1:<port>"),
            // The JDK's own lines differ between its versions.
            Rule.of("(at java\\.[^(]*\\([^:)]*):\\d+\\)", "$1:<line>)"),
            Rule.of("Java-http-client/[\\w.+-]+", "Java-http-client/<version>"),
            Rule.of("thread\\.(id|name) = .*", "thread.$1 = <thread>"));

    /** Lines of the evidence that only tell whether a process had to be started. */
    private static final Pattern START =
            Pattern.compile("aws\\.lambda\\.cold_start|^\\W*(cold_start|proactive_initialization) = ");

    private Normalizer() {}

    /** Returns a text without what differs. */
    static String normalize(String text) {
        String normal = text;
        for (Rule rule : RULES) {
            normal = rule.apply(normal);
        }
        return normal;
    }

    /** Returns a finding without what differs. */
    static Finding normalize(Finding finding) {
        return new Finding(
                finding.id(),
                finding.about(),
                normalize(finding.message()),
                normalize(finding.why()),
                normalize(finding.hint()),
                finding.where(),
                finding.evidence()
                        .lines()
                        .filter(line -> !START.matcher(line).find())
                        .map(Normalizer::normalize)
                        .collect(Collectors.joining("\n")),
                finding.silenced());
    }
}
