package dev.tracedshop.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.aws.FrontDoor;
import dev.tracedshop.local.aws.InjectedFaults;
import dev.tracedshop.local.delivery.Hops;
import dev.tracedshop.local.delivery.QueueMessage;
import dev.tracedshop.local.function.ClassDataArchives;
import dev.tracedshop.local.function.CodePackages;
import dev.tracedshop.local.function.Credentials;
import dev.tracedshop.local.function.Functions;
import dev.tracedshop.local.iam.Permissions;
import dev.tracedshop.local.testing.AssemblyDirectory;
import dev.tracedshop.local.testing.FunctionPackage;
import dev.tracedshop.local.testing.Recorder;
import dev.tracedshop.local.testing.RecordingQueues;
import dev.tracedshop.local.testing.Templates;
import dev.tracedshop.local.testing.TestRuntime;
import dev.tracedshop.local.trouble.Trouble;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;

/** The services behind the front door, with functions, and with queues that only keep what is sent to them. */
public final class ServicesUnderTest implements AutoCloseable {
    /** What an X-Ray header looks like. */
    public static final String TRACE = "Root=1-6b014928-00000000112210f47de98115;Parent=56a27731687509c9;Sampled=1";

    private static final URI NOBODY = URI.create("http://127.0.0.1:9");

    private final RecordingQueues queues;
    private final Quiet quiet = new Quiet();
    private final Account account = new Account();
    private final Recorder recorder = new Recorder();
    private final Credentials credentials = new Credentials();
    private final FrontDoor frontDoor;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    /** Starts the services for a template; waits are divided by 200. */
    public ServicesUnderTest(Path directory, Templates template, RecordingQueues queues) {
        this.queues = queues;
        Assembly assembly = new AssemblyDirectory(directory)
                .stack("Test", template.toString())
                .asset(Templates.CODE, FunctionPackage.zip(directory.resolve(Templates.CODE)))
                .load();
        frontDoor = new FrontDoor(credentials, quiet, InjectedFaults.none(), Trouble.none(), assembly.place());
        started.push(frontDoor);
        Functions functions = new Functions(
                FunctionDefinitions.of(assembly, new CodePackages(directory.resolve("packages"))),
                new Functions.Settings(
                        TestRuntime.files(),
                        new ClassDataArchives(directory.resolve("archives"), TestRuntime.files()),
                        assembly.place(),
                        credentials,
                        function -> frontDoor.uri(),
                        NOBODY,
                        NOBODY,
                        Set.of(),
                        1),
                recorder,
                quiet);
        started.push(functions);
        var unused = new Services(
                assembly,
                functions,
                Optional.empty(),
                frontDoor,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                queues,
                quiet,
                account,
                new Hurry(200),
                1,
                Trouble.none(),
                new Hops(recorder::passed),
                recorder,
                Permissions.notEvaluated(),
                started::push);
    }

    /** Builds a client that sends an X-Ray header with every call. */
    public <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(B builder) {
        return builder.endpointOverride(frontDoor.uri())
                .region(Region.EU_NORTH_1)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(credentials.accessKeyOf(Credentials.PERSON), Credentials.SECRET)))
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .retryStrategy(DefaultRetryStrategy.doNotRetry())
                        .putHeader("X-Amzn-Trace-Id", TRACE)
                        .build())
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    /** Returns what was told. */
    public Recorder recorder() {
        return recorder;
    }

    /** Returns what a channel counted, or zeros. */
    public Account.Counts counts(String channel) {
        return account.counts().getOrDefault(channel, new Account.Counts(0, 0, 0, 0));
    }

    /** Returns the messages in a queue once nothing is left to happen. */
    public List<QueueMessage> settled(String queue) {
        settle();
        return queues.in(queue);
    }

    /** Returns the one message in a queue whose body contains a text. */
    public QueueMessage one(String queue, String text) {
        List<QueueMessage> found = settled(queue).stream()
                .filter(message -> message.body().contains(text))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    /** Returns the events that a function printed. */
    public List<JsonNode> events(String function) {
        settle();
        return recorder.startsOf(function).stream()
                .map(start -> String.join("", recorder.linesOf(start.requestId())))
                .map(ServicesUnderTest::json)
                .toList();
    }

    /** Parses JSON. */
    public static JsonNode json(String text) {
        return TestRuntime.json(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Waits until nothing is left to happen. */
    public void settle() {
        try {
            assertThat(quiet.await(TestRuntime.LIMIT)).isEmpty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
