package dev.tracedshop.trace.expect;

import static dev.tracedshop.trace.expect.Expectations.expect;
import static dev.tracedshop.trace.expect.Expectations.is;
import static dev.tracedshop.trace.expect.Expectations.operation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.Traces;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over random trees: the order of spans never matters, and one lost span is one finding. */
class AssignmentPropertiesTest {
    private static final String REQUEST_ID = "request";

    /** A random tree of up to 30 spans, some alike but for their tag, and the expectation that describes all of them. */
    private static final class Sample {
        final Traces trace = new Traces("1");
        final List<Integer> parents = new ArrayList<>();
        final boolean alike;
        final boolean direct;
        final int count;

        Sample(Random random, boolean alike) {
            count = 2 + random.nextInt(29);
            this.alike = alike;
            direct = random.nextBoolean();
            trace.span("s0", "", "service", "aws.httpapi", "GET /", 0, 1000).tags("s0", "request_id", REQUEST_ID);
            parents.add(-1);
            for (int i = 1; i < count; i++) {
                int parent = random.nextInt(i);
                parents.add(parent);
                trace.span("s" + i, "s" + parent, "service", "op", resource(i), random.nextInt(500), 10)
                        .tags("s" + i, "number", "" + i);
            }
        }

        // Alike spans differ only in their tag, so that only the best assignment tells them apart.
        String resource(int i) {
            return alike ? "call under " + parents.get(i) : "call " + i;
        }

        Expectation expectation() {
            return expect(response()).trace("it", t -> {
                ExpectedTrace expected = t.root(operation("aws.httpapi"));
                for (int i = 1; i < count; i++) {
                    int span = i;
                    String parent = parents.get(i) == 0 ? "root" : "s" + parents.get(i);
                    expected = expected.span(
                            "s" + i,
                            s -> (direct ? s.childOf(parent) : s.inside(parent))
                                    .resource(resource(span))
                                    .tag("number", is("" + span)));
                }
                return expected.whole().noErrors().exactly();
            });
        }
    }

    private static Response response() {
        return new Response("GET /", 200, Map.of(Response.REQUEST_ID_HEADER, List.of(REQUEST_ID)), "{}");
    }

    private static Judgement judge(Expectation expectation, Trace trace) {
        return expectation.judge(new Evidence(List.of(trace), List.of(), Map.of(), Quiet.after(Duration.ZERO)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void theOrderOfSpansNeverMatters(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            Sample sample = new Sample(random, random.nextBoolean());
            Expectation expectation = sample.expectation();
            assertThat(judge(expectation, sample.trace.trace()).findings()).isEmpty();

            sample.trace.tags("s" + (1 + random.nextInt(sample.count - 1)), "number", "other");
            sample.trace.without("s" + random.nextInt(sample.count));
            Trace trace = sample.trace.trace();
            List<Span> spans = new ArrayList<>(trace.spans());
            Collections.shuffle(spans, random);

            assertThat(judge(expectation, new Trace(trace.id(), spans, List.of()))
                            .findings())
                    .isEqualTo(judge(expectation, trace).findings());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6, 7, 8})
    void oneLostSpanIsOneFinding(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            Sample sample = new Sample(random, false);
            Expectation expectation = sample.expectation();
            int lost = random.nextInt(sample.count);
            sample.trace.without("s" + lost);

            Judgement judgement = judge(expectation, sample.trace.trace());

            assertThat(judgement.findings())
                    .as("seed %s, round %s, span %s", seed, round, lost)
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.id()).isEqualTo(lost == 0 ? "no-trace" : "span-missing");
                        assertThat(finding.silenced() > 0).isEqualTo(lost == 0 || sample.parents.contains(lost));
                    });
        }
    }

    @Test
    void likeSpansAreToldApartByWhatStandsBelowThem() {
        Traces trace = new Traces("1")
                .span("api", "", "s", "aws.httpapi", "GET /", 0, 100)
                .tags("api", "request_id", REQUEST_ID)
                .span("first", "api", "s", "process", "message", 1, 10)
                .span("second", "api", "s", "process", "message", 20, 10)
                .span("write", "second", "s", "aws.http", "DynamoDb.UpdateItem", 21, 5);
        Expectation expectation = expect(response())
                .trace(
                        "it",
                        t -> t.root(operation("aws.httpapi"))
                                .span("writing", s -> s.childOf("root").operation("process"))
                                .span("write", s -> s.childOf("writing").resource("DynamoDb.*"))
                                .span("idle", s -> s.childOf("root").operation("process")));

        assertThat(judge(expectation, trace.trace()).findings()).isEmpty();
    }

    @Test
    void countsAreHeld() {
        Traces trace = new Traces("1")
                .span("api", "", "s", "aws.httpapi", "GET /", 0, 100)
                .tags("api", "request_id", REQUEST_ID)
                .span("a", "api", "s", "call", "one", 1, 1)
                .span("b", "api", "s", "call", "one", 2, 1);

        assertThat(judge(counted(2, 2), trace.trace()).findings()).isEmpty();
        assertThat(judge(counted(0, 2), trace.trace()).findings()).isEmpty();
        assertThat(judge(counted(3, 9), trace.trace()).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.message())
                        .isEqualTo("In trace 'it', span 'call' should be there 3 to 9 times; it is there 2 times."));
        assertThat(judge(counted(1, 1), trace.trace()).findings()).hasSize(1);
        assertThat(judge(counted(0, 1), trace.without("a").without("b").trace()).findings())
                .isEmpty();
    }

    private static Expectation counted(int least, int most) {
        return expect(response())
                .trace(
                        "it",
                        t -> t.root(operation("aws.httpapi"))
                                .span(
                                        "call",
                                        s -> s.inside("root").resource("one").times(least, most))
                                .exactly());
    }

    @Test
    void fiftyExpectedSpansAreFoundAmongFiveThousandAlike() {
        Traces trace = new Traces("1")
                .span("s0", "", "s", "aws.httpapi", "GET /", 0, 100)
                .tags("s0", "request_id", REQUEST_ID);
        for (int i = 1; i < 5000; i++) {
            trace.span("s" + i, i % 2 == 0 ? "s0" : "s" + (i - 1), "s", "op", "call", i, 1)
                    .tags("s" + i, "number", "" + i);
        }
        Expectation expectation = expect(response()).trace("it", t -> {
            ExpectedTrace expected = t.root(operation("aws.httpapi"));
            for (int i = 1; i < 50; i++) {
                int number = 4999 - i * 50;
                expected = expected.span(
                        "s" + i, s -> s.inside("root").resource("call").tag("number", is("" + number)));
            }
            return expected;
        });
        Trace whole = trace.trace();

        long before = System.nanoTime();
        List<?> findings = judge(expectation, whole).findings();

        assertThat(findings).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void thePairingIsTheCheapestOfAll() {
        Random random = new Random(9);
        for (int round = 0; round < 500; round++) {
            int rows = 1 + random.nextInt(4);
            long[] alone = random.longs(rows, 0, 12).toArray();
            long[][] costs = new long[rows][5];
            List<List<CheapestPairing.Candidate>> candidates = new ArrayList<>();
            for (int row = 0; row < rows; row++) {
                candidates.add(new ArrayList<>());
                for (int column = 0; column < 5; column++) {
                    costs[row][column] = random.nextInt(3) == 0 ? Long.MAX_VALUE / 100 : random.nextInt(10);
                    if (costs[row][column] < 100) {
                        candidates.get(row).add(new CheapestPairing.Candidate(column, costs[row][column]));
                    }
                }
            }

            int[] chosen = CheapestPairing.solve(candidates, alone);

            long sum = 0;
            for (int row = 0; row < rows; row++) {
                sum += chosen[row] < 0 ? alone[row] : costs[row][chosen[row]];
            }
            assertThat(Arrays.stream(chosen).filter(column -> column >= 0)).doesNotHaveDuplicates();
            assertThat(sum).isEqualTo(cheapest(costs, alone, 0, new boolean[5]));
        }
    }

    private static long cheapest(long[][] costs, long[] alone, int row, boolean[] taken) {
        if (row == costs.length) {
            return 0;
        }
        long least = alone[row] + cheapest(costs, alone, row + 1, taken);
        for (int column = 0; column < 5; column++) {
            if (!taken[column]) {
                taken[column] = true;
                least = Math.min(least, costs[row][column] + cheapest(costs, alone, row + 1, taken));
                taken[column] = false;
            }
        }
        return least;
    }
}
