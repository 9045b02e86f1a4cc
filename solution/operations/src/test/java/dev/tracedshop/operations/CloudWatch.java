package dev.tracedshop.operations;

import dev.tracedshop.events.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Wraps log lines as CloudWatch Logs delivers them. */
final class CloudWatch {

    private CloudWatch() {}

    static Map<String, Object> event(String... lines) {
        return event("DATA_MESSAGE", Arrays.asList(lines));
    }

    static Map<String, Object> event(String type, List<String> lines) {
        return wrapped(Json.write(Map.of(
                "messageType",
                type,
                "owner",
                "123456789012",
                "logGroup",
                "/aws/lambda/dev-supplier-quote",
                "logStream",
                "2026/01/02/[$LATEST]0a1b",
                "subscriptionFilters",
                List.of("filter"),
                "logEvents",
                lines.stream()
                        .map(line -> Map.of("id", "1", "timestamp", 1_767_323_045_500L, "message", line))
                        .toList())));
    }

    static Map<String, Object> wrapped(String message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(message.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of("awslogs", Map.of("data", Base64.getEncoder().encodeToString(bytes.toByteArray())));
    }
}
