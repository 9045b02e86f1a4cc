package dev.tracedshop.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes and reads reports and traces as the workshop's one JSON: {@code --json} files and the viewer's {@code /api/traces} speak it.
 *
 * <p>Ids are hex text (32 digits a trace, 16 a span), a missing parent is null, times are numbers in nanoseconds. Reading ignores
 * fields that it does not know, takes an absent field as empty, and refuses everything else with a {@link TraceFormatException} that
 * names the place, for example {@code traces[0].spans[2].spanId}.
 */
public final class TraceJson {
    // Fields are placed by hand rather than by annotations: the format is a contract, and renaming a record's component
    // must not change it.
    private final ObjectMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    /** Returns a report as JSON. */
    public String write(Report report) {
        ObjectNode node = json.createObjectNode();
        node.put("verdict", report.verdict().text());
        node.set("product", report.product());
        ObjectNode timings = node.putObject("timings");
        report.timings().forEach(timings::put);
        ArrayNode findings = node.putArray("findings");
        report.findings().forEach(finding -> findings.add(toNode(finding)));
        ArrayNode traces = node.putArray("traces");
        report.traces().forEach(trace -> traces.add(toNode(trace)));
        return print(node);
    }

    /** Returns {@code {"traces": […]}}. */
    public String write(List<NamedTrace> traces) {
        ObjectNode node = json.createObjectNode();
        ArrayNode array = node.putArray("traces");
        traces.forEach(trace -> array.add(toNode(trace)));
        return print(node);
    }

    /** Returns one trace as a JSON object. */
    public String write(NamedTrace trace) {
        return print(toNode(trace));
    }

    /**
     * Returns one trace as a JSON object, with what is at the other ends of its links and pointers: {@code links[].target}, {@code
     * linkedFrom[]} and {@code pointers[].joins[]}. Reading ignores them.
     *
     * @param around traces in which the other ends are looked for
     */
    public String write(NamedTrace trace, Collection<Trace> around) {
        ObjectNode node = toNode(trace);
        new FarEnds(trace.trace(), around).addTo(node);
        return print(node);
    }

    /** Writes a report to a file. */
    public void write(Report report, Path file) throws IOException {
        Files.writeString(file, write(report) + "\n");
    }

    /** Reads a report. */
    public Report readReport(String text) {
        return report(new Place(parse(text, "the report"), ""));
    }

    /** Reads a report from a file; messages about its content name the file. */
    public Report readReport(Path file) throws IOException {
        try {
            return readReport(Files.readString(file));
        } catch (TraceFormatException e) {
            throw new TraceFormatException(file + ": " + e.getMessage(), e);
        }
    }

    /** Reads the traces of a report or of {@code {"traces": […]}}. */
    public List<NamedTrace> readTraces(String text) {
        return new Place(parse(text, "the list of traces"), "")
                .elements("traces").stream().map(TraceJson::trace).toList();
    }

    /** Reads one trace. */
    public NamedTrace readTrace(String text) {
        return trace(new Place(parse(text, "the trace"), ""));
    }

    private String print(JsonNode node) {
        try {
            return json.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of JSON nodes could not be printed", e);
        }
    }

    private JsonNode parse(String text, String what) {
        try {
            JsonNode node = json.readTree(text);
            if (!node.isObject()) {
                throw new TraceFormatException("Expected " + what + " as a JSON object, found " + describe(node)
                        + ". Was another file meant?");
            }
            return node;
        } catch (JsonProcessingException e) {
            String at = e.getLocation() == null
                    ? ""
                    : " (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")";
            throw new TraceFormatException(
                    "Expected " + what + " as JSON" + at + ": " + e.getOriginalMessage() + ". Was it cut off?", e);
        }
    }

    private ObjectNode toNode(Finding finding) {
        ObjectNode node = json.createObjectNode();
        node.put("id", finding.id());
        node.put("about", finding.about());
        node.put("message", finding.message());
        node.put("why", finding.why());
        node.put("hint", finding.hint());
        ObjectNode where = node.putObject("where");
        where.put("function", finding.where().function());
        where.put("hop", finding.where().hop());
        where.put("file", finding.where().file());
        where.put("line", finding.where().line());
        node.put("evidence", finding.evidence());
        node.put("silenced", finding.silenced());
        return node;
    }

    private ObjectNode toNode(NamedTrace named) {
        ObjectNode node = json.createObjectNode();
        node.put("name", named.name());
        node.put("traceId", named.trace().id().toString());
        ArrayNode spans = node.putArray("spans");
        named.trace().spans().forEach(span -> spans.add(toNode(span)));
        ArrayNode logs = node.putArray("logs");
        for (LogLine line : named.trace().logs()) {
            ObjectNode log = logs.addObject();
            log.put("function", line.function());
            log.put("time", line.time().toString());
            log.put("text", line.text());
        }
        return node;
    }

    private ObjectNode toNode(Span span) {
        ObjectNode node = json.createObjectNode();
        node.put("spanId", span.spanIdHex());
        if (span.parentId() == 0) {
            node.putNull("parentId");
        } else {
            node.put("parentId", Span.hex(span.parentId()));
        }
        node.put("service", span.service());
        node.put("name", span.name());
        node.put("resource", span.resource());
        node.put("type", span.type());
        node.put("kind", span.kind());
        node.put("start", span.start());
        node.put("duration", span.duration());
        node.put("error", span.error());
        ObjectNode tags = node.putObject("tags");
        span.tags().forEach(tags::put);
        ObjectNode metrics = node.putObject("metrics");
        span.metrics().forEach(metrics::put);
        ArrayNode links = node.putArray("links");
        for (SpanLink link : span.links()) {
            ObjectNode one = links.addObject();
            one.put("traceId", link.traceId().toString());
            one.put("spanId", Span.hex(link.spanId()));
            ObjectNode attributes = one.putObject("attributes");
            new TreeMap<>(link.attributes()).forEach(attributes::put);
        }
        ArrayNode pointers = node.putArray("pointers");
        for (SpanPointer pointer : span.pointers()) {
            ObjectNode one = pointers.addObject();
            one.put("kind", pointer.kind());
            one.put("direction", pointer.direction());
            one.put("hash", pointer.hash());
        }
        return node;
    }

    private Report report(Place place) {
        Map<String, Long> timings = new LinkedHashMap<>();
        Place times = place.object("timings");
        times.names().forEach(name -> timings.put(name, times.number(name)));
        return new Report(
                place.converted("verdict", Verdict::parse),
                place.object("product").node(),
                timings,
                place.elements("findings").stream().map(TraceJson::finding).toList(),
                place.elements("traces").stream().map(TraceJson::trace).toList());
    }

    private static Finding finding(Place place) {
        Place where = place.object("where");
        return new Finding(
                place.text("id"),
                place.text("about"),
                place.text("message"),
                place.text("why"),
                place.text("hint"),
                new Where(
                        where.text("function"),
                        where.text("hop"),
                        where.text("file"),
                        Math.toIntExact(where.number("line"))),
                place.text("evidence"),
                Math.toIntExact(place.number("silenced")));
    }

    private static NamedTrace trace(Place place) {
        TraceId id = place.converted("traceId", TraceId::parse);
        List<Span> spans = new ArrayList<>();
        place.elements("spans").forEach(span -> spans.add(span(id, span)));
        List<LogLine> logs = place.elements("logs").stream()
                .map(line -> new LogLine(
                        line.text("function"), line.converted("time", TraceJson::instant), line.text("text")))
                .toList();
        return new NamedTrace(place.text("name"), new Trace(id, spans, logs));
    }

    private static Span span(TraceId traceId, Place place) {
        long spanId = place.converted("spanId", TraceJson::spanId);
        if (spanId == 0) {
            throw place.wrong("spanId", "a span's id is never 0");
        }
        Map<String, String> tags = new TreeMap<>();
        Place tagPlace = place.object("tags");
        tagPlace.names().forEach(name -> tags.put(name, tagPlace.text(name)));
        Map<String, Double> metrics = new TreeMap<>();
        Place metricPlace = place.object("metrics");
        metricPlace.names().forEach(name -> metrics.put(name, metricPlace.decimal(name)));
        return new Span(
                traceId,
                spanId,
                place.isAbsent("parentId") ? 0 : place.converted("parentId", TraceJson::spanId),
                place.text("service"),
                place.text("name"),
                place.text("resource"),
                place.text("type"),
                place.text("kind"),
                place.number("start"),
                place.number("duration"),
                place.flag("error"),
                tags,
                metrics,
                place.elements("links").stream().map(TraceJson::link).toList(),
                place.elements("pointers").stream()
                        .map(pointer ->
                                new SpanPointer(pointer.text("kind"), pointer.text("direction"), pointer.text("hash")))
                        .toList());
    }

    private static SpanLink link(Place place) {
        Map<String, String> attributes = new TreeMap<>();
        Place texts = place.object("attributes");
        texts.names().forEach(name -> attributes.put(name, texts.text(name)));
        return new SpanLink(
                place.converted("traceId", TraceId::parse), place.converted("spanId", TraceJson::spanId), attributes);
    }

    private static long spanId(String hex) {
        if (hex.isEmpty() || hex.length() > 16 || !hex.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IllegalArgumentException("a span id is 1 to 16 hex digits, not '" + hex + "'");
        }
        return HexFormat.fromHexDigitsToLong(hex);
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("a time is written as 2026-01-31T12:00:00Z, not '" + text + "'", e);
        }
    }

    private static String describe(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case STRING -> "the text \"" + shorten(node.textValue()) + "\"";
            case NUMBER, BOOLEAN -> "the value " + shorten(node.asText());
            case NULL, MISSING -> "nothing";
            case BINARY, POJO -> node.toString();
        };
    }

    private static String shorten(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    /** Reads an object's fields and knows where it stands in the document, so that a complaint can name the place. */
    private record Place(JsonNode node, String path) {
        interface Conversion<T> {
            T convert(String text);
        }

        List<String> names() {
            List<String> names = new ArrayList<>();
            node.fieldNames().forEachRemaining(names::add);
            return names;
        }

        boolean isAbsent(String name) {
            return !node.hasNonNull(name);
        }

        String text(String name) {
            if (isAbsent(name)) {
                return "";
            }
            JsonNode value = node.get(name);
            if (!value.isTextual()) {
                throw wrong(name, "expected a text, found " + describe(value));
            }
            return value.textValue();
        }

        <T> T converted(String name, Conversion<T> conversion) {
            if (isAbsent(name)) {
                throw wrong(name, "it is not there, and nothing works without it");
            }
            try {
                return conversion.convert(text(name));
            } catch (IllegalArgumentException e) {
                throw new TraceFormatException(at(name) + ": " + e.getMessage(), e);
            }
        }

        long number(String name) {
            if (isAbsent(name)) {
                return 0;
            }
            JsonNode value = node.get(name);
            if (!value.isIntegralNumber() || !value.canConvertToLong()) {
                throw wrong(name, "expected a whole number, found " + describe(value));
            }
            return value.longValue();
        }

        double decimal(String name) {
            JsonNode value = node.get(name);
            if (!value.isNumber()) {
                throw wrong(name, "expected a number, found " + describe(value));
            }
            return value.doubleValue();
        }

        boolean flag(String name) {
            if (isAbsent(name)) {
                return false;
            }
            JsonNode value = node.get(name);
            if (!value.isBoolean()) {
                throw wrong(name, "expected true or false, found " + describe(value));
            }
            return value.booleanValue();
        }

        Place object(String name) {
            if (isAbsent(name)) {
                return new Place(JsonNodeFactory.instance.objectNode(), at(name));
            }
            JsonNode value = node.get(name);
            if (!value.isObject()) {
                throw wrong(name, "expected an object, found " + describe(value));
            }
            return new Place(value, at(name));
        }

        List<Place> elements(String name) {
            if (isAbsent(name)) {
                return List.of();
            }
            JsonNode value = node.get(name);
            if (!value.isArray()) {
                throw wrong(name, "expected an array, found " + describe(value));
            }
            List<Place> places = new ArrayList<>();
            for (JsonNode element : value) {
                String at = at(name) + "[" + places.size() + "]";
                if (!element.isObject()) {
                    throw new TraceFormatException(at + ": expected an object, found " + describe(element));
                }
                places.add(new Place(element, at));
            }
            return places;
        }

        TraceFormatException wrong(String name, String what) {
            return new TraceFormatException(at(name) + ": " + what);
        }

        private String at(String name) {
            return path.isEmpty() ? name : path + "." + name;
        }
    }
}
