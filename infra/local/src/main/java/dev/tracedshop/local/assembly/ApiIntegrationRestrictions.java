package dev.tracedshop.local.assembly;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.assembly.Restrictions.Restriction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What integrations of HTTP APIs may not ask for. */
final class ApiIntegrationRestrictions {
    private static final String START = "StepFunctions-StartExecution";
    private static final Set<String> PARAMETERS = Set.of("StateMachineArn", "Input", "Name", "Region");
    private static final Pattern MAPPING =
            Pattern.compile("\\$request\\.(body(\\.[A-Za-z0-9_-]+)*|(header|querystring|path)\\.[A-Za-z0-9_-]+)");

    private ApiIntegrationRestrictions() {}

    static List<Restriction> of(JsonNode properties) {
        List<Restriction> found = new ArrayList<>();
        String type = properties.path("IntegrationType").asText();
        if (!type.equals("AWS_PROXY")) {
            found.add(new Restriction(
                    "IntegrationType", "Only functions and Step Functions are integrated here, not '" + type + "'."));
        }
        if (properties.has("IntegrationSubtype")) {
            ofService(properties, found);
        } else if (!properties.path("PayloadFormatVersion").asText().equals("2.0")) {
            found.add(new Restriction(
                    "PayloadFormatVersion",
                    "Only the payload format 2.0 is made here, not '"
                            + properties.path("PayloadFormatVersion").asText() + "'."));
        }
        return found;
    }

    private static void ofService(JsonNode properties, List<Restriction> found) {
        String subtype = properties.path("IntegrationSubtype").asText();
        if (!subtype.equals(START)) {
            found.add(new Restriction(
                    "IntegrationSubtype",
                    "Of the services only " + START + " is integrated here, not " + subtype + "."));
        }
        if (properties.path("CredentialsArn").asText().isEmpty()) {
            found.add(new Restriction("CredentialsArn", "A service is called in a role; name it."));
        }
        JsonNode parameters = properties.path("RequestParameters");
        if (!parameters.has("StateMachineArn")) {
            found.add(new Restriction("RequestParameters", "StateMachineArn says what to start; give it."));
        }
        parameters.properties().forEach(parameter -> {
            String value = parameter.getValue().asText();
            if (!PARAMETERS.contains(parameter.getKey())) {
                found.add(new Restriction(
                        "RequestParameters", "The parameter " + parameter.getKey() + " has no effect here."));
            }
            if (value.contains("$") && !MAPPING.matcher(value).matches()) {
                found.add(new Restriction(
                        "RequestParameters",
                        "'" + value + "' is not understood here. Values are fixed, or $request.body, .header, "
                                + ".querystring or .path with what to take of it."));
            }
        });
    }
}
