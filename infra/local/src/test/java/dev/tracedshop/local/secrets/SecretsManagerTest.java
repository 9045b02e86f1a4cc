package dev.tracedshop.local.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.aws.AwsError;
import dev.tracedshop.local.handlers.Echo;
import dev.tracedshop.local.testing.Templates;
import dev.tracedshop.local.testing.TestRuntime;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** There is every secret that somebody asks for, and what it says is that it is none. */
class SecretsManagerTest {
    private static JsonNode call(TestRuntime shop, String operation, String request) {
        return shop.runtime().call("secretsmanager", "secretsmanager." + operation, Templates.json(request));
    }

    @Test
    void aSecretIsFoundByItsArnAndByItsName(@TempDir Path directory) {
        try (TestRuntime shop = TestRuntime.start(directory, new Templates().function("echo", Echo.class))) {
            String arn = "arn:aws:secretsmanager:eu-north-1:123456789012:secret:team/key-AbCd12";
            JsonNode byArn = call(shop, "GetSecretValue", "{'SecretId': '" + arn + "'}");
            assertThat(byArn.path("ARN").asText()).isEqualTo(arn);
            assertThat(byArn.path("Name").asText()).isEqualTo("team/key");
            assertThat(byArn.path("SecretString").asText()).isEqualTo("no-secret-here-for-team-key");
            assertThat(byArn.path("VersionStages")).isEqualTo(Templates.json("['AWSCURRENT']"));
            assertThat(call(shop, "GetSecretValue", "{'SecretId': 'team/key'}")
                            .path("SecretString")
                            .asText())
                    .isEqualTo("no-secret-here-for-team-key");
            assertThatThrownBy(() -> call(shop, "GetSecretValue", "{}"))
                    .isInstanceOf(AwsError.class)
                    .hasMessageContaining("needs a SecretId");
            assertThatThrownBy(() -> call(shop, "CreateSecret", "{'Name': 'a'}"))
                    .isInstanceOf(AwsError.class)
                    .hasMessageContaining("SecretsManager.CreateSecret");
        }
    }
}
