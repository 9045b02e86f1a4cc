package dev.tracedshop.local.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The routes of an HTTP API.
 *
 * <p>Of the routes that match a request, API Gateway takes the most specific one: a full match before one that ends in a greedy {@code
 * {name+}}, the method named before {@code ANY}, and {@code $default} only when nothing else matches.
 *
 * @param all in any order
 */
public record Routes(List<Route> all) {
    public Routes {
        all = List.copyOf(all);
    }

    /**
     * One route.
     *
     * @param key {@code GET /product/{productId}} or {@code $default}
     * @param integration who answers
     * @param timeout how long API Gateway waits for a function's answer
     * @param signed whether requests must be signed by somebody who may make them ({@code AWS_IAM})
     */
    public record Route(String key, ApiIntegration integration, Duration timeout, boolean signed) {
        private String method() {
            return key.contains(" ") ? key.substring(0, key.indexOf(' ')) : "ANY";
        }

        private String path() {
            return key.substring(key.indexOf(' ') + 1);
        }
    }

    /**
     * A route that fits a request.
     *
     * @param route the route
     * @param parameters the decoded path parameters by name
     */
    public record Match(Route route, Map<String, String> parameters) {}

    /** Finds the route for a request. */
    public Optional<Match> match(String method, String rawPath) {
        List<Match> matches = new ArrayList<>();
        for (Route route : all) {
            if (route.method().equals("ANY") || route.method().equals(method)) {
                Map<String, String> parameters =
                        route.key().equals("$default") ? Map.of() : parameters(route.path(), rawPath);
                if (parameters != null) {
                    matches.add(new Match(route, parameters));
                }
            }
        }
        return matches.stream().min(Comparator.comparingInt(Routes::generality));
    }

    private static int generality(Match match) {
        Route route = match.route();
        if (route.key().equals("$default")) {
            return 1000;
        }
        return (route.path().endsWith("+}") ? 100 : 0)
                + match.parameters().size() * 2
                + (route.method().equals("ANY") ? 1 : 0);
    }

    private static @Nullable Map<String, String> parameters(String pattern, String rawPath) {
        String[] expected = pattern.split("/", -1);
        String[] actual = rawPath.split("/", -1);
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 0; i < expected.length; i++) {
            String part = expected[i];
            if (part.startsWith("{") && part.endsWith("+}") && i < actual.length) {
                String rest = String.join("/", List.of(actual).subList(i, actual.length));
                parameters.put(part.substring(1, part.length() - 2), decode(rest));
                return rest.isEmpty() ? null : parameters;
            }
            if (i >= actual.length) {
                return null;
            }
            if (part.startsWith("{") && part.endsWith("}")) {
                if (actual[i].isEmpty()) {
                    return null;
                }
                parameters.put(part.substring(1, part.length() - 1), decode(actual[i]));
            } else if (!part.equals(decode(actual[i]))) {
                return null;
            }
        }
        return expected.length == actual.length ? parameters : null;
    }

    static String decode(String part) {
        return URLDecoder.decode(lenient(part.replace("+", "%2B")), StandardCharsets.UTF_8);
    }

    /** A percent sign that starts no escape stands for itself. */
    static String lenient(String text) {
        return text.replaceAll("%(?![0-9a-fA-F]{2})", "%25");
    }
}
