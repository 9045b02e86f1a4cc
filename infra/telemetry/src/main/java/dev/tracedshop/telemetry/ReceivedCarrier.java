package dev.tracedshop.telemetry;

import java.util.List;
import java.util.Map;

/**
 * What one place of an event held that could carry a trace context; explains afterwards why a trace was or was not continued.
 *
 * @param trigger the event's type, for example {@code api-gateway} or {@code sns}; {@code unknown} for a direct invocation
 * @param place where in the event, for example {@code headers} or {@code Records[0].Sns.MessageAttributes}
 * @param names every header or attribute found there, at most 100
 * @param context the tracing pairs found there ({@code x-datadog-*}, {@code traceparent}, …); empty when the producer injected none
 * @param used whether the trace was continued from here
 * @param problem why what is there could not be read; empty when nothing was wrong
 */
public record ReceivedCarrier(
        String trigger, String place, List<String> names, Map<String, String> context, boolean used, String problem) {
    public ReceivedCarrier {
        names = List.copyOf(names);
        context = Map.copyOf(context);
    }
}
