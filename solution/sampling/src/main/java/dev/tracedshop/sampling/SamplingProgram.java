package dev.tracedshop.sampling;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Samples a stream of spans that it reads as lines of JSON, and writes the verdict on each as a line of JSON.
 *
 * <p>It reads, first of all, {@code {"settings": {"partitions", "oneIn", "slowNanos", "patience", "flushEvery", "historyLimit"}}}, and then in
 * any order {@code {"span": {"traceId", "spanId", "start", "duration", "error"}}}, {@code {"restart": true}}, which makes the hosts forget
 * what they have in memory, and {@code {"volume": {"ownEvents", "measured": [{"name", "traces", "spans", "logs"}]}}}. It writes {@code
 * {"traceId", "spanId", "partition", "verdict", "late"}} and {@code {"volume": …}}.
 */
public final class SamplingProgram {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintStream out;
    private final Path state;

    private SamplingProgram(Path state, PrintStream out) {
        this.state = state;
        this.out = out;
    }

    /**
     * Reads standard input to its end and writes to standard output.
     *
     * @param args one: the directory in which the hosts keep what outlives them; there, and empty
     */
    public static void main(String... args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        new SamplingProgram(Path.of(args[0]), out).run(in.lines().toList());
        out.flush();
    }

    private void run(List<String> lines) throws IOException {
        SamplingSettings settings = settings(JSON.readTree(lines.get(0)).path("settings"));
        SpanLog log = new SpanLog(settings.partitions(), new Routing(settings.partitions()));
        SamplingService service = new SamplingService(settings, log, new FileStateStore(state), this::write);
        service.start();
        for (String line : lines.subList(1, lines.size())) {
            JsonNode order = JSON.readTree(line);
            if (order.has("span")) {
                log.add(span(order.path("span")));
                service.work();
            } else if (order.has("restart")) {
                service.start();
                service.work();
            } else if (order.has("volume")) {
                estimate(order.path("volume"));
            }
        }
        service.shutDown();
    }

    private void estimate(JsonNode volume) throws JsonProcessingException {
        List<EntryPoint> measured = new ArrayList<>();
        for (JsonNode one : volume.path("measured")) {
            measured.add(new EntryPoint(
                    one.path("name").asText(),
                    one.path("traces").asLong(),
                    one.path("spans").asLong(),
                    one.path("logs").asLong()));
        }
        long events = VolumeEstimate.events(volume.path("ownEvents").asLong(), measured);
        out.println(
                JSON.writeValueAsString(JsonNodeFactory.instance.objectNode().put("volume", events)));
    }

    private void write(int partition, List<JudgedSpan> spans) {
        for (JudgedSpan judged : spans) {
            out.println(JsonNodeFactory.instance
                    .objectNode()
                    .put("traceId", judged.span().traceId().toString())
                    .put("spanId", HexFormat.of().toHexDigits(judged.span().spanId()))
                    .put("partition", partition)
                    .put("verdict", judged.verdict().text())
                    .put("late", judged.late()));
        }
    }

    private static SamplingSettings settings(JsonNode node) {
        return new SamplingSettings(
                node.path("partitions").asInt(),
                node.path("oneIn").asInt(),
                node.path("slowNanos").asLong(),
                node.path("patience").asLong(),
                node.path("flushEvery").asInt(),
                node.path("historyLimit").asInt());
    }

    private static SpanEvent span(JsonNode node) {
        return new SpanEvent(
                TraceId.parse(node.path("traceId").asText()),
                HexFormat.fromHexDigitsToLong(node.path("spanId").asText()),
                node.path("start").asLong(),
                node.path("duration").asLong(),
                node.path("error").asBoolean());
    }
}
