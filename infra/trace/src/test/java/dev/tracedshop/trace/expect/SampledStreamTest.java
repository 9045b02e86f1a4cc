package dev.tracedshop.trace.expect;

import static dev.tracedshop.trace.expect.Expectations.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.FindingText;
import dev.tracedshop.trace.Golden;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.Traces;
import dev.tracedshop.trace.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a sampler is given of the shop's traces, and what a learner reads about its verdicts. */
class SampledStreamTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A span as the sampler gets it, and what the sampler knows of its trace. */
    private record Seen(JsonNode span, List<JsonNode> trace, long slowNanos, boolean late) {
        boolean failed() {
            return trace.stream().anyMatch(one -> one.path("error").asBoolean());
        }

        boolean slow() {
            long start = trace.stream()
                    .mapToLong(one -> one.path("start").asLong())
                    .min()
                    .orElse(0);
            long end = trace.stream()
                    .mapToLong(one ->
                            one.path("start").asLong() + one.path("duration").asLong())
                    .max()
                    .orElse(0);
            return end - start >= slowNanos;
        }

        boolean chosen() {
            return Math.floorMod(span.path("traceId").asText().hashCode(), SampledStream.ONE_IN) == 0;
        }
    }

    private interface Sampler {
        boolean keeps(Seen seen);
    }

    private interface Router {
        int partition(Seen seen);
    }

    private final SampledStream stream = SampledStream.of(traces());

    @Test
    void aSamplerThatJudgesWholeTracesPasses() {
        assertThat(findings(sampled(seen -> 0, seen -> seen.failed() || seen.slow() || seen.chosen(), 1)))
                .isEmpty();
    }

    @Test
    void spansOfOneTraceInSeveralPlaces() {
        told("trace-in-part", sampled(SampledStreamTest::bySpan, seen -> bySpan(seen) == 0, 1));
    }

    @Test
    void spansOfOneTraceInOnePlace() {
        told("trace-in-part-in-one-place", sampled(seen -> 0, seen -> bySpan(seen) == 0, 1));
    }

    @Test
    void aLateSpanWithAVerdictOfItsOwn() {
        told(
                "verdict-changed",
                sampled(
                        seen -> 0,
                        seen -> seen.late()
                                ? seen.span().path("error").asBoolean()
                                : seen.failed() || seen.slow() || seen.chosen(),
                        1));
    }

    @Test
    void aFailedTraceThatIsDropped() {
        told("failed-trace-lost", sampled(seen -> 0, seen -> seen.slow() || (!seen.failed() && seen.chosen()), 1));
    }

    @Test
    void aSlowTraceThatIsDropped() {
        told("slow-trace-lost", sampled(seen -> 0, seen -> seen.failed() || (!seen.slow() && seen.chosen()), 1));
    }

    @Test
    void everythingIsKept() {
        told("share-off", sampled(seen -> 0, seen -> true, 1));
    }

    @Test
    void nothingIsKeptButWhatFailedOrWasSlow() {
        assertThat(findings(sampled(seen -> 0, seen -> seen.failed() || seen.slow(), 1)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).endsWith("one in 10 should be kept; none was."));
    }

    @Test
    void aTraceThatCountsAsOneEvent() {
        told("estimate-off", sampled(seen -> 0, seen -> seen.failed() || seen.slow() || seen.chosen(), 0));
    }

    @Test
    void anEstimateIsRightWithinAFewHundredths() {
        Sampler right = seen -> seen.failed() || seen.slow() || seen.chosen();
        assertThat(findings(sampled(seen -> 0, right, 1.04))).isEmpty();
        assertThat(findings(sampled(seen -> 0, right, 1.06)))
                .extracting(Finding::id)
                .containsExactly("estimate-off");
    }

    @Test
    void aSpanThatIsNeverJudged() {
        ProgramOutcome all = sampled(seen -> 0, seen -> seen.failed() || seen.slow() || seen.chosen(), 1);
        List<String> without = all.output().subList(1, all.output().size());
        told("verdict-missing", new ProgramOutcome(true, 0, without, List.of()));
    }

    @Test
    void aSamplerThatThrows() {
        told(
                "sampler-failed",
                new ProgramOutcome(
                        true,
                        1,
                        List.of(),
                        List.of(
                                "Exception in thread \"main\" java.lang.IllegalStateException: no",
                                "\tat Rule.java:7")));
    }

    @Test
    void aSamplerThatDoesNotEnd() {
        told("sampler-failed-endless", new ProgramOutcome(false, -1, List.of(), List.of()));
    }

    @Test
    void aStreamNeedsATraceThatFailedAndOrdinaryOnes() {
        assertThatThrownBy(() -> SampledStream.of(traces().subList(1, 2))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void lateSpansComeLastAndHostsDieInBetween() {
        List<String> lines = stream.lines();
        assertThat(lines.get(0)).contains("settings");
        assertThat(lines).filteredOn(line -> line.contains("restart")).hasSizeGreaterThan(10);
        String late = "\"spanId\":\"" + "0".repeat(15) + "3\"";
        assertThat(lines.stream().filter(line -> line.contains(late)).findFirst())
                .hasValueSatisfying(line -> assertThat(lines.indexOf(line)).isGreaterThan(lines.size() / 2));
    }

    private static int bySpan(Seen seen) {
        return Math.floorMod(seen.span().path("spanId").asText().hashCode(), 4);
    }

    private List<Finding> findings(ProgramOutcome sampler) {
        Response response = new Response("GET /product", 200, Map.of(), "{}");
        Evidence evidence = new Evidence(List.of(), List.of(), Map.of(), Quiet.after(Duration.ZERO));
        return expect(response).sampled(stream, sampler).judge(evidence).findings();
    }

    /** Holds one finding against its text; what else follows from the mistake is not of interest here. */
    private void told(String name, ProgramOutcome sampler) {
        List<Finding> findings = findings(sampler).stream()
                .filter(finding -> name.startsWith(finding.id()))
                .toList();
        assertThat(findings).hasSize(1);
        Golden.check("findings/" + name + ".txt", new FindingText(80, false).print(Verdict.NOT_YET, findings));
    }

    /** Judges the stream as a sampler would that sees into the future, but for the late spans. */
    private ProgramOutcome sampled(Router router, Sampler sampler, double accuracy) {
        Map<String, List<JsonNode>> traces = new HashMap<>();
        List<String> output = new ArrayList<>();
        List<JsonNode> lines =
                stream.lines().stream().map(SampledStreamTest::read).toList();
        lines.forEach(
                line -> traces.computeIfAbsent(line.path("span").path("traceId").asText(), ignored -> new ArrayList<>())
                        .add(line.path("span")));
        long slowNanos = lines.get(0).path("settings").path("slowNanos").asLong();
        Map<String, Integer> judged = new HashMap<>();
        for (JsonNode line : lines) {
            JsonNode span = line.path("span");
            if (!span.isMissingNode()) {
                String id = span.path("traceId").asText();
                List<JsonNode> all = traces.getOrDefault(id, List.of());
                int number = judged.merge(id, 1, Integer::sum);
                Seen seen = new Seen(span, all, slowNanos, number == all.size() && all.size() > 2);
                output.add(JsonNodeFactory.instance
                        .objectNode()
                        .put("traceId", id)
                        .put("spanId", span.path("spanId").asText())
                        .put("partition", router.partition(seen))
                        .put("verdict", sampler.keeps(seen) ? "keep" : "drop")
                        .toString());
            }
        }
        long volume = accuracy == 0
                ? SampledStream.OWN_EVENTS
                : Math.round(stream.volumeOfAMonth().doubleValue() * accuracy);
        output.add("{\"volume\": " + volume + "}");
        output.add("something that the program printed beside");
        return new ProgramOutcome(true, 0, output, List.of());
    }

    private static JsonNode read(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that failed, a slow one, and some reads. */
    private static List<Trace> traces() {
        List<Trace> traces = new ArrayList<>();
        traces.add(new Traces("6b01d829000000000000000000000001")
                .span("root", "", "product-api", "aws.httpapi", "POST /product", 0, 100)
                .span("lambda", "root", "product-api", "aws.lambda", "dev-create-product", 1, 98)
                .span("store", "lambda", "product-api", "aws.http", "DynamoDb.UpdateItem", 10, 20)
                .error("lambda")
                .trace());
        traces.add(new Traces("6b01d829000000000000000000000002")
                .span("root", "", "product-api", "aws.httpapi", "POST /product", 0, 400)
                .span("lambda", "root", "product-api", "aws.lambda", "dev-create-product", 1, 398)
                .span("store", "lambda", "product-api", "aws.http", "DynamoDb.UpdateItem", 10, 20)
                .trace());
        for (int i = 3; i < 9; i++) {
            traces.add(new Traces("6b01d82900000000000000000000000" + i)
                    .span("root", "", "product-api", "aws.httpapi", "GET /product/{product_id}", 0, 50)
                    .span("lambda", "root", "product-api", "aws.lambda", "dev-get-product", 1, 48)
                    .span("read", "lambda", "product-api", "aws.http", "DynamoDb.GetItem", 10, 20)
                    .trace());
        }
        return traces;
    }
}
