package dev.tracedshop.telemetry;

import dev.tracedshop.trace.SpanPointer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** An event whose type is known: what invoked the function, and what it brought. Each type of event is one class. */
interface Trigger {

    String EVENT_SOURCE = "function_trigger.event_source";
    String EVENT_SOURCE_ARN = "function_trigger.event_source_arn";

    /**
     * A context that is not carried but computed, or taken from AWS's own header.
     *
     * @param from what it came from, for the diagnosis
     */
    record GeneratedContext(Carrier from, PropagatedContext context) {}

    /** Returns the name of the source as in the tag {@code function_trigger.event_source}. */
    String source();

    /** Returns the carriers, one per record of a batch. Only the first one is used for the invocation, the others are for diagnosis. */
    List<Carrier> carriers();

    /** Returns a context that is not carried but computed or taken from AWS's own header; asked after the carrier. */
    default Optional<GeneratedContext> generatedContext() {
        return Optional.empty();
    }

    /** Returns the spans before {@code aws.lambda}: none, one, or the wrapper and the wrapped, outermost first. */
    List<InferredSpan> inferredSpans(FunctionProfile profile);

    /** Returns the reader's pointers to the stored state that the event is about; they go on the outermost inferred span. */
    default List<SpanPointer> pointers() {
        return List.of();
    }

    /** Returns the tags for {@code aws.lambda}, {@code function_trigger.*} among them. */
    Map<String, String> tags(FunctionProfile profile);

    /** Returns whether the sender does not wait for the function. */
    boolean isAsynchronous();

    /** Returns a carrier without anything for each record, at most 100: how many there were matters to whoever looks for a pointer. */
    static List<Carrier> nothingCarried(int records, String member) {
        return IntStream.range(0, Math.min(records, 100))
                .mapToObj(i -> new Carrier("Records[" + i + "]." + member, List.of(), Map.of(), ""))
                .toList();
    }

    /** Returns the span's service: the mapping's for the instance, else the mapping's for the kind, else the instance or a fixed name. */
    static String serviceName(
            FunctionProfile profile, String instanceKey, String kindKey, String instance, String fixed) {
        Map<String, String> mapping = TagList.parse(profile.environment().getOrDefault("DD_SERVICE_MAPPING", ""));
        String mapped = mapping.getOrDefault(instanceKey, mapping.get(kindKey));
        if (mapped != null) {
            return mapped;
        }
        return profile.representsServices() ? instance : fixed;
    }

    /** Returns the partition of ARNs in a region. */
    static String partition(String region) {
        if (region.startsWith("cn-")) {
            return "aws-cn";
        }
        return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
    }
}
