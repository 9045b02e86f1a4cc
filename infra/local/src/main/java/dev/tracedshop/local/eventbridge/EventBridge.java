package dev.tracedshop.local.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.aws.AwsAnswer;
import dev.tracedshop.local.aws.AwsCall;
import dev.tracedshop.local.aws.AwsError;
import dev.tracedshop.local.aws.AwsService;
import dev.tracedshop.local.aws.JsonProtocol;
import dev.tracedshop.local.delivery.Buses;
import dev.tracedshop.local.delivery.DeliveryException;
import dev.tracedshop.local.delivery.Hops;
import dev.tracedshop.local.delivery.WireCarrier;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** EventBridge as far as putting events goes. */
public final class EventBridge implements AwsService, Buses {
    /** Of one request, in bytes; it was 256 KiB until January 2026. */
    static final int MAX_REQUEST = 1024 * 1024;

    private static final int MAX_ENTRIES = 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DeclaredBuses buses;
    private final Routing routing;
    private final Hops hops;

    /**
     * @param buses the buses and rules of the templates
     * @param routing takes accepted events
     * @param hops is told what was put
     */
    public EventBridge(DeclaredBuses buses, Routing routing, Hops hops) {
        this.buses = buses;
        this.routing = routing;
        this.hops = hops;
    }

    @Override
    public String displayName() {
        return "EventBridge";
    }

    @Override
    public String operation(AwsCall call) {
        return JsonProtocol.operation(call);
    }

    @Override
    public AwsAnswer answer(String operation, AwsCall call) {
        if (!operation.equals("PutEvents")) {
            throw AwsError.unsupported("EventBridge." + operation);
        }
        List<Entry> entries = JsonProtocol.request(call)
                .path("Entries")
                .valueStream()
                .map(Entry::new)
                .toList();
        check(entries);
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode results = answer.putArray("Entries");
        int failed = 0;
        for (Entry entry : entries) {
            try {
                results.addObject().put("EventId", accept(entry, call));
            } catch (AwsError e) {
                failed++;
                ((ObjectNode) results.path(results.size() - 1))
                        .put("ErrorCode", e.code())
                        .put("ErrorMessage", e.getMessage());
            }
        }
        return JsonProtocol.answer(answer.put("FailedEntryCount", failed));
    }

    private static void check(List<Entry> entries) {
        if (entries.isEmpty() || entries.size() > MAX_ENTRIES) {
            throw new AwsError(
                    400,
                    "ValidationException",
                    "1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length "
                            + (entries.isEmpty()
                                    ? "greater than or equal to 1"
                                    : "less than or equal to " + MAX_ENTRIES));
        }
        if (entries.stream().mapToLong(Entry::size).sum() >= MAX_REQUEST) {
            throw new AwsError(
                    400, "ValidationException", "Total size of the entries in the request is over the limit.");
        }
    }

    private String accept(Entry entry, AwsCall call) {
        Event event = entry.event();
        // EventBridge accepts such an event and drops it; here a misspelt bus is told.
        List<Rule> rules = buses.rules(entry.bus())
                .orElseThrow(() -> new AwsError(
                        400, "ResourceNotFoundException", "Event bus " + entry.bus() + " does not exist."));
        String bus = DeclaredBuses.name(entry.bus());
        String traceHeader = entry.traceHeader(call.header("X-Amzn-Trace-Id"));
        hops.sent(
                call.caller(),
                displayName() + ".PutEvents",
                bus,
                event.id(),
                WireCarrier.ofMember("Detail", event.detail(), traceHeader));
        routing.route(bus, rules, event, traceHeader);
        return event.id();
    }

    @Override
    public void put(
            String busArn,
            String source,
            String detailType,
            List<String> resources,
            JsonNode detail,
            String traceHeader) {
        List<Rule> rules = buses.rules(busArn)
                .orElseThrow(() -> new DeliveryException("Event bus " + busArn + " does not exist."));
        Instant now = Instant.now();
        Event event = new Event(UUID.randomUUID().toString(), source, detailType, now, resources, detail, now);
        routing.route(DeclaredBuses.name(busArn), rules, event, traceHeader);
    }

    @Override
    public AwsAnswer refuse(AwsError error, String requestId) {
        return JsonProtocol.refuse(error);
    }
}
