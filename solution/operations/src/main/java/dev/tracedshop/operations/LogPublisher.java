package dev.tracedshop.operations;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import dev.tracedshop.function.FunctionEnvironment;
import dev.tracedshop.tracing.Log;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * Takes the spans that functions have logged to a collector, so that no function waits for it, and none but this one has its key.
 *
 * <p>The input is what a subscription filter of CloudWatch Logs delivers. Lines of OTLP in JSON are forwarded, all of them in one request,
 * so that it is the number of deliveries that a slow collector is waited for, not that of lines; other lines are counted. When the collector
 * finds the request malformed, each line is sent alone, so that a bad one does not take its neighbours along. The answer is {@code
 * {forwarded, skipped, refused}}: refused are lines that the collector finds malformed.
 *
 * <p>When the collector refuses to take anything, the invocation fails, and Lambda makes it again. Lines that had been taken come twice
 * then; a span that comes twice has the same ids, so it is the same span.
 */
public final class LogPublisher implements RequestHandler<Map<String, Object>, Map<String, Object>> {

    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final String KEY_HEADER = "OTLP_KEY_HEADER";
    private static final String KEY_SECRET = "OTLP_KEY_SECRET_ARN";
    private static final int LONGEST_REASON = 300;
    private static final Log LOG = new Log(LogPublisher.class);

    private final Collector collector;

    /** Makes the function as Lambda does. */
    public LogPublisher() {
        this(FunctionEnvironment.ofProcess(ENDPOINT, KEY_HEADER, KEY_SECRET));
    }

    private LogPublisher(FunctionEnvironment environment) {
        this(new HttpCollector(
                environment.value(ENDPOINT),
                environment.value(KEY_HEADER),
                new SecretKey(
                        environment.client(SecretsManagerClient.builder()).build(), environment.value(KEY_SECRET))));
    }

    LogPublisher(Collector collector) {
        this.collector = collector;
    }

    @Override
    public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
        LogBatch batch = LogBatch.of(event);
        List<List<?>> lines = batch.lines().stream()
                .flatMap(line -> SpanLine.spansIn(line).stream())
                .toList();
        Counts counts = new Counts(batch.logGroup(), batch.lines().size() - lines.size());
        if (!lines.isEmpty()) {
            send(lines, counts);
        }
        if (counts.failed > 0) {
            throw new CollectorException(counts.failed + " of " + lines.size() + " lines with spans of "
                    + batch.logGroup() + " were not taken. " + counts.firstFailure);
        }
        LOG.info("log lines published", counts.fields());
        return Map.of("forwarded", counts.forwarded, "skipped", counts.skipped, "refused", counts.refused);
    }

    private static final class Counts {
        final String logGroup;
        final int skipped;
        int forwarded;
        int refused;
        int failed;
        String firstFailure = "";

        Counts(String logGroup, int skipped) {
            this.logGroup = logGroup;
            this.skipped = skipped;
        }

        void failed(int lines, String why) {
            firstFailure = failed == 0 ? why : firstFailure;
            failed += lines;
        }

        Map<String, Object> fields() {
            return Map.of("log.group", logGroup, "forwarded", forwarded, "skipped", skipped, "refused", refused);
        }
    }

    private void send(List<List<?>> lines, Counts counts) {
        // A collector that cannot be reached ends the invocation at once: each further try would wait as long.
        Collector.Answer answer = collector.send(SpanLine.export(lines));
        if (answer.isTaken()) {
            counts.forwarded += lines.size();
        } else if (!answer.isAboutTheRequest()) {
            counts.failed(
                    lines.size(),
                    "The collector answered " + answer.status() + ": " + reason(answer)
                            + ". If it is about the key: it is that of the secret named in " + KEY_SECRET + ".");
        } else if (lines.size() > 1) {
            lines.forEach(line -> send(List.of(line), counts));
        } else {
            counts.refused++;
            LOG.info(
                    "collector finds a line malformed",
                    Map.of("log.group", counts.logGroup, "status", answer.status(), "reason", reason(answer)));
        }
    }

    private static String reason(Collector.Answer answer) {
        String body = answer.body().strip();
        return body.length() <= LONGEST_REASON ? body : body.substring(0, LONGEST_REASON) + "…";
    }
}
