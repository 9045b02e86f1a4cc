package dev.tracedshop.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** An API Gateway HTTP API calls the function, payload format 2.0. */
record HttpApiTrigger(
        String routeKey,
        Map<String, String> headers,
        String stage,
        String requestId,
        String apiId,
        String domainName,
        long timeEpoch,
        String method,
        String path,
        String protocol,
        String sourceIp,
        String userAgent)
        implements Trigger {

    /** Recognises payload format 2.0 of an API; function URLs have it too and are told apart by their domain. */
    static final class Type implements TriggerType {

        @Override
        public String name() {
            return "an HTTP API request (payload format 2.0)";
        }

        @Override
        public boolean matches(JsonNode event) {
            JsonNode domain = event.path("requestContext").path("domainName");
            return event.path("version").asText().equals("2.0")
                    && event.has("rawQueryString")
                    && !domain.isMissingNode()
                    && !domain.asText().contains("lambda-url");
        }

        @Override
        public Trigger read(JsonNode event) throws EventMismatch {
            EventFields root = new EventFields(event, "");
            EventFields context = root.object("requestContext");
            EventFields http = context.object("http");
            return new HttpApiTrigger(
                    root.text("routeKey"),
                    root.headers("headers"),
                    context.text("stage"),
                    context.text("requestId"),
                    context.text("apiId"),
                    context.text("domainName"),
                    context.integer("timeEpoch"),
                    http.text("method"),
                    http.text("path"),
                    http.text("protocol"),
                    http.text("sourceIp"),
                    http.text("userAgent"));
        }
    }

    @Override
    public String source() {
        return "api-gateway";
    }

    @Override
    public List<Carrier> carriers() {
        return List.of(Carrier.ofHeaders("headers", headers));
    }

    @Override
    public boolean isAsynchronous() {
        return "Event".equals(headers.get("x-amz-invocation-type"));
    }

    @Override
    public List<InferredSpan> inferredSpans(FunctionProfile profile) {
        String partition = Trigger.partition(profile.region());
        Map<String, String> tags = Map.of(
                "endpoint", path,
                "http.url", url(),
                "http.method", method,
                "http.protocol", protocol,
                "http.source_ip", sourceIp,
                "http.user_agent", userAgent,
                "request_id", requestId,
                "dd_resource_key", "arn:" + partition + ":apigateway:" + profile.region() + "::/apis/" + apiId);
        String service = Trigger.serviceName(profile, apiId, "lambda_api_gateway", domainName, domainName);
        String resource = method + " " + PathTemplate.of(path);
        return List.of(new InferredSpan("aws.httpapi", service, resource, "web", timeEpoch * 1_000_000L, tags));
    }

    @Override
    public Map<String, String> tags(FunctionProfile profile) {
        Map<String, String> tags = new TreeMap<>();
        tags.put(EVENT_SOURCE, source());
        tags.put(
                EVENT_SOURCE_ARN,
                "arn:" + Trigger.partition(profile.region()) + ":apigateway:" + profile.region() + "::/restapis/"
                        + apiId + "/stages/" + stage);
        tags.put("http.url", url());
        tags.put("http.url_details.path", path);
        tags.put("http.method", method);
        if (!routeKey.isEmpty()) {
            tags.put("http.route", routeKey.substring(routeKey.lastIndexOf(' ') + 1));
        }
        copyHeader("user-agent", "http.user_agent", tags);
        copyHeader("referer", "http.referer", tags);
        return tags;
    }

    private void copyHeader(String header, String tag, Map<String, String> tags) {
        String value = headers.get(header);
        if (value != null) {
            tags.put(tag, value);
        }
    }

    private String url() {
        return "https://" + domainName + path;
    }

    /** Replaces the identifiers in a path by names, so that requests for different things have one resource. */
    static final class PathTemplate {

        private static final Pattern IDENTIFIER =
                Pattern.compile("[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}" + "|[0-9A-HJKMNP-TV-Z]{26}");
        private static final Pattern DIGITS = Pattern.compile("[0-9]+");
        private static final Pattern PLURAL = Pattern.compile("s+$");

        private PathTemplate() {}

        /**
         * Returns the path with each segment that is a number, or holds a UUID or a ULID, replaced by its predecessor's singular and
         * {@code _id}. A path that has braces already is returned as it is; empty segments vanish.
         */
        static String of(String path) {
            if (path.contains("{") && path.contains("}")) {
                return path;
            }
            String[] segments = path.split("/", -1);
            List<String> named = new ArrayList<>(List.of(""));
            for (int i = 1; i < segments.length; i++) {
                String segment = segments[i];
                if (segment.isEmpty()) {
                    continue;
                }
                boolean identifier = DIGITS.matcher(segment).matches()
                        || IDENTIFIER.matcher(segment).find();
                named.add(identifier ? "{" + name(i > 1 ? segments[i - 1] : "") + "}" : segment);
            }
            return String.join("/", named);
        }

        private static String name(String previous) {
            String singular = PLURAL.matcher(previous).replaceFirst("");
            return previous.isEmpty() || singular.equals("id") ? "id" : singular + "_id";
        }
    }
}
