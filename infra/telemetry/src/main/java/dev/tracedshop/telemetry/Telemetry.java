package dev.tracedshop.telemetry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Serves, on one port of the loopback interface, what tracers talk to: the agent's intake and, per function, the extension's calls.
 *
 * <ul>
 *   <li>{@code PUT|POST /v0.4/traces}, {@code /v0.5/traces}, {@code GET /info}; other paths of the agent are answered with 200.
 *   <li>{@code POST /v1/traces}: OTLP in protobuf or JSON, from functions that are traced with OpenTelemetry alone.
 *   <li>{@code POST /fn/{function}/lambda/start-invocation}, {@code …/end-invocation}, {@code …/flush}, {@code GET …/hello}.
 * </ul>
 *
 * <p>The intake's paths may have {@code /fn/{function}} in front, too.
 */
public final class Telemetry implements AutoCloseable {

    /** The size of an event or response that is still read, in bytes; the extension has the same limit. */
    private static final int EVENT_LIMIT = 6 * 1024 * 1024;

    private static final String RATES = "{\"rate_by_service\":{\"service:,env:\":1.0}}";
    private static final String INFO =
            "{\"version\":\"7.70.0\",\"endpoints\":[\"/v0.4/traces\",\"/v0.5/traces\",\"/info\"],\"client_drop_p0s\":false}";

    private record Answer(int status, String body, Map<String, String> headers) {
        static Answer ok(String body) {
            return new Answer(200, body, Map.of());
        }
    }

    private final ObjectMapper json = new ObjectMapper();
    private final TraceStore store;
    private final Extension extension;
    private final StepFunctions stepFunctions;
    private final Intake intake;
    private final HttpServer server;
    private final ExecutorService threads;

    /**
     * Starts to listen on 127.0.0.1.
     *
     * @param port the port, or 0 for any free one
     * @param store where the spans go
     * @throws IOException if the port is taken
     */
    public Telemetry(int port, TraceStore store) throws IOException {
        // Without it each answer waits some 40 ms for the peer's acknowledgement. It is read once, when the server's
        // classes load.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        this.store = store;
        extension = new Extension(store);
        stepFunctions = new StepFunctions(store);
        intake = new Intake(store, extension);
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        try {
            server = HttpServer.create(address, 0);
        } catch (BindException e) {
            throw new IOException(
                    "The telemetry cannot listen on 127.0.0.1:" + port + " (" + e.getMessage()
                            + "). Stop the process that holds the port, or choose another one.",
                    e);
        }
        AtomicInteger number = new AtomicInteger();
        threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "telemetry-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
        ignoreCallsTo(intake());
    }

    /** Starts to listen on a free port of 127.0.0.1, with a store of the default size. */
    public static Telemetry start() throws IOException {
        return new Telemetry(0, new TraceStore());
    }

    /** Returns the URL for {@code DD_TRACE_AGENT_URL}. */
    public URI intake() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Returns the base of the extension's URLs for one function, to which the tracer adds {@code /lambda/start-invocation}. */
    public URI extension(String function) {
        return URI.create(intake() + "/fn/" + URLEncoder.encode(function, StandardCharsets.UTF_8));
    }

    /** Returns where the spans go. */
    public TraceStore store() {
        return store;
    }

    /** Returns what whoever runs the functions reports to. */
    public Extension extension() {
        return extension;
    }

    /** Returns what whoever runs the state machines reports to. */
    public StepFunctions stepFunctions() {
        return stepFunctions;
    }

    /** Returns the metrics that functions printed. */
    public CustomMetrics metrics() {
        return extension.metrics();
    }

    /** Leaves out, from now on, the tracers' spans of calls to this URL and all below it: the platform's own, such as the Runtime API. */
    public void ignoreCallsTo(URI url) {
        String text = url.toString();
        intake.ignoreCallsTo(text.endsWith("/") ? text : text + "/");
    }

    /** Returns what the intake took in so far. */
    public IntakeCounts counts() {
        return intake.counts();
    }

    /** Stops to listen; what is stored stays. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer;
            try {
                answer = route(exchange);
            } catch (TooLarge e) {
                answer = new Answer(413, error(e.getMessage()), Map.of());
            } catch (MalformedPayload e) {
                answer = new Answer(400, error(e.getMessage()), Map.of());
            } catch (RuntimeException e) {
                // A fault of ours must not end as a connection that closes without a word.
                answer = new Answer(500, error("The telemetry failed on this request: " + e), Map.of());
            }
            send(exchange, answer);
        }
    }

    private Answer route(HttpExchange exchange) throws IOException, TooLarge, MalformedPayload {
        String path = exchange.getRequestURI().getRawPath();
        String function = null;
        if (path.startsWith("/fn/")) {
            int slash = path.indexOf('/', "/fn/".length());
            int end = slash < 0 ? path.length() : slash;
            function = URLDecoder.decode(path.substring("/fn/".length(), end), StandardCharsets.UTF_8);
            path = path.substring(end);
            if (!extension.knows(function)) {
                return new Answer(
                        404,
                        error("No function '" + function + "' is registered; known are " + extension.functions()),
                        Map.of());
            }
        }
        return switch (path) {
            case "/v0.4/traces" -> traces("v0.4", exchange, function);
            case "/v0.5/traces" -> traces("v0.5", exchange, function);
            case "/v1/traces" -> otlp(exchange);
            case "/info" -> Answer.ok(INFO);
            case "/lambda/start-invocation" -> start(exchange, function);
            case "/lambda/end-invocation" -> end(exchange, function);
            default -> Answer.ok("{}");
        };
    }

    private Answer traces(String version, HttpExchange exchange, @Nullable String function)
            throws IOException, TooLarge, MalformedPayload {
        intake.accept(version, body(exchange, Intake.LIMIT), function);
        return Answer.ok(RATES);
    }

    private Answer otlp(HttpExchange exchange) throws IOException, TooLarge, MalformedPayload {
        String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
        if (type.startsWith("application/x-protobuf")) {
            intake.acceptOtlp(body(exchange, Intake.LIMIT));
            // An empty body is the answer's message without any field: all was taken.
            return new Answer(200, "", Map.of("Content-Type", "application/x-protobuf"));
        }
        if (type.startsWith("application/json")) {
            intake.acceptOtlpJson(body(exchange, Intake.LIMIT));
            return Answer.ok("{}");
        }
        return new Answer(
                415,
                error("OTLP is read as application/x-protobuf or application/json, not as " + type
                        + ": set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"),
                Map.of());
    }

    private Answer start(HttpExchange exchange, @Nullable String function)
            throws IOException, TooLarge, MalformedPayload {
        if (function == null) {
            return withoutFunction();
        }
        return new Answer(200, "{}", extension.start(function, headers(exchange), body(exchange, EVENT_LIMIT)));
    }

    private Answer end(HttpExchange exchange, @Nullable String function)
            throws IOException, TooLarge, MalformedPayload {
        if (function == null) {
            return withoutFunction();
        }
        extension.end(function, headers(exchange), body(exchange, EVENT_LIMIT));
        return Answer.ok("{}");
    }

    private Answer withoutFunction() {
        return new Answer(
                404, error("The URL names no function: call " + intake() + "/fn/{function}/lambda/…"), Map.of());
    }

    private static Map<String, String> headers(HttpExchange exchange) {
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        return headers;
    }

    private static byte[] body(HttpExchange exchange, int limit) throws IOException, TooLarge, MalformedPayload {
        byte[] raw = limited(exchange.getRequestBody(), limit);
        boolean compressed = List.of("gzip").equals(exchange.getRequestHeaders().get("Content-Encoding"));
        if (!compressed) {
            return raw;
        }
        try {
            return limited(new GZIPInputStream(new ByteArrayInputStream(raw)), limit);
        } catch (ZipException | EOFException e) {
            throw new MalformedPayload("The body of " + raw.length + " bytes is not gzip, as its header says", e);
        }
    }

    private static byte[] limited(InputStream stream, int limit) throws IOException, TooLarge {
        byte[] bytes = stream.readNBytes(limit + 1);
        if (bytes.length > limit) {
            throw new TooLarge("The body has more than " + limit + " bytes, which is the limit here");
        }
        return bytes;
    }

    private String error(@Nullable String message) {
        return json.createObjectNode().put("error", message).toString();
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    /** Tells that a body is larger than what is read. */
    private static final class TooLarge extends Exception {
        private static final long serialVersionUID = 1L;

        TooLarge(String message) {
            super(message);
        }
    }
}
