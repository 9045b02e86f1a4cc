package dev.tracedshop.function;

import dev.tracedshop.tracing.JsonLogging;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;

/** Makes what a function needs from its environment variables; a function makes only the clients that it uses. */
public final class FunctionEnvironment {

    private static final String REGION = "AWS_REGION";

    private final Map<String, String> variables;
    private final Set<String> required;
    // A hanging service is given up within the function's own timeout, so that there is time left to undo a write.
    private final SdkHttpClient http = UrlConnectionHttpClient.builder()
            .connectionTimeout(Duration.ofSeconds(1))
            .socketTimeout(Duration.ofSeconds(2))
            .build();

    /**
     * Makes an environment of these variables, AWS_REGION and all the required ones among them.
     *
     * @throws IllegalStateException naming every required variable that is missing or empty
     */
    public FunctionEnvironment(Map<String, String> variables, String... required) {
        this.variables = variables;
        this.required = Set.of(required);
        List<String> names = new ArrayList<>(List.of(REGION));
        names.addAll(List.of(required));
        MissingVariables.check(variables, names);
    }

    /**
     * Returns the environment of this process, whose log records go to standard output as JSON from now on.
     *
     * @throws IllegalStateException naming every required variable that is missing or empty
     */
    public static FunctionEnvironment ofProcess(String... required) {
        JsonLogging.install(System.getenv());
        return new FunctionEnvironment(System.getenv(), required);
    }

    /**
     * Returns the value of a required variable.
     *
     * @throws IllegalArgumentException if it was not among the required ones
     */
    public String value(String name) {
        String value = variables.get(name);
        if (value == null || !required.contains(name)) {
            throw new IllegalArgumentException(name + " is read, but not among the required variables " + required);
        }
        return value;
    }

    /** Configures a client as every client of the shop is, such as {@code client(SnsClient.builder()).build()}. */
    public <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B client(B builder) {
        return builder.httpClient(http)
                .region(Region.of(variables.getOrDefault(REGION, "")))
                .credentialsProvider(EnvironmentVariableCredentialsProvider.create())
                .overrideConfiguration(override().build());
    }

    /**
     * Configures a client that does not send the invocation's own trace header ({@code X-Amzn-Trace-Id}): for calls whose
     * service hands that header on to whoever comes next, although the message has a carrier of its own.
     */
    public <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B clientWithoutTraceHeader(B builder) {
        return client(builder)
                .overrideConfiguration(override()
                        .addExecutionInterceptor(new RemoveTraceHeader())
                        .build());
    }

    /** Spares a client what Lambda never has: profile files, and other sources of credentials and region. */
    private static ClientOverrideConfiguration.Builder override() {
        return ClientOverrideConfiguration.builder()
                .retryStrategy(RetryMode.STANDARD)
                .defaultProfileFile(ProfileFile.aggregator().build());
    }
}
