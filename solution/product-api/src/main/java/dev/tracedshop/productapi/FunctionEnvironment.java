package dev.tracedshop.productapi;

import dev.tracedshop.tracing.JsonLogging;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sns.SnsClient;

/** Makes what a function needs from its environment variables; a function makes only the clients that it uses. */
final class FunctionEnvironment {

    private static final String REGION = "AWS_REGION";
    private static final String TABLE = "TABLE_NAME";

    private final Map<String, String> variables;

    FunctionEnvironment(Map<String, String> variables) {
        this.variables = variables;
    }

    /** Returns the environment of this process, whose log records go to standard output as JSON from now on. */
    static FunctionEnvironment ofProcess() {
        JsonLogging.install(System.getenv());
        return new FunctionEnvironment(System.getenv());
    }

    /**
     * Makes the repository on the table that TABLE_NAME names.
     *
     * @throws IllegalStateException naming every variable that is missing
     */
    ProductRepository products() {
        require(REGION, TABLE);
        return products(httpClient());
    }

    /**
     * Makes the catalogue on the table that TABLE_NAME names and the topic whose ARN the given variable holds.
     *
     * @throws IllegalStateException naming every variable that is missing
     */
    ProductCatalogue catalogue(String topicVariable) {
        require(REGION, TABLE, topicVariable);
        SdkHttpClient http = httpClient();
        SnsClient sns = client(SnsClient.builder().httpClient(http)).build();
        return new ProductCatalogue(products(http), new SnsEvents(sns, value(topicVariable)), Clock.systemUTC());
    }

    private ProductRepository products(SdkHttpClient http) {
        return new DynamoDbProducts(
                client(DynamoDbClient.builder().httpClient(http)).build(), value(TABLE));
    }

    /** Spares a client what Lambda never has: profile files, and other sources of credentials and region. */
    private <B extends AwsClientBuilder<B, ?>> B client(B builder) {
        return builder.region(Region.of(value(REGION)))
                .credentialsProvider(EnvironmentVariableCredentialsProvider.create())
                .overrideConfiguration(client -> client.retryStrategy(RetryMode.STANDARD)
                        .defaultProfileFile(ProfileFile.aggregator().build()));
    }

    private static SdkHttpClient httpClient() {
        // A hanging service is given up within the function's own timeout, so that there is time left to undo a write.
        return UrlConnectionHttpClient.builder()
                .connectionTimeout(Duration.ofSeconds(1))
                .socketTimeout(Duration.ofSeconds(2))
                .build();
    }

    private void require(String... names) {
        List<String> missing = new ArrayList<>();
        for (String name : names) {
            if (value(name).isEmpty()) {
                missing.add(name
                        + similar(name)
                                .map(near -> " (did you mean " + near + ", which is set?)")
                                .orElse(""));
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException("The function's environment lacks " + String.join(", ", missing)
                    + ". Set them where the function is defined.");
        }
    }

    private String value(String name) {
        return variables.getOrDefault(name, "");
    }

    private Optional<String> similar(String name) {
        return variables.keySet().stream()
                .filter(set -> set.endsWith("_" + name) || name.endsWith("_" + set) || differsByOneCharacter(set, name))
                .sorted()
                .findFirst();
    }

    /** Tells whether one character was added, left out or replaced: what remains between the common ends is that short. */
    private static boolean differsByOneCharacter(String one, String other) {
        int shorter = Math.min(one.length(), other.length());
        int start = 0;
        while (start < shorter && one.charAt(start) == other.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < shorter - start && one.charAt(one.length() - 1 - end) == other.charAt(other.length() - 1 - end)) {
            end++;
        }
        return Math.max(one.length(), other.length()) - start - end == 1;
    }
}
