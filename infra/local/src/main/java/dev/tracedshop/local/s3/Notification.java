package dev.tracedshop.local.s3;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.assembly.Resource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * Whom a bucket tells of what.
 *
 * @param id its id, as records carry it
 * @param event the kind of change, for example {@code s3:ObjectCreated:*}
 * @param prefix how the object's key must begin
 * @param suffix how it must end
 * @param target the ARN of the function, queue or topic
 */
record Notification(String id, String event, String prefix, String suffix, String target) {
    private static final Map<String, String> TARGETS =
            Map.of("LambdaConfigurations", "Function", "QueueConfigurations", "Queue", "TopicConfigurations", "Topic");

    /** Reads the notifications of every bucket off the templates, by the bucket's name. */
    static Map<String, List<Notification>> of(Assembly assembly) {
        Map<String, List<Notification>> all = new LinkedHashMap<>();
        for (Resource resource : assembly.resources("AWS::S3::Bucket")) {
            String bucket = assembly.physicalId(resource);
            JsonNode configuration = assembly.properties(resource).path("NotificationConfiguration");
            List<Notification> its = new ArrayList<>();
            TARGETS.forEach((list, target) -> configuration.path(list).forEach(one -> {
                String arn = one.path(target).asText();
                String seed = bucket + "/" + list + "/" + one;
                its.add(new Notification(
                        UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8))
                                .toString(),
                        one.path("Event").asText(),
                        rule(one, "prefix"),
                        rule(one, "suffix"),
                        arn));
            }));
            all.put(bucket, List.copyOf(its));
        }
        return all;
    }

    private static String rule(JsonNode configuration, String name) {
        for (JsonNode rule : configuration.path("Filter").path("S3Key").path("Rules")) {
            if (rule.path("Name").asText().toLowerCase(Locale.ROOT).equals(name)) {
                return rule.path("Value").asText();
            }
        }
        return "";
    }

    /**
     * Returns whether a change is to be told.
     *
     * @param change what happened, for example {@code ObjectCreated:Put}
     * @param key the object's key
     */
    boolean wants(String change, String key) {
        String wanted = event.substring("s3:".length());
        boolean kind = wanted.endsWith("*")
                ? change.startsWith(wanted.substring(0, wanted.length() - 1))
                : change.equals(wanted);
        return kind && key.startsWith(prefix) && key.endsWith(suffix);
    }
}
