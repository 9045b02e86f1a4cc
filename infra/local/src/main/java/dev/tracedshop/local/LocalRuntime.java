package dev.tracedshop.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.assembly.Resource;
import dev.tracedshop.local.aws.AwsAnswer;
import dev.tracedshop.local.aws.AwsError;
import dev.tracedshop.local.aws.DynamoDb;
import dev.tracedshop.local.aws.FrontDoor;
import dev.tracedshop.local.aws.InjectedFaults;
import dev.tracedshop.local.aws.JsonProtocol;
import dev.tracedshop.local.delivery.Hops;
import dev.tracedshop.local.delivery.Queues;
import dev.tracedshop.local.engine.Dynoxide;
import dev.tracedshop.local.engine.ElasticMq;
import dev.tracedshop.local.function.ClassDataArchives;
import dev.tracedshop.local.function.CodePackages;
import dev.tracedshop.local.function.Credentials;
import dev.tracedshop.local.function.Function;
import dev.tracedshop.local.function.FunctionDefinition;
import dev.tracedshop.local.function.FunctionListener;
import dev.tracedshop.local.function.Functions;
import dev.tracedshop.local.function.RuntimeFiles;
import dev.tracedshop.local.http.HttpApi;
import dev.tracedshop.local.http.RouteAuthorizer;
import dev.tracedshop.local.http.Routes;
import dev.tracedshop.local.iam.Permissions;
import dev.tracedshop.local.logs.CapturedLog;
import dev.tracedshop.local.s3.EarlyStart;
import dev.tracedshop.local.s3.ObjectStore;
import dev.tracedshop.local.sqs.Queue;
import dev.tracedshop.local.sqs.Sqs;
import dev.tracedshop.local.states.StepFunctions;
import dev.tracedshop.local.streams.StreamApi;
import dev.tracedshop.local.streams.TableStreams;
import dev.tracedshop.local.trouble.Killer;
import dev.tracedshop.local.trouble.Trouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** An assembly at work on this machine. Everything that it started ends with it. */
public final class LocalRuntime implements AutoCloseable {
    private final Assembly assembly;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final Quiet quiet = new Quiet();
    private final Account account = new Account();
    private final Credentials credentials = new Credentials();
    private final FrontDoor frontDoor;
    private final Functions functions;
    private final Optional<ObjectStore> store;
    private final Services services;
    private final CompletableFuture<String> loss = new CompletableFuture<>();
    private final Optional<Sqs> queues;
    private final Permissions permissions;
    private final Map<Resource, HttpApi> apis = new LinkedHashMap<>();

    /**
     * How to run an assembly.
     *
     * @param files what function processes need beside their code
     * @param packages where function packages are unpacked
     * @param archives makes function processes start faster
     * @param work a directory for logs of this run
     * @param dynamoDb gives the program of the DynamoDB engine; asked only when a template has a table
     * @param port gives an API its port, or 0 for a free one
     * @param concurrency how many processes a function may have
     * @param hurry by how much waiting is shortened
     * @param faults calls that go wrong on purpose
     * @param trouble what else goes wrong on purpose
     * @param intake where the tracer sends spans
     * @param extensions the extension's URL, to which a function's name is added
     * @param classesInFront directories of classes that replace a function's own, by function name
     * @param evaluatesPolicies whether nobody may do what no policy allows; else everybody may do everything
     */
    public record Settings(
            RuntimeFiles files,
            CodePackages packages,
            ClassDataArchives archives,
            Path work,
            Supplier<Path> dynamoDb,
            ToIntFunction<Resource> port,
            int concurrency,
            Hurry hurry,
            InjectedFaults faults,
            Trouble trouble,
            URI intake,
            URI extensions,
            Map<String, Path> classesInFront,
            boolean evaluatesPolicies) {

        /** Returns the same with trouble. */
        public Settings in(Trouble made) {
            return with(made, evaluatesPolicies);
        }

        /** Returns the same with policies evaluated. */
        public Settings evaluatingPolicies() {
            return with(trouble, true);
        }

        private Settings with(Trouble made, boolean evaluates) {
            return new Settings(
                    files,
                    packages,
                    archives,
                    work,
                    dynamoDb,
                    port,
                    concurrency,
                    hurry,
                    faults,
                    made,
                    intake,
                    extensions,
                    classesInFront,
                    evaluates);
        }
    }

    private LocalRuntime(Assembly assembly, Settings settings, RuntimeListener listener) {
        this.assembly = assembly;
        Hops hops = new Hops(listener::passed);
        try {
            frontDoor =
                    started(new FrontDoor(credentials, quiet, settings.faults(), settings.trouble(), assembly.place()));
            for (Resource resource : assembly.resources("AWS::ApiGatewayV2::Api")) {
                int port = settings.port().applyAsInt(resource);
                HttpApi api = started(new HttpApi(
                        assembly.physicalId(resource), port, assembly.place(), quiet, listener::routed, hops));
                apis.put(resource, api);
                // From now on whoever asks the templates for the API's address is told the one on this machine.
                assembly.bind(resource, "ApiEndpoint", api.uri().toString());
            }
            Optional<CompletableFuture<ElasticMq>> queueEngine = startQueueEngine();
            Optional<Services.Tables> tables;
            try {
                tables = startEngine(settings).map(this::createTables);
            } finally {
                // Whatever became of the other engine, this one is to end with the rest.
                queueEngine.ifPresent(starting -> started(starting.join()));
            }
            queues = queueEngine.map(running -> started(new Sqs(
                    running.join().uri(),
                    frontDoor.uri(),
                    frontDoor::call,
                    assembly,
                    settings.hurry(),
                    account,
                    quiet,
                    hops,
                    settings.trouble())));
            store = objectStore(settings);
            List<FunctionDefinition> definitions = FunctionDefinitions.of(assembly, settings.packages()).stream()
                    .map(definition -> inFront(definition, settings.classesInFront()))
                    .toList();
            FunctionListener told = store.<FunctionListener>map(found -> new EarlyStart(listener, found))
                    .orElse(listener);
            Optional<CapturedLog> log = CapturedLog.of(assembly, told);
            functions = started(new Functions(
                    definitions,
                    new Functions.Settings(
                            settings.files(),
                            settings.archives(),
                            assembly.place(),
                            credentials,
                            definition -> frontDoor.entrance(definition.name(), definition.role()),
                            settings.intake(),
                            settings.extensions(),
                            UnawaitedFunctions.of(assembly),
                            settings.concurrency()),
                    log.<FunctionListener>map(found -> found).orElse(told),
                    quiet));
            permissions = settings.evaluatesPolicies()
                    ? DeclaredPolicies.evaluated(assembly, functions, listener)
                    : Permissions.notEvaluated();
            DeploymentRights.check(assembly, functions, permissions);
            services = new Services(
                    assembly,
                    functions,
                    log,
                    frontDoor,
                    tables,
                    store,
                    queues,
                    queues.<Queues>map(found -> found).orElseGet(NoQueues::new),
                    quiet,
                    account,
                    settings.hurry(),
                    settings.concurrency(),
                    settings.trouble(),
                    hops,
                    listener,
                    permissions,
                    this::started);
            apis.forEach((resource, api) -> api.route(
                    routes(resource),
                    new RouteAuthorizer(assembly.physicalId(resource), assembly.place(), credentials, permissions)));
            Killer unused = started(new Killer(settings.trouble(), functions));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts everything that the assembly needs; functions start at their first invocation.
     *
     * @param listener is told what happens in it
     */
    public static LocalRuntime start(Assembly assembly, Settings settings, RuntimeListener listener) {
        return new LocalRuntime(assembly, settings, listener);
    }

    private static FunctionDefinition inFront(FunctionDefinition definition, Map<String, Path> classesInFront) {
        Path classes = classesInFront.get(definition.name());
        return classes == null ? definition : definition.withClassesInFront(classes);
    }

    /** Returns a future that completes, with what to say about it, if something has been lost that nothing here brings back. */
    public CompletableFuture<String> loss() {
        return loss;
    }

    private Optional<URI> startEngine(Settings settings) {
        if (assembly.resources("AWS::DynamoDB::Table").isEmpty()) {
            return Optional.empty();
        }
        try {
            Files.createDirectories(settings.work());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make " + settings.work(), e);
        }
        Dynoxide engine = started(Dynoxide.start(settings.dynamoDb().get(), settings.work()));
        var unused = engine.failure().thenAccept(loss::complete);
        return Optional.of(engine.uri());
    }

    /** The S3 engine takes seconds to start and memory while it runs, so it starts when somebody is about to call S3. */
    private Optional<ObjectStore> objectStore(Settings settings) {
        List<String> buckets = assembly.resources("AWS::S3::Bucket").stream()
                .map(assembly::physicalId)
                .toList();
        return buckets.isEmpty()
                ? Optional.empty()
                : Optional.of(started(new ObjectStore(settings.files().objectStore(), settings.work(), buckets)));
    }

    /** Before anybody asks the templates for the ARN of a stream, which its table's making gives. */
    private Services.Tables createTables(URI engine) {
        TableStreams streams = new TableStreams(new StreamApi(engine, assembly.place()), quiet, account);
        DynamoDb service = new DynamoDb(engine, assembly.place(), streams);
        service.createTables(assembly);
        return new Services.Tables(service, streams);
    }

    /** Queues get their address here, so that templates tell it to functions; their engine starts beside the others. */
    private Optional<CompletableFuture<ElasticMq>> startQueueEngine() {
        List<Resource> queues = assembly.resources("AWS::SQS::Queue");
        queues.forEach(queue -> assembly.bind(
                queue,
                "QueueUrl",
                frontDoor.uri() + "/" + assembly.place().account() + "/" + assembly.attribute(queue, "QueueName")));
        return queues.isEmpty()
                ? Optional.empty()
                : Optional.of(CompletableFuture.supplyAsync(() -> ElasticMq.start(assembly.place())));
    }

    private <T extends AutoCloseable> T started(T part) {
        started.push(part);
        return part;
    }

    private Routes routes(Resource api) {
        return new DeclaredRoutes(assembly, functions, frontDoor).of(assembly.physicalId(api));
    }

    /** Returns what the templates declare. */
    public Assembly assembly() {
        return assembly;
    }

    /** Returns who knows when nothing is left to happen. */
    public Quiet quiet() {
        return quiet;
    }

    /** Returns the counts per channel. */
    public Account account() {
        return account;
    }

    /** Returns who may do what, and what was asked so far. */
    public Permissions permissions() {
        return permissions;
    }

    /** Returns the functions. */
    public Functions functions() {
        return functions;
    }

    /** Returns the queues. */
    public Collection<Queue> queues() {
        return queues.map(Sqs::all).orElse(List.of());
    }

    /** Returns the state machines. */
    public StepFunctions stepFunctions() {
        return services.stepFunctions();
    }

    /**
     * Lets what a function's event source mappings read wait in its queues and streams, or hands them over again.
     *
     * @return whether the function has an event source mapping
     */
    public boolean hold(Function function, boolean wait) {
        return services.mappings().hold(function, wait);
    }

    /**
     * Lets the next calls of an operation fail with a server's error.
     *
     * @param operation for example {@code Sns.Publish}
     */
    public void failNext(String operation, int calls) {
        frontDoor.failNext(operation, calls);
    }

    /**
     * Makes a call of a service that speaks JSON in the name of the person at this machine.
     *
     * @param service the service as a signature's scope names it, for example {@code dynamodb}
     * @param target the operation with its prefix, for example {@code DynamoDB_20120810.Scan}
     * @throws AwsError if the service refuses
     */
    public JsonNode call(String service, String target, JsonNode request) {
        AwsAnswer answer = frontDoor.call(JsonProtocol.call(Credentials.PERSON, service, target, request));
        JsonNode body = JsonProtocol.body(answer);
        if (answer.status() != 200) {
            throw new AwsError(
                    answer.status(),
                    body.path("__type").asText(),
                    body.path("message").asText(body.path("Message").asText()));
        }
        return body;
    }

    /** Returns the addresses of the HTTP APIs, in the order of the templates. */
    public List<URI> apis() {
        return apis.values().stream().map(HttpApi::uri).toList();
    }

    /** Returns the address for AWS calls. */
    public URI aws() {
        return frontDoor.uri();
    }

    /** Returns the access key for a person at this machine; its secret is {@link Credentials#SECRET}. */
    public String accessKey() {
        return credentials.accessKeyOf(Credentials.PERSON);
    }

    /**
     * Starts the S3 engine where there are buckets, and a process of every function, as many at a time as there are processors, and waits until they are ready.
     *
     * @return the names of those that could not be made ready; their output says why
     */
    public List<String> warm() throws InterruptedException {
        List<String> notReady = new ArrayList<>();
        store.ifPresent(ObjectStore::uri);
        int width = Math.max(1, Runtime.getRuntime().availableProcessors());
        List<Function> all = functions.all();
        for (int from = 0; from < all.size(); from += width) {
            List<Function> group = all.subList(from, Math.min(all.size(), from + width));
            group.forEach(Function::warm);
            for (Function function : group) {
                if (!function.awaitReady(Duration.ofMinutes(1))) {
                    notReady.add(function.definition().name());
                }
            }
        }
        return notReady;
    }

    /** Ends everything, last started first. */
    @Override
    public void close() {
        // Nobody new comes in before those inside are sent home.
        apis.values().forEach(HttpApi::close);
        while (!started.isEmpty()) {
            AutoCloseable part = started.pop();
            try {
                part.close();
            } catch (Exception e) {
                System.err.println("Cannot stop " + part + ": " + e);
            }
        }
    }
}
