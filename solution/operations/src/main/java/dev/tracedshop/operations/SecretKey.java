package dev.tracedshop.operations;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;

/** Reads the key from Secrets Manager: what is in the environment is the name of the secret alone. */
final class SecretKey implements CollectorKey {

    private final SecretsManagerClient secrets;
    private final String arn;
    private @Nullable String value;

    SecretKey(SecretsManagerClient secrets, String arn) {
        this.secrets = secrets;
        this.arn = arn;
    }

    @Override
    public String value() {
        String known = value;
        if (known == null) {
            // Whoever pastes a key into the console easily adds the end of a line, which no header may have.
            known = secrets.getSecretValue(
                            GetSecretValueRequest.builder().secretId(arn).build())
                    .secretString()
                    .strip();
            value = known;
        }
        return known;
    }

    @Override
    public void forget() {
        value = null;
    }
}
