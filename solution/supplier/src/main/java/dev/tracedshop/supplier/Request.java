package dev.tracedshop.supplier;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads a request for a quote as API Gateway's HTTP API hands it over (payload 2.0). */
final class Request {

    private static final String ROUTE = "/quotes/{productId}";

    /** The name of a request's span: method and route, as OpenTelemetry's conventions for HTTP servers ask. */
    static final String SPAN_NAME = "GET " + ROUTE;

    private final APIGatewayV2HTTPEvent event;
    private final Context invocation;
    private final boolean coldStart;

    Request(APIGatewayV2HTTPEvent event, Context invocation, boolean coldStart) {
        this.event = event;
        this.invocation = invocation;
        this.coldStart = coldStart;
    }

    /** Returns the id of the product that is asked for; empty if the path has none. */
    String productId() {
        Map<String, String> parameters = event.getPathParameters();
        return parameters == null ? "" : parameters.getOrDefault("productId", "");
    }

    /** Returns the headers, their names in lower case. */
    Map<String, String> headers() {
        Map<String, String> headers = new TreeMap<>();
        if (event.getHeaders() != null) {
            event.getHeaders().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        }
        return headers;
    }

    /** Returns what OpenTelemetry's conventions for HTTP servers and for functions say about this request. */
    Attributes attributes() {
        AttributesBuilder attributes = Attributes.builder()
                .put("http.request.method", "GET")
                .put("http.route", ROUTE)
                .put("url.scheme", headers().getOrDefault("x-forwarded-proto", "https"))
                .put("faas.trigger", "http")
                .put("faas.coldstart", coldStart)
                .put("faas.invocation_id", invocation.getAwsRequestId());
        put(attributes, "url.path", event.getRawPath());
        put(attributes, "url.query", event.getRawQueryString());
        put(attributes, "aws.lambda.invoked_arn", invocation.getInvokedFunctionArn());
        APIGatewayV2HTTPEvent.RequestContext gateway = event.getRequestContext();
        if (gateway != null) {
            put(attributes, "server.address", gateway.getDomainName());
            if (gateway.getHttp() != null) {
                put(attributes, "client.address", gateway.getHttp().getSourceIp());
                put(attributes, "user_agent.original", gateway.getHttp().getUserAgent());
            }
        }
        return attributes.build();
    }

    private static void put(AttributesBuilder attributes, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            attributes.put(name, value);
        }
    }
}
