package dev.tracedshop.local.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/**
 * What a template says of a mapping that reads a stream.
 *
 * @param batchSize at most so many records in one event
 * @param window how long to wait for a batch to fill
 * @param partial whether the function's answer names the records that failed
 * @param fromTheStart whether to begin with the oldest record
 * @param retries how often a failed batch is tried again; negative for as often as its age allows
 * @param maximumAge how old a record may become
 * @param bisect whether a failed batch is split
 * @param onFailure the ARN of the queue or topic that is told what was given up, or empty
 */
record StreamSettings(
        int batchSize,
        Duration window,
        boolean partial,
        boolean fromTheStart,
        int retries,
        Duration maximumAge,
        boolean bisect,
        String onFailure) {
    /** A stream keeps its records for a day. */
    private static final Duration RETENTION = Duration.ofHours(24);

    /** Reads the settings off a mapping's properties. */
    static StreamSettings of(JsonNode properties) {
        long age = properties.path("MaximumRecordAgeInSeconds").asLong(-1);
        return new StreamSettings(
                properties.path("BatchSize").asInt(100),
                Duration.ofSeconds(
                        properties.path("MaximumBatchingWindowInSeconds").asInt(0)),
                properties.path("FunctionResponseTypes").path(0).asText().equals("ReportBatchItemFailures"),
                properties.path("StartingPosition").asText().equals("TRIM_HORIZON"),
                properties.path("MaximumRetryAttempts").asInt(-1),
                age < 0 || age > RETENTION.toSeconds() ? RETENTION : Duration.ofSeconds(age),
                properties.path("BisectBatchOnFunctionError").asBoolean(false),
                properties
                        .path("DestinationConfig")
                        .path("OnFailure")
                        .path("Destination")
                        .asText());
    }
}
