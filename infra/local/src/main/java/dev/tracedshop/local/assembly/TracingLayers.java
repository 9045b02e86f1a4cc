package dev.tracedshop.local.assembly;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a template attaches to a function for Datadog's tracing. On AWS each part is needed: the tracer layer brings the agent, the wrapper
 * attaches it to the JVM, the extension layer takes its spans and makes {@code aws.lambda}.
 *
 * @param tracer the version of the layer {@code dd-trace-java}, if it is there
 * @param wrapper whether {@code AWS_LAMBDA_EXEC_WRAPPER} is {@code /opt/datadog_wrapper}
 * @param extension the version of the layer {@code Datadog-Extension} (or {@code -ARM}), if it is there
 */
public record TracingLayers(Optional<Integer> tracer, boolean wrapper, Optional<Integer> extension) {
    private static final Pattern LAYER =
            Pattern.compile("arn:[^:]+:lambda:[^:]*:[^:]*:layer:(dd-trace-java|Datadog-Extension(?:-ARM)?):(\\d+)");

    /**
     * The versions of the tracer that the layer's versions carry. Read off the layer's release notes; a version that is not here is run
     * with the pinned agent all the same, and said so.
     */
    private static final Map<Integer, String> AGENT_BY_LAYER = Map.of(30, "1.68.1");

    /** Reads the parts off a function's layers and environment. */
    public static TracingLayers of(List<String> layers, Map<String, String> environment) {
        Optional<Integer> tracer = Optional.empty();
        Optional<Integer> extension = Optional.empty();
        for (String layer : layers) {
            Matcher matcher = LAYER.matcher(layer);
            if (matcher.matches()) {
                Optional<Integer> version = Optional.of(Integer.valueOf(matcher.group(2)));
                if (matcher.group(1).equals("dd-trace-java")) {
                    tracer = version;
                } else {
                    extension = version;
                }
            }
        }
        return new TracingLayers(
                tracer, "/opt/datadog_wrapper".equals(environment.get("AWS_LAMBDA_EXEC_WRAPPER")), extension);
    }

    /** Returns whether a layer's ARN is one that is understood here. */
    public static boolean understands(String layer) {
        return LAYER.matcher(layer).matches();
    }

    /** Returns whether the agent is attached to the function's JVM. */
    public boolean agentAttached() {
        return tracer.isPresent() && wrapper;
    }

    /** Returns whether nothing of Datadog's is attached. */
    public boolean isAbsent() {
        return tracer.isEmpty() && !wrapper && extension.isEmpty();
    }

    /** Returns the tracer's version that this function would have on AWS, when it is known and another one than the pinned one. */
    public Optional<String> differsFrom(String pinnedAgent) {
        return tracer.map(layer -> AGENT_BY_LAYER.getOrDefault(layer, "unknown (layer " + layer + ")"))
                .filter(version -> !version.equals(pinnedAgent));
    }
}
