package dev.tracedshop.operations;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;

/** Reads the key from Secrets Manager: what is in the environment is the name of the secret alone. */
final class SecretKey implements CollectorKey {

    /** What a header may have. HTTP clients name a value that they refuse, and a key must not get into a log that way. */
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]+");

    private final SecretsManagerClient secrets;
    private final String arn;
    private @Nullable String value;

    SecretKey(SecretsManagerClient secrets, String arn) {
        this.secrets = secrets;
        this.arn = arn;
    }

    /**
     * Returns the key.
     *
     * @throws CollectorException if the secret holds something else; the message does not have it
     */
    @Override
    public String value() {
        String known = value;
        if (known == null) {
            known = read();
            value = known;
        }
        return known;
    }

    private String read() {
        String text = secrets.getSecretValue(
                        GetSecretValueRequest.builder().secretId(arn).build())
                .secretString();
        // Whoever pastes a key into the console easily adds the end of a line.
        String key = text == null ? "" : text.strip();
        if (!KEY.matcher(key).matches()) {
            throw new CollectorException("The secret " + arn + " is no key: "
                    + (text == null
                            ? "it is binary"
                            : key.isEmpty()
                                    ? "it is empty"
                                    : "it has spaces, further lines or characters other than ASCII's")
                    + ". Store the key alone, as text.");
        }
        return key;
    }

    @Override
    public void forget() {
        value = null;
    }
}
