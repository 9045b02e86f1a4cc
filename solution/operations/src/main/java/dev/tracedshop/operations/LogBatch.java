package dev.tracedshop.operations;

import dev.tracedshop.events.Json;
import dev.tracedshop.events.JsonObject;
import dev.tracedshop.events.MalformedJsonException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * The lines of one stream of a log group, as CloudWatch Logs hands them to a function: {@code {"awslogs": {"data": …}}}, in which the data
 * are JSON, zipped, in base64.
 *
 * @param logGroup the name of the log group
 * @param lines what was written, in its order
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchlogs.html">Process CloudWatch Logs with Lambda</a>
 */
record LogBatch(String logGroup, List<String> lines) {

    /** The other kind, CONTROL_MESSAGE, only tries out whether the function can be reached. */
    private static final String WITH_LINES = "DATA_MESSAGE";

    /**
     * Unpacks an event.
     *
     * @throws IllegalArgumentException if it is none of CloudWatch Logs
     */
    static LogBatch of(Map<String, Object> event) {
        if (!(event.get("awslogs") instanceof Map<?, ?> logs) || !(logs.get("data") instanceof String data)) {
            throw new IllegalArgumentException("The event is none of CloudWatch Logs: it has no awslogs.data, but "
                    + event.keySet() + ". Only a subscription filter may invoke this function.");
        }
        try (GZIPInputStream zip =
                new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(data)))) {
            return read(Json.readObject(new String(zip.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException | IllegalArgumentException | MalformedJsonException e) {
            throw new IllegalArgumentException("The event's awslogs.data cannot be unpacked: " + e.getMessage(), e);
        }
    }

    private static LogBatch read(JsonObject message) {
        String group = message.string("logGroup");
        return message.string("messageType").equals(WITH_LINES)
                ? new LogBatch(
                        group,
                        message.objects("logEvents").stream()
                                .map(line -> line.string("message"))
                                .toList())
                : new LogBatch(group, List.of());
    }
}
