package dev.tracedshop.local.assembly;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.assembly.Restrictions.Restriction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What buckets may not ask for. */
final class BucketRestrictions {
    private static final String PROPERTY = "NotificationConfiguration";

    private static final Set<String> EVENTS = Set.of(
            "s3:ObjectCreated:*",
            "s3:ObjectCreated:Put",
            "s3:ObjectCreated:Copy",
            "s3:ObjectCreated:CompleteMultipartUpload",
            "s3:ObjectRemoved:*",
            "s3:ObjectRemoved:Delete");

    /** The lists of a configuration, and what each of their elements names. */
    private static final Map<String, String> TARGETS =
            Map.of("LambdaConfigurations", "Function", "QueueConfigurations", "Queue", "TopicConfigurations", "Topic");

    private BucketRestrictions() {}

    static List<Restriction> of(JsonNode properties) {
        List<Restriction> found = new ArrayList<>();
        String name = properties.path("BucketName").asText();
        if (!properties.has("BucketName")) {
            found.add(new Restriction("BucketName", "A bucket needs a name of its own here."));
        } else if (!name.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
            found.add(new Restriction(
                    "BucketName",
                    "A bucket's name has 3 to 63 lower-case letters, digits, dots and hyphens, unlike '" + name
                            + "'."));
        }
        if (properties.path("VersioningConfiguration").path("Status").asText().equals("Enabled")) {
            found.add(new Restriction("VersioningConfiguration", "Objects have no versions here."));
        }
        properties.path(PROPERTY).properties().forEach(list -> {
            String target = TARGETS.get(list.getKey());
            if (target == null) {
                found.add(new Restriction(
                        PROPERTY, "Functions, queues and topics are told here, not " + list.getKey() + "."));
            } else {
                list.getValue().forEach(one -> found.addAll(notification(one, target)));
            }
        });
        return found;
    }

    private static List<Restriction> notification(JsonNode one, String target) {
        List<Restriction> found = new ArrayList<>();
        if (!EVENTS.contains(one.path("Event").asText())) {
            found.add(new Restriction(
                    PROPERTY,
                    "These events are told here: "
                            + String.join(", ", EVENTS.stream().sorted().toList()) + "; not '"
                            + one.path("Event").asText() + "'."));
        }
        if (one.path(target).asText().isEmpty()) {
            found.add(new Restriction(PROPERTY, "A notification needs a " + target + ": " + one));
        }
        one.path("Filter").path("S3Key").path("Rules").forEach(rule -> {
            String name = rule.path("Name").asText().toLowerCase(Locale.ROOT);
            if (!name.equals("prefix") && !name.equals("suffix")) {
                found.add(new Restriction(PROPERTY, "A filter's rule is a prefix or a suffix, not '" + name + "'."));
            }
        });
        return found;
    }
}
