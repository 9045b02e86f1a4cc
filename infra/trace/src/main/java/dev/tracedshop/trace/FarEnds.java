package dev.tracedshop.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.trace.PointerJoins.Join;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Adds to a trace's JSON what is at the other ends of its links and pointers, as far as those traces are given: {@code
 * links[].target}, {@code linkedFrom[]} of a span, and {@code pointers[].joins[]}. Each is {@code {"traceId", "spanId", "service",
 * "name", "resource", "function"}}; {@code linkedFrom} also has the link's attributes, a join also {@code certain}.
 */
final class FarEnds {
    private final Trace trace;
    private final LinkIndex links;
    private final PointerJoins joins;

    /**
     * Reads the traces.
     *
     * @param around traces in which the other ends are looked for
     */
    FarEnds(Trace trace, Collection<Trace> around) {
        this.trace = trace;
        List<Trace> all = new ArrayList<>(List.of(trace));
        around.stream().filter(other -> !other.id().equals(trace.id())).forEach(all::add);
        this.links = new LinkIndex(all);
        this.joins = new PointerJoins(all);
    }

    /** Adds them to the trace's JSON, whose spans are in the trace's order. */
    void addTo(ObjectNode json) {
        JsonNode spans = json.path("spans");
        for (int i = 0; i < trace.spans().size(); i++) {
            if (spans.path(i) instanceof ObjectNode node) {
                add(trace.spans().get(i), node);
            }
        }
    }

    private void add(Span span, ObjectNode node) {
        for (int i = 0; i < span.links().size(); i++) {
            Optional<Span> target = links.target(span.links().get(i));
            if (target.isPresent() && node.path("links").path(i) instanceof ObjectNode link) {
                put(link.putObject("target"), target.get());
            }
        }
        ArrayNode from = node.putArray("linkedFrom");
        for (Span other : links.linkingTo(span)) {
            for (SpanLink link : other.links()) {
                if (link.spanId() == span.spanId() && link.traceId().equals(span.traceId())) {
                    ObjectNode end = put(from.addObject(), other);
                    ObjectNode attributes = end.putObject("attributes");
                    new TreeMap<>(link.attributes()).forEach(attributes::put);
                }
            }
        }
        for (int i = 0; i < span.pointers().size(); i++) {
            if (node.path("pointers").path(i) instanceof ObjectNode pointer) {
                ArrayNode ends = pointer.putArray("joins");
                for (Join join : joins.of(span, span.pointers().get(i))) {
                    put(ends.addObject(), join.span()).put("certain", join.certain());
                }
            }
        }
    }

    private static ObjectNode put(ObjectNode node, Span span) {
        node.put("traceId", span.traceId().toString());
        node.put("spanId", span.spanIdHex());
        node.put("service", span.service());
        node.put("name", span.name());
        node.put("resource", span.resource());
        node.put("function", span.tag("functionname").orElse(""));
        return node;
    }
}
