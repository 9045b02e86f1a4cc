package dev.tracedshop.local.ssm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.assembly.Place;
import dev.tracedshop.local.assembly.Resource;
import dev.tracedshop.local.aws.AwsAnswer;
import dev.tracedshop.local.aws.AwsCall;
import dev.tracedshop.local.aws.AwsError;
import dev.tracedshop.local.aws.AwsService;
import dev.tracedshop.local.aws.JsonProtocol;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;

/**
 * SSM's Parameter Store. It starts with the templates' values; what is put later is seen by whoever asks next. Nothing is encrypted.
 *
 * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html">PutParameter</a>
 */
public final class Ssm implements AwsService {
    /** The standard tier's limit on a value, in bytes. */
    private static final int MAX_VALUE = 4096;

    private static final int MAX_NAMES = 10;
    private static final int MAX_RESULTS = 10;
    private static final Pattern NAME = Pattern.compile("/?[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*");
    private static final List<String> TYPES = List.of("String", "StringList", "SecureString");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ConcurrentSkipListMap<String, Parameter> parameters = new ConcurrentSkipListMap<>();
    private final Map<String, Pattern> allowed = new HashMap<>();
    private final Place place;

    /** Starts with the parameters of an assembly. */
    public Ssm(Assembly assembly) {
        place = assembly.place();
        for (Resource resource : assembly.resources("AWS::SSM::Parameter")) {
            JsonNode properties = assembly.properties(resource);
            String name = assembly.physicalId(resource);
            if (properties.has("AllowedPattern")) {
                allowed.put(
                        name, Pattern.compile(properties.path("AllowedPattern").asText()));
            }
            parameters.put(
                    name,
                    first(
                            name,
                            properties.path("Type").asText("String"),
                            properties.path("Value").asText()));
        }
    }

    private Parameter first(String name, String type, String value) {
        String arn = place.arn("ssm", "parameter" + (name.startsWith("/") ? name : "/" + name));
        return new Parameter(name, arn, type, value, 1, Instant.now());
    }

    @Override
    public String displayName() {
        return "Ssm";
    }

    @Override
    public String operation(AwsCall call) {
        return JsonProtocol.operation(call);
    }

    @Override
    public AwsAnswer answer(String operation, AwsCall call) {
        JsonNode request = JsonProtocol.request(call);
        return JsonProtocol.answer(
                switch (operation) {
                    case "GetParameter" -> get(request.path("Name").asText());
                    case "GetParameters" -> getAll(request);
                    case "GetParametersByPath" -> getByPath(request);
                    case "PutParameter" -> put(request);
                    default -> throw AwsError.unsupported("Ssm." + operation);
                });
    }

    @Override
    public AwsAnswer refuse(AwsError error, String requestId) {
        return JsonProtocol.refuse(error);
    }

    private Optional<Parameter> find(String nameOrArn) {
        Parameter named = parameters.get(nameOrArn);
        return named != null
                ? Optional.of(named)
                : parameters.values().stream()
                        .filter(parameter -> parameter.arn().equals(nameOrArn))
                        .findFirst();
    }

    private ObjectNode get(String name) {
        Parameter parameter = find(name).orElseThrow(() -> new AwsError(400, "ParameterNotFound", name));
        ObjectNode answer = JSON.createObjectNode();
        answer.set("Parameter", parameter.json());
        return answer;
    }

    private ObjectNode getAll(JsonNode request) {
        if (request.path("Names").isEmpty() || request.path("Names").size() > MAX_NAMES) {
            throw new AwsError(
                    400, "ValidationException", "GetParameters takes between 1 and " + MAX_NAMES + " names.");
        }
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode found = answer.putArray("Parameters");
        ArrayNode invalid = answer.putArray("InvalidParameters");
        request.path("Names")
                .forEach(name -> find(name.asText())
                        .ifPresentOrElse(parameter -> found.add(parameter.json()), () -> invalid.add(name.asText())));
        return answer;
    }

    private ObjectNode getByPath(JsonNode request) {
        if (!request.path("ParameterFilters").isEmpty()) {
            throw AwsError.unsupported("Ssm.GetParametersByPath with ParameterFilters");
        }
        String path = request.path("Path").asText();
        if (!path.startsWith("/")) {
            throw new AwsError(400, "ValidationException", "The parameter path must begin with a slash: " + path);
        }
        int size = request.path("MaxResults").asInt(MAX_RESULTS);
        if (size < 1 || size > MAX_RESULTS) {
            throw new AwsError(400, "ValidationException", "MaxResults is between 1 and " + MAX_RESULTS + ".");
        }
        String prefix = path.endsWith("/") ? path : path + "/";
        boolean recursive = request.path("Recursive").asBoolean();
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode page = answer.putArray("Parameters");
        // The token is the name of the last parameter of the page before.
        String after = request.path("NextToken").asText();
        for (Parameter parameter : parameters.tailMap(after, false).values()) {
            String name = parameter.name();
            if (!name.startsWith(prefix) || (!recursive && name.indexOf('/', prefix.length()) >= 0)) {
                continue;
            }
            if (page.size() == size) {
                answer.put("NextToken", page.path(size - 1).path("Name").asText());
                break;
            }
            page.add(parameter.json());
        }
        return answer;
    }

    private ObjectNode put(JsonNode request) {
        String name = request.path("Name").asText();
        String value = request.path("Value").asText();
        String type = request.path("Type").asText();
        if (!NAME.matcher(name).matches()) {
            throw new AwsError(400, "ValidationException", "Not a parameter name: '" + name + "'");
        }
        if (value.isEmpty() || value.getBytes(StandardCharsets.UTF_8).length > MAX_VALUE) {
            throw new AwsError(
                    400,
                    "ValidationException",
                    "A parameter's value has between 1 and " + MAX_VALUE + " bytes in the standard tier.");
        }
        Pattern pattern = allowed.get(name);
        if (pattern != null && !pattern.matcher(value).matches()) {
            throw new AwsError(
                    400,
                    "ParameterPatternMismatchException",
                    "Parameter value '" + value + "' fails to satisfy the allowed pattern: " + pattern);
        }
        if (!type.isEmpty() && !TYPES.contains(type)) {
            throw new AwsError(400, "UnsupportedParameterType", "The types are " + String.join(", ", TYPES));
        }
        Parameter put = parameters.compute(name, (ignored, old) -> {
            if (old == null) {
                if (type.isEmpty()) {
                    throw new AwsError(
                            400, "ValidationException", "A parameter type is required when you create a parameter.");
                }
                return first(name, type, value);
            }
            if (!request.path("Overwrite").asBoolean()) {
                throw new AwsError(
                        400,
                        "ParameterAlreadyExists",
                        "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.");
            }
            return old.changed(type.isEmpty() ? old.type() : type, value);
        });
        return JSON.createObjectNode().put("Version", put.version()).put("Tier", "Standard");
    }
}
