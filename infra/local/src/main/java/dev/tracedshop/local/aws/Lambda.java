package dev.tracedshop.local.aws;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import dev.tracedshop.local.Account;
import dev.tracedshop.local.delivery.AsynchronousInvocations;
import dev.tracedshop.local.delivery.DeliveryException;
import dev.tracedshop.local.delivery.Hops;
import dev.tracedshop.local.delivery.WireCarrier;
import dev.tracedshop.local.function.Function;
import dev.tracedshop.local.function.Functions;
import dev.tracedshop.local.function.Outcome;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lambda as far as invoking a function goes. */
public final class Lambda implements AwsService {
    private static final Pattern INVOCATIONS = Pattern.compile("/2015-03-31/functions/([^/]+)/invocations");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Functions functions;
    private final AsynchronousInvocations invocations;
    private final Account account;
    private final Hops hops;

    public Lambda(Functions functions, AsynchronousInvocations invocations, Account account, Hops hops) {
        this.functions = functions;
        this.invocations = invocations;
        this.account = account;
        this.hops = hops;
    }

    /**
     * Writes a call of Invoke that is made without a detour over the network.
     *
     * @param caller the name of the calling role
     * @param function the function's name or ARN
     * @param type the type of the invocation, for example {@code Event}
     */
    public static AwsCall invocation(String caller, String function, String type, String payload) {
        Headers headers = new Headers();
        headers.set("X-Amz-Invocation-Type", type);
        return new AwsCall(
                caller,
                "lambda",
                "POST",
                URI.create("/2015-03-31/functions/" + URLEncoder.encode(function, StandardCharsets.UTF_8)
                        + "/invocations"),
                headers,
                payload.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String displayName() {
        return "Lambda";
    }

    @Override
    public String operation(AwsCall call) {
        return INVOCATIONS.matcher(call.uri().getPath()).matches()
                ? "Invoke"
                : call.method() + " " + call.uri().getPath();
    }

    @Override
    public AwsAnswer answer(String operation, AwsCall call) {
        Matcher matcher = INVOCATIONS.matcher(call.uri().getPath());
        if (!matcher.matches()) {
            throw AwsError.unsupported("Lambda: " + operation);
        }
        Function function = functions
                .find(matcher.group(1))
                .orElseThrow(() ->
                        new AwsError(404, "ResourceNotFoundException", "Function not found: " + matcher.group(1)));
        byte[] event = call.body().length == 0 ? new byte[] {'{', '}'} : call.body();
        try {
            JSON.readTree(event);
        } catch (IOException e) {
            throw new AwsError(
                    400, "InvalidRequestContentException", "Could not parse request body into json: " + e.getMessage());
        }
        if (event.length > Functions.MAX_PAYLOAD) {
            throw new AwsError(
                    413,
                    "RequestTooLargeException",
                    "Request must be smaller than " + Functions.MAX_PAYLOAD
                            + " bytes for the InvokeFunction operation");
        }
        if (call.header("X-Amz-Invocation-Type").equals("DryRun")) {
            return AwsAnswer.of(204, "application/json", "");
        }
        String traceHeader = call.header("X-Amzn-Trace-Id");
        if (call.header("X-Amz-Invocation-Type").equals("Event")) {
            return asynchronous(call, function, event, traceHeader);
        }
        String invocation = UUID.randomUUID().toString();
        told(call, function, invocation, traceHeader);
        Outcome outcome = function.invoke(invocation, event, traceHeader).join();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("X-Amz-Executed-Version", "$LATEST");
        if (!outcome.succeeded()) {
            headers.put("X-Amz-Function-Error", "Unhandled");
        }
        return new AwsAnswer(200, headers, outcome.payload());
    }

    private AwsAnswer asynchronous(AwsCall call, Function function, byte[] event, String traceHeader) {
        String name = function.definition().name();
        try {
            String requestId = invocations.accept(function, event, traceHeader, name);
            account.published(name);
            told(call, function, requestId, traceHeader);
            return AwsAnswer.of(202, "application/json", "").with("x-amzn-RequestId", requestId);
        } catch (DeliveryException e) {
            throw new AwsError(413, "RequestTooLargeException", String.valueOf(e.getMessage()));
        }
    }

    /** The tracer writes nothing into a function's event: there is at most AWS's header. */
    private void told(AwsCall call, Function function, String invocation, String traceHeader) {
        hops.sent(
                call.caller(),
                displayName() + ".Invoke",
                function.definition().name(),
                invocation,
                WireCarrier.ofHeader(traceHeader));
    }

    @Override
    public AwsAnswer refuse(AwsError error, String requestId) {
        return AwsAnswer.of(
                        error.status(),
                        "application/json",
                        JSON.createObjectNode()
                                .put("Type", error.status() < 500 ? "User" : "Service")
                                .put("Message", error.getMessage())
                                .toString())
                .with("x-amzn-ErrorType", error.code());
    }
}
