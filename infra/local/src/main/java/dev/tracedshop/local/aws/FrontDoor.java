package dev.tracedshop.local.aws;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import dev.tracedshop.local.Quiet;
import dev.tracedshop.local.assembly.Place;
import dev.tracedshop.local.function.Credentials;
import dev.tracedshop.local.http.LoopbackServer;
import dev.tracedshop.local.iam.Permissions;
import dev.tracedshop.local.trouble.Trouble;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes every AWS call that is made on this machine and hands it to its service. */
public final class FrontDoor implements AutoCloseable {
    private static final Pattern SCOPE = Pattern.compile("Credential=([^/,]+)/\\d+/[^/]+/([^/]+)/aws4_request");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String POLL = "AmazonSQS.ReceiveMessage";
    private static final int MAX_BODY = 16 * 1024 * 1024;

    private final Credentials credentials;
    private final Quiet quiet;
    private final InjectedFaults faults;
    private final Trouble trouble;
    private final SplittableRandom random = new SplittableRandom();
    private final LoopbackServer server;
    private final Map<String, Integer> failing = new ConcurrentHashMap<>();
    private final List<LoopbackServer> entrances = new CopyOnWriteArrayList<>();
    private final Needs needs;
    private volatile Map<String, AwsService> services = Map.of();
    private volatile Permissions permissions = Permissions.notEvaluated();

    /** Starts to listen; calls are refused until {@link #open} tells the services. */
    public FrontDoor(Credentials credentials, Quiet quiet, InjectedFaults faults, Trouble trouble, Place place) {
        this.credentials = credentials;
        this.quiet = quiet;
        this.faults = faults;
        this.trouble = trouble;
        this.needs = new Needs(place);
        this.server = LoopbackServer.start("aws", 0, exchange -> handle(exchange, Optional.empty()));
    }

    /** Tells the services, by the name that signatures carry, and who may call what of them. */
    public void open(Map<String, AwsService> byScope, Permissions evaluated) {
        permissions = evaluated;
        services = Map.copyOf(byScope);
    }

    /**
     * Opens an entrance for one function alone, so that the function is known whatever key it calls with.
     *
     * @param role the role whose key the function should use
     * @return the entrance's address for {@code AWS_ENDPOINT_URL}
     */
    public URI entrance(String function, String role) {
        Owner owner = new Owner(function, role);
        // Known before the function has a process: whoever has its key may be told apart from a stranger.
        String unused = credentials.accessKeyOf(role);
        LoopbackServer entrance =
                LoopbackServer.start("aws-of-" + function, 0, exchange -> handle(exchange, Optional.of(owner)));
        entrances.add(entrance);
        return entrance.uri();
    }

    private record Owner(String function, String role) {}

    /**
     * Lets the next calls of an operation fail with a server's error.
     *
     * @throws IllegalArgumentException if no such operation is known
     */
    public void failNext(String operation, int calls) {
        InjectedFaults known = InjectedFaults.parse(List.of(operation));
        known.rates().keySet().forEach(name -> failing.put(name, calls));
    }

    private boolean failsNow(String service, String operation) {
        boolean[] fails = {false};
        failing.computeIfPresent((service + "." + operation).toLowerCase(Locale.ROOT), (name, left) -> {
            fails[0] = true;
            return left > 1 ? left - 1 : null;
        });
        return fails[0];
    }

    /** Returns the address for {@code AWS_ENDPOINT_URL}. */
    public URI uri() {
        return server.uri();
    }

    private void handle(HttpExchange exchange, Optional<Owner> owner) throws IOException {
        String requestId = UUID.randomUUID().toString();
        byte[] body = LoopbackServer.read(exchange, MAX_BODY);
        AwsAnswer answer;
        if (POLL.equals(exchange.getRequestHeaders().getFirst("X-Amz-Target"))) {
            // Who waits for a message does not keep the shop from being at rest.
            answer = answer(exchange, body, requestId, owner);
        } else {
            Quiet.Activity activity = quiet.begin("AWS call " + exchange.getRequestURI());
            try {
                answer = answer(exchange, body, requestId, owner);
            } finally {
                activity.close();
            }
        }
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        if (!exchange.getResponseHeaders().containsKey("X-amzn-requestid")) {
            exchange.getResponseHeaders().set("x-amzn-RequestId", requestId);
        }
        LoopbackServer.send(exchange, answer.status(), answer.body());
    }

    private AwsAnswer answer(HttpExchange exchange, byte @Nullable [] body, String requestId, Optional<Owner> owner) {
        Matcher scope =
                SCOPE.matcher(Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                        .orElse(""));
        if (!scope.find()) {
            return plain(
                    403,
                    "MissingAuthenticationToken",
                    "The request is not signed: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, as './workshop env' prints them.");
        }
        String name = scope.group(2);
        AwsService service = services.get(name);
        if (service == null) {
            return plain(
                    501,
                    "NotImplemented",
                    "The service '" + name + "' is not supported by this machine's AWS endpoint. It has: "
                            + String.join(
                                    ", ", services.keySet().stream().sorted().toList()));
        }
        try {
            String caller = credentials
                    .roleOf(scope.group(1))
                    .orElseThrow(() -> new AwsError(
                            403,
                            "UnrecognizedClientException",
                            "The access key belongs to nobody in this shop; './workshop env' prints yours."));
            owner.filter(known -> !known.role().equals(caller))
                    .ifPresent(known -> permissions.usedForeignKey(known.function(), caller));
            if (body == null) {
                throw new AwsError(413, "RequestEntityTooLarge", "The request is longer than " + MAX_BODY + " bytes.");
            }
            return answer(
                    service,
                    new AwsCall(
                            caller,
                            name,
                            exchange.getRequestMethod(),
                            exchange.getRequestURI(),
                            exchange.getRequestHeaders(),
                            body));
        } catch (AwsError error) {
            return service.refuse(error, requestId);
        } catch (RejectedExecutionException e) {
            // Calls that are under way while everything ends; nobody will miss their answers.
            return service.refuse(new AwsError(503, "ServiceUnavailable", "The runtime is being stopped."), requestId);
        } catch (RuntimeException e) {
            e.printStackTrace();
            return service.refuse(new AwsError(500, "InternalFailure", String.valueOf(e.getMessage())), requestId);
        }
    }

    /**
     * Makes a call in the name of a role, as a state machine or a schedule does, without a detour over the network.
     *
     * @throws AwsError if the service is not there or refuses
     */
    public AwsAnswer call(AwsCall call) {
        AwsService service = services.get(call.service());
        if (service == null) {
            throw AwsError.unsupported(call.service());
        }
        return answer(service, call);
    }

    private AwsAnswer answer(AwsService service, AwsCall call) {
        String operation = service.operation(call);
        authorize(operation, call);
        if (failsNow(service.displayName(), operation) || faults.strikes(service.displayName(), operation, random)) {
            throw new AwsError(
                    500, "InternalFailure", "An injected fault of " + service.displayName() + "." + operation);
        }
        // Trouble is the functions' alone: whoever looks at what has become of them is to see it all.
        if (!call.caller().equals(Credentials.PERSON) && trouble.throttles(service.displayName() + "." + operation)) {
            throw Throttling.of(service.displayName());
        }
        return service.answer(operation, call);
    }

    private void authorize(String operation, AwsCall call) {
        if (call.caller().equals(Credentials.PERSON)) {
            return;
        }
        for (Need need : needs.of(operation, call)) {
            permissions.refusal(call.caller(), need.action(), need.resource()).ifPresent(denial -> {
                throw AwsError.accessDenied(call.service(), denial.message());
            });
        }
    }

    private static AwsAnswer plain(int status, String code, String message) {
        String json = JSON.createObjectNode()
                .put("__type", code)
                .put("message", message)
                .toString();
        return new AwsAnswer(
                status,
                Map.of("Content-Type", "application/x-amz-json-1.0", "x-amzn-ErrorType", code),
                json.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        entrances.forEach(LoopbackServer::close);
        server.close();
    }
}
