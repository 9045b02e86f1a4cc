package dev.tracedshop.trace.expect;

import dev.tracedshop.trace.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * What a scenario is expected to answer and to leave in traces. Immutable: each method returns a new expectation.
 *
 * <p>The first trace named after a response is that response's own: the one with the {@code aws.httpapi} span whose tag {@code
 * request_id} is the response's {@code apigw-requestid}. Every further trace is found by what it looks like.
 */
public final class Expectation {
    /** A response, and what is expected of it. */
    record Answer(
            Response response, OptionalInt status, Map<String, ValueMatcher> fields, List<ExpectedTrace> traces) {}

    /** What a sampler made of a stream. */
    record Sampled(SampledStream stream, ProgramOutcome sampler) {}

    private final List<Answer> answers;
    private final List<ExpectedMetric> metrics;
    private final Optional<Sampled> sampled;

    private Expectation(List<Answer> answers, List<ExpectedMetric> metrics, Optional<Sampled> sampled) {
        this.answers = answers;
        this.metrics = metrics;
        this.sampled = sampled;
    }

    static Expectation of(Response response) {
        return new Expectation(List.of(), List.of(), Optional.empty()).alsoExpect(response);
    }

    /** Expects something of a further response: what follows is about that one. */
    public Expectation alsoExpect(Response response) {
        List<Answer> more = new ArrayList<>(answers);
        more.add(new Answer(response, OptionalInt.empty(), Map.of(), List.of()));
        return new Expectation(List.copyOf(more), metrics, sampled);
    }

    /** Expects an HTTP status of the response. */
    public Expectation status(int status) {
        Answer last = last();
        return withLast(new Answer(last.response(), OptionalInt.of(status), last.fields(), last.traces()));
    }

    /** Expects a field of the response's JSON, for example {@code data.name}. */
    public Expectation field(String path, ValueMatcher value) {
        Answer last = last();
        Map<String, ValueMatcher> fields = new LinkedHashMap<>(last.fields());
        fields.put(path, value);
        return withLast(new Answer(last.response(), last.status(), fields, last.traces()));
    }

    /** Expects a trace, and names it. The first one after a response is that response's own. */
    public Expectation trace(String name, UnaryOperator<ExpectedTrace> description) {
        if (traces().stream().anyMatch(trace -> trace.name().equals(name))) {
            throw new IllegalArgumentException("The expectation names two traces '" + name + "'");
        }
        Answer last = last();
        List<ExpectedTrace> traces = new ArrayList<>(last.traces());
        traces.add(description.apply(ExpectedTrace.named(name)));
        return withLast(new Answer(last.response(), last.status(), last.fields(), List.copyOf(traces)));
    }

    /**
     * Expects a metric that functions send while the scenario is played.
     *
     * @param count how often it is sent with all these tags
     * @param tags each {@code key:value}; it may have more
     */
    public Expectation metric(String name, long count, String... tags) {
        List<ExpectedMetric> more = new ArrayList<>(metrics);
        more.add(new ExpectedMetric(name, List.of(tags), count));
        return new Expectation(answers, List.copyOf(more), sampled);
    }

    /** Expects that a sampler judged a stream as it should: every trace once, as a whole, and by what happened in it. */
    public Expectation sampled(SampledStream stream, ProgramOutcome sampler) {
        return new Expectation(answers, metrics, Optional.of(new Sampled(stream, sampler)));
    }

    /** Returns the responses that are judged. */
    public List<Response> responses() {
        return answers.stream().map(Answer::response).toList();
    }

    /**
     * Compares the expectation with what was seen, and explains each difference.
     *
     * @throws IllegalArgumentException when the expectation speaks of a trace or span that it does not name
     */
    public Judgement judge(Evidence evidence) {
        Judgement judgement = new Judge(this, evidence).judge();
        List<Finding> findings = new ArrayList<>(judgement.findings());
        metrics.forEach(metric -> metric.judge(evidence.metrics()).ifPresent(findings::add));
        sampled.ifPresent(one -> findings.addAll(one.stream().judge(one.sampler())));
        return new Judgement(findings, judgement.named());
    }

    List<Answer> answers() {
        return answers;
    }

    List<ExpectedTrace> traces() {
        return answers.stream().flatMap(answer -> answer.traces().stream()).toList();
    }

    Optional<ExpectedTrace> trace(String name) {
        return traces().stream().filter(trace -> trace.name().equals(name)).findFirst();
    }

    private Answer last() {
        return answers.get(answers.size() - 1);
    }

    private Expectation withLast(Answer answer) {
        List<Answer> changed = new ArrayList<>(answers);
        changed.set(changed.size() - 1, answer);
        return new Expectation(List.copyOf(changed), metrics, sampled);
    }
}
