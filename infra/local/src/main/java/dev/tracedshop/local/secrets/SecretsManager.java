package dev.tracedshop.local.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.assembly.Place;
import dev.tracedshop.local.aws.AwsAnswer;
import dev.tracedshop.local.aws.AwsCall;
import dev.tracedshop.local.aws.AwsError;
import dev.tracedshop.local.aws.AwsService;
import dev.tracedshop.local.aws.JsonProtocol;
import java.util.UUID;

/**
 * Secrets Manager, which has every secret that is asked for, with a value that says that it is none.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html">GetSecretValue</a>
 */
public final class SecretsManager implements AwsService {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What Secrets Manager appends to a name is not part of it. */
    private static final String APPENDED = "-[A-Za-z0-9]{6}$";

    private final Place place;
    private final double created = System.currentTimeMillis() / 1000.0;

    public SecretsManager(Place place) {
        this.place = place;
    }

    @Override
    public String displayName() {
        return "SecretsManager";
    }

    @Override
    public String operation(AwsCall call) {
        return JsonProtocol.operation(call);
    }

    @Override
    public AwsAnswer answer(String operation, AwsCall call) {
        if (!operation.equals("GetSecretValue")) {
            throw AwsError.unsupported("SecretsManager." + operation);
        }
        JsonNode request = JsonProtocol.request(call);
        String id = request.path("SecretId").asText();
        if (id.isEmpty()) {
            throw new AwsError(400, "InvalidParameterException", "GetSecretValue needs a SecretId.");
        }
        return JsonProtocol.answer(value(id));
    }

    private ObjectNode value(String id) {
        String name =
                id.startsWith("arn:") ? id.substring(id.lastIndexOf(':') + 1).replaceFirst(APPENDED, "") : id;
        ObjectNode answer = JSON.createObjectNode()
                .put("ARN", place.secretArn(id))
                .put("Name", name)
                .put("VersionId", UUID.nameUUIDFromBytes(name.getBytes(UTF_8)).toString())
                .put("SecretString", "no-secret-here-for-" + name.replaceAll("[^A-Za-z0-9-]", "-"))
                .put("CreatedDate", created);
        answer.putArray("VersionStages").add("AWSCURRENT");
        return answer;
    }

    @Override
    public AwsAnswer refuse(AwsError error, String requestId) {
        return JsonProtocol.refuse(error);
    }
}
