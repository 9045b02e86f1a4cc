package dev.tracedshop.local.eventbridge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.Account;
import dev.tracedshop.local.delivery.AsynchronousInvocations;
import dev.tracedshop.local.delivery.Deliveries;
import dev.tracedshop.local.delivery.DeliveryException;
import dev.tracedshop.local.delivery.Hops;
import dev.tracedshop.local.delivery.MessageAttribute;
import dev.tracedshop.local.delivery.NotPermittedException;
import dev.tracedshop.local.delivery.QueueMessage;
import dev.tracedshop.local.delivery.Queues;
import dev.tracedshop.local.delivery.Topics;
import dev.tracedshop.local.delivery.WireCarrier;
import dev.tracedshop.local.function.Functions;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Sends a bus's events where its rules say.
 *
 * <p>Every failure of a delivery is one that EventBridge would not try again (a target that is not there, or that does not take the event), so
 * the event goes to the target's dead-letter queue at once. What a function makes of its event is not EventBridge's business but asynchronous
 * invocation's.
 */
public final class Routing {
    private static final String SERVICE = "events.amazonaws.com";

    private final DeclaredBuses buses;
    private final Functions functions;
    private final Queues queues;
    private final Topics topics;
    private final AsynchronousInvocations invocations;
    private final Deliveries deliveries;
    private final Account account;
    private final Hops hops;
    private final BiConsumer<String, String> published;

    /**
     * @param buses the buses, for rules that lead from one to another
     * @param functions the functions that are targets
     * @param queues the queues that are targets or take dead letters
     * @param topics the topics that are targets
     * @param invocations takes functions' events
     * @param deliveries does in the background what takes time
     * @param account counts what goes through
     * @param hops is told where events go
     * @param published is told every accepted event: the bus's name and the event's detail
     */
    public Routing(
            DeclaredBuses buses,
            Functions functions,
            Queues queues,
            Topics topics,
            AsynchronousInvocations invocations,
            Deliveries deliveries,
            Account account,
            Hops hops,
            BiConsumer<String, String> published) {
        this.buses = buses;
        this.functions = functions;
        this.queues = queues;
        this.topics = topics;
        this.invocations = invocations;
        this.deliveries = deliveries;
        this.account = account;
        this.hops = hops;
        this.published = published;
        buses.names().forEach(account::open);
    }

    void route(String bus, List<Rule> rules, Event event, String traceHeader) {
        route(bus, rules, event, traceHeader, false);
    }

    private void route(String bus, List<Rule> rules, Event event, String traceHeader, boolean forwarded) {
        account.published(bus);
        published.accept(bus, event.detail().toString());
        ObjectNode json = event.json(buses.place());
        String text = json.toString();
        if (rules.stream().noneMatch(rule -> rule.pattern().matches(text))) {
            WireCarrier carrier = WireCarrier.ofMember("detail", event.detail(), traceHeader);
            hops.dropped(bus, "", "no rule of the bus matches it", event.id(), carrier);
        }
        for (Rule rule : rules) {
            if (!rule.pattern().matches(text)) {
                continue;
            }
            for (Target target : rule.targets()) {
                // An event goes from one bus to another only once.
                if (!(forwarded && target.service().equals("events"))) {
                    deliveries.begin(
                            "event of " + bus + " for " + target.arn(),
                            () -> deliver(bus, rule, target, event, json, traceHeader));
                }
            }
        }
    }

    private void deliver(String bus, Rule rule, Target target, Event event, ObjectNode json, String traceHeader) {
        String input = target.input().of(json, event, rule);
        try {
            permit(bus, rule, target, event, traceHeader);
            switch (target.service()) {
                case "lambda" -> {
                    String invocation = invocations.accept(
                            functions
                                    .find(target.arn())
                                    .orElseThrow(() -> new DeliveryException("There is no function " + target.arn())),
                            input.getBytes(StandardCharsets.UTF_8),
                            traceHeader,
                            bus);
                    String form = target.input().form();
                    WireCarrier carrier = WireCarrier.ofBody("event", input, traceHeader);
                    hops.invoked(bus, target.name(), form, event.id(), invocation, carrier);
                }
                case "sqs" -> {
                    String id = queues.send(target.arn(), new QueueMessage(input, Map.of(), traceHeader));
                    delivered(bus, target, event, id, WireCarrier.ofBody("body", input, traceHeader));
                }
                case "sns" -> {
                    String id = topics.publish(target.arn(), input, Map.of(), traceHeader);
                    delivered(bus, target, event, id, WireCarrier.ofBody("Message", input, traceHeader));
                }
                default -> {
                    List<Rule> rules = buses.rules(target.arn())
                            .orElseThrow(() -> new DeliveryException("There is no bus " + target.arn()));
                    delivered(
                            bus,
                            target,
                            event,
                            event.id(),
                            WireCarrier.ofMember("detail", event.detail(), traceHeader));
                    route(DeclaredBuses.name(target.arn()), rules, event, traceHeader, true);
                }
            }
        } catch (DeliveryException e) {
            account.failed(bus);
            account.deadLettered(bus);
            deliveries.deadLetter(
                    bus,
                    Deliveries.Sender.of(SERVICE, rule.arn()),
                    target.deadLetterQueue(),
                    new QueueMessage(json.toString(), reason(rule, target, e), traceHeader),
                    e);
        }
    }

    private void permit(String bus, Rule rule, Target target, Event event, String traceHeader) {
        try {
            // What is not there is told as such.
            if (exists(target)) {
                deliveries.permit(
                        new Deliveries.Sender(SERVICE, rule.arn(), target.role()), target.action(), target.arn());
            }
        } catch (DeliveryException e) {
            hops.dropped(
                    bus,
                    target.name(),
                    String.valueOf(e.getMessage()),
                    event.id(),
                    WireCarrier.ofMember("detail", event.detail(), traceHeader));
            throw e;
        }
    }

    private void delivered(String bus, Target target, Event event, String id, WireCarrier carrier) {
        hops.delivered(bus, target.name(), target.input().form(), event.id(), id, carrier);
        account.delivered(bus);
    }

    /** Returns the attributes of a dead letter as <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html">EventBridge documents them</a>. */
    private Map<String, MessageAttribute> reason(Rule rule, Target target, DeliveryException failure) {
        Map<String, MessageAttribute> attributes = new LinkedHashMap<>();
        attributes.put("RULE_ARN", new MessageAttribute("String", rule.arn()));
        attributes.put("TARGET_ARN", new MessageAttribute("String", target.arn()));
        attributes.put("ERROR_CODE", new MessageAttribute("String", code(target, failure)));
        attributes.put("ERROR_MESSAGE", new MessageAttribute("String", String.valueOf(failure.getMessage())));
        attributes.put("RETRY_ATTEMPTS", new MessageAttribute("String", "0"));
        return attributes;
    }

    private String code(Target target, DeliveryException failure) {
        if (!exists(target)) {
            return "NO_RESOURCE";
        }
        return failure instanceof NotPermittedException ? "NO_PERMISSIONS" : "SDK_CLIENT_ERROR";
    }

    private boolean exists(Target target) {
        return switch (target.service()) {
            case "lambda" -> functions.find(target.arn()).isPresent();
            case "sqs" -> queues.has(target.arn());
            case "sns" -> topics.has(target.arn());
            default -> buses.rules(target.arn()).isPresent();
        };
    }
}
