package dev.tracedshop.local.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.tracedshop.local.assembly.Place;
import dev.tracedshop.local.function.Credentials;
import dev.tracedshop.local.function.Function;
import dev.tracedshop.local.iam.Denial;
import dev.tracedshop.local.iam.Permissions;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decides for one API who may call its routes that ask for a signature, and whether the API may invoke its functions. Of a signature only
 * the key and the scope are looked at: secrets protect nothing here.
 *
 * @param apiId the API's id
 * @param place region and account
 * @param credentials whose keys there are
 * @param permissions who may do what
 */
public record RouteAuthorizer(String apiId, Place place, Credentials credentials, Permissions permissions) {
    /** Lets nobody in by signature; of an API without routes. */
    static final RouteAuthorizer NOBODY =
            new RouteAuthorizer("", Place.HERE, new Credentials(), Permissions.notEvaluated());

    private static final Pattern SCOPE =
            Pattern.compile("AWS4-HMAC-SHA256 Credential=([^/,]+)/\\d+/[^/]+/execute-api/aws4_request");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Returns who signed a request, as events have it, or nothing when nobody did who may make it. */
    Optional<ObjectNode> identity(HttpExchange exchange) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        Matcher scope = SCOPE.matcher(header == null ? "" : header);
        if (!scope.find()) {
            return Optional.empty();
        }
        String key = scope.group(1);
        return credentials
                .roleOf(key)
                .filter(role -> mayCall(
                        role,
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().getPath()))
                .map(role -> identity(key, role));
    }

    private boolean mayCall(String role, String method, String path) {
        return role.equals(Credentials.PERSON)
                || permissions
                        .refusal(role, "execute-api:Invoke", arn(method, path))
                        .isEmpty();
    }

    private ObjectNode identity(String key, String role) {
        boolean person = role.equals(Credentials.PERSON);
        String name = permissions.nameOf(role);
        String userId = person ? key : "AROA" + key.substring(4) + ":" + name;
        ObjectNode iam = JSON.createObjectNode();
        iam.put("accessKey", key);
        iam.put("accountId", place.account());
        iam.put("callerId", userId);
        iam.putNull("cognitoIdentity");
        iam.putNull("principalOrgId");
        iam.put(
                "userArn",
                person
                        ? "arn:aws:iam::" + place.account() + ":user/" + name
                        : "arn:aws:sts::" + place.account() + ":assumed-role/" + role + "/" + name);
        return iam.put("userId", userId);
    }

    /** Returns why the API may not invoke a function for a route, in AWS's words; nothing when it may. */
    Optional<String> refusal(Routes.Route route, String method, Function function) {
        String key = route.key();
        String source = key.contains(" ") ? arn(method, key.substring(key.indexOf(' ') + 1)) : arn(key, "");
        return permissions
                .refusalOfService(
                        "apigateway.amazonaws.com",
                        source,
                        "lambda:InvokeFunction",
                        function.definition().arn())
                .map(Denial::message);
    }

    private String arn(String method, String path) {
        return place.arn("execute-api", apiId + "/$default/" + method + path);
    }
}
