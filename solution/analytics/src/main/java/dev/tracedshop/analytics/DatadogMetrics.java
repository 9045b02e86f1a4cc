package dev.tracedshop.analytics;

import com.datadoghq.datadog_lambda_java.DDLambda;
import java.util.List;
import java.util.Map;
import org.slf4j.MDC;

/**
 * Counts events as Datadog's distribution metric {@code shop.events}, with the tags {@code source} and {@code type}.
 *
 * <p>The name stays the same whatever the event: a metric per type would be a metric that nobody can sum up.
 */
final class DatadogMetrics implements Metrics {

    /** The metric's name. */
    static final String NAME = "shop.events";

    private final MetricsOnly library = new MetricsOnly();

    @Override
    public void count(String source, String type) {
        library.metric(NAME, 1, Map.of("source", source, "type", type));
    }

    /** Leaves of the library what it is here for. */
    private static final class MetricsOnly extends DDLambda {

        /*
         * The library is older than the tracer's and the extension's support of Java, and would do their work a second
         * time when it is made: count the invocation, open a span "aws.lambda", and put the ids of a trace, as X-Ray
         * knows it, into the MDC, where they stay. The first two are switched off, the third is taken back. For those two
         * alone it wants the context of an invocation; so it can be made once, before there is any, and not for each.
         */

        // "nullness": the context is read only by what is switched off below.
        @SuppressWarnings("NullAway")
        MetricsOnly() {
            super((com.amazonaws.services.lambda.runtime.Context) null);
            List.of("dd.trace_id", "dd.span_id", "dd.trace_context").forEach(MDC::remove);
        }

        @Override
        protected boolean checkEnhanced() {
            return false;
        }

        @Override
        protected boolean checkTraceEnabled() {
            return false;
        }
    }
}
