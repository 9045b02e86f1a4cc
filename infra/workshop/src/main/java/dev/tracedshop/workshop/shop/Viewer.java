package dev.tracedshop.workshop.shop;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import dev.tracedshop.local.http.LoopbackServer;
import dev.tracedshop.trace.NamedTrace;
import dev.tracedshop.trace.SvgWaterfall;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.TraceId;
import dev.tracedshop.trace.TraceJson;
import dev.tracedshop.workshop.WorkshopException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Serves what is known of a running shop: {@code GET /api/traces}, {@code /api/traces/newest}, {@code /api/traces/{id}} with
 * the other ends of its links and pointers, {@code /api/traces/{id}/around} with those ends' traces, {@code /api/account}, {@code POST
 * /api/checks/{step}}, a plain list of traces at {@code /}, and a picture of one and of those around it at {@code
 * /traces/{id}.svg}.
 */
public final class Viewer implements AutoCloseable {
    private static final int LISTED = 1000;
    private static final Pattern TRACE = Pattern.compile("/api/traces/([0-9a-fA-F]{1,32})");
    private static final Pattern AROUND = Pattern.compile("/api/traces/([0-9a-fA-F]{1,32})/around");
    private static final Pattern PICTURE = Pattern.compile("/traces/([0-9a-fA-F]{1,32})\\.svg");
    /** A picture of more traces would be read by nobody. */
    private static final int MOST_IN_PICTURE = 12;

    private static final Pattern CHECK = Pattern.compile("/api/checks/(\\d\\d)");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String FORGOTTEN = "No such trace is stored; the oldest are forgotten first.";

    private final RunningShop shop;
    private final UnaryOperator<String> check;
    private final LoopbackServer server;

    /**
     * Starts to serve.
     *
     * @param check judges a step in this shop, one at a time: from a step's number to the JSON of the result
     */
    public Viewer(RunningShop shop, UnaryOperator<String> check) {
        this.shop = shop;
        this.check = check;
        this.server = LoopbackServer.start("the viewer", 0, this::handle);
    }

    /** Returns its address. */
    public URI uri() {
        return server.uri();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (fromElsewhere(exchange)) {
            text(exchange, 403, "text/plain", "Only this machine's own pages and programs may ask.");
            return;
        }
        Matcher check = CHECK.matcher(path);
        if (check.matches()) {
            if (exchange.getRequestMethod().equals("POST")) {
                check(exchange, check.group(1));
            } else {
                text(exchange, 405, "text/plain", "A check changes the shop: POST.");
            }
            return;
        }
        Matcher trace = TRACE.matcher(path);
        Matcher around = AROUND.matcher(path);
        Matcher picture = PICTURE.matcher(path);
        if (path.equals("/")) {
            text(exchange, 200, "text/html; charset=utf-8", page());
        } else if (path.equals("/api/traces")) {
            json(exchange, new TraceJson().write(named(shop.telemetry().store().newest(LISTED))));
        } else if (path.equals("/api/traces/newest")) {
            one(
                    exchange,
                    shop.telemetry().store().newest(1).stream().findFirst(),
                    "There is no trace yet: call the API first.");
        } else if (trace.matches()) {
            one(exchange, stored(trace.group(1)), FORGOTTEN);
        } else if (around.matches()) {
            json(
                    exchange,
                    new TraceJson()
                            .write(named(
                                    stored(around.group(1)).map(this::around).orElse(List.of()))));
        } else if (picture.matches()) {
            picture(exchange, stored(picture.group(1)));
        } else if (path.equals("/api/account")) {
            json(exchange, shop.account(10).toString());
        } else {
            text(exchange, 404, "text/plain", "There is no " + path + ".");
        }
    }

    /** A page of another site, open in the same browser, must not be able to steer or read the shop. */
    private static boolean fromElsewhere(HttpExchange exchange) {
        String host = exchange.getRequestHeaders().getFirst("Host");
        String origin = exchange.getRequestHeaders().getFirst("Origin");
        boolean localHost = host != null && host.matches("(127\\.0\\.0\\.1|localhost)(:\\d+)?");
        return !localHost || (origin != null && !origin.matches("http://(127\\.0\\.0\\.1|localhost)(:\\d+)?"));
    }

    private void check(HttpExchange exchange, String step) throws IOException {
        try {
            json(exchange, check.apply(step));
        } catch (WorkshopException e) {
            String body = JSON.createObjectNode()
                    .put("exitCode", e.exitCode())
                    .put("message", e.getMessage())
                    .toString();
            text(exchange, 422, "application/json", body);
        }
    }

    private Optional<Trace> stored(String id) {
        return shop.telemetry().store().trace(TraceId.parse(id));
    }

    private List<Trace> around(Trace trace) {
        return shop.telemetry().store().around(trace);
    }

    /** Draws a trace, and below it the newest of those that links and pointers lead to. */
    private void picture(HttpExchange exchange, Optional<Trace> trace) throws IOException {
        if (trace.isEmpty()) {
            text(exchange, 404, "text/plain", FORGOTTEN);
            return;
        }
        List<Trace> drawn = new ArrayList<>(List.of(trace.get()));
        around(trace.get()).stream()
                .sorted(Comparator.comparingLong(Trace::start).reversed())
                .limit(MOST_IN_PICTURE - 1)
                .sorted(Comparator.comparingLong(Trace::start))
                .forEach(drawn::add);
        text(exchange, 200, "image/svg+xml", new SvgWaterfall().drawAll(named(drawn)));
    }

    private void one(HttpExchange exchange, Optional<Trace> trace, String otherwise) throws IOException {
        if (trace.isPresent()) {
            json(exchange, new TraceJson().write(NamedTrace.byRoot(trace.get()), around(trace.get())));
        } else {
            text(exchange, 404, "text/plain", otherwise);
        }
    }

    private static List<NamedTrace> named(List<Trace> traces) {
        return traces.stream().map(NamedTrace::byRoot).toList();
    }

    private static void json(HttpExchange exchange, String json) throws IOException {
        text(exchange, 200, "application/json", json);
    }

    private static void text(HttpExchange exchange, int status, String type, String body) throws IOException {
        LoopbackServer.respond(exchange, status, type, body.getBytes(StandardCharsets.UTF_8));
    }

    private String page() {
        StringBuilder page = new StringBuilder("""
                <!doctype html>
                <html lang="en">
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width">
                <meta name="color-scheme" content="light dark">
                <title>Traces of the shop</title>
                <style>body{font:15px/1.5 system-ui,sans-serif;margin:2rem}td,th{padding:.2rem 1rem .2rem 0;text-align:left}</style>
                <h1>Traces of the shop</h1>
                <table>
                <tr><th>trace</th><th>picture</th><th>root</th><th>spans</th><th>milliseconds</th><th>errors</th></tr>
                """);
        for (Trace trace : shop.telemetry().store().newest(100)) {
            page.append("<tr><td><a href=\"/api/traces/")
                    .append(trace.id())
                    .append("\">")
                    .append(trace.id())
                    .append("</a></td><td><a href=\"/traces/")
                    .append(trace.id())
                    .append(".svg\">with those around it</a></td><td>")
                    .append(trace.root().map(root -> escape(root.resource())).orElse(""))
                    .append("</td><td>")
                    .append(trace.spans().size())
                    .append("</td><td>")
                    .append((trace.end() - trace.start()) / 1_000_000)
                    .append("</td><td>")
                    .append(trace.spans().stream().filter(span -> span.error()).count())
                    .append("</td></tr>\n");
        }
        return page.append("</table>\n</html>\n").toString();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @Override
    public void close() {
        server.close();
    }
}
