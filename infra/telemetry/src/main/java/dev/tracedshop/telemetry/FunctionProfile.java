package dev.tracedshop.telemetry;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the extension knows of a function before its first invocation.
 *
 * @param name the function's name
 * @param arn the function's ARN, without a version
 * @param service {@code DD_SERVICE}, or the name where the template sets none
 * @param environment the variables of the template; {@code DD_*} among them steer the extension
 * @param region for example {@code eu-west-1}
 * @param account 12 digits
 * @param memoryMb memory size in MB
 * @param architecture {@code x86_64} or {@code arm64}
 * @param runtime for example {@code java21}
 */
public record FunctionProfile(
        String name,
        String arn,
        String service,
        Map<String, String> environment,
        String region,
        String account,
        int memoryMb,
        String architecture,
        String runtime) {

    public FunctionProfile {
        environment = Map.copyOf(environment);
    }

    /** Returns whether a variable is {@code true} or 1, in any case of letters. */
    boolean isOn(String variable, boolean otherwise) {
        String value = environment.get(variable);
        if (value == null || value.isBlank()) {
            return otherwise;
        }
        return value.strip().equalsIgnoreCase("true") || value.strip().equals("1");
    }

    /** Returns whether spans of AWS services carry the service's own instance as their service, which is the default. */
    boolean representsServices() {
        return isOn("DD_TRACE_AWS_SERVICE_REPRESENTATION_ENABLED", true);
    }

    /** Returns the tags that every span of this function carries, the tracer's as well as the extension's. */
    Map<String, String> tags() {
        Map<String, String> tags = new TreeMap<>();
        tags.put("function_arn", arn.toLowerCase(Locale.ROOT));
        tags.put("functionname", name);
        tags.put("region", region);
        tags.put("account_id", account);
        tags.put("aws_account", account);
        tags.put("resource", name);
        tags.put("memorysize", Integer.toString(memoryMb));
        tags.put("architecture", architecture);
        tags.put("runtime", runtime);
        tags.put("init_type", "on-demand");
        // The extension writes its own version here; this text says that the span was completed by this stand-in.
        tags.put("dd_extension_version", "local");
        putIfSet(tags, "env", environment.get("DD_ENV"));
        putIfSet(tags, "version", environment.get("DD_VERSION"));
        String ddService = environment.get("DD_SERVICE");
        putIfSet(tags, "service", ddService == null ? null : ddService.toLowerCase(Locale.ROOT));
        tags.putAll(TagList.parse(environment.getOrDefault("DD_TAGS", "")));
        tags.put("_dd.compute_stats", "1");
        tags.put("origin", "lambda");
        tags.put("_dd.origin", "lambda");
        return tags;
    }

    private static void putIfSet(Map<String, String> tags, String key, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            tags.put(key, value);
        }
    }
}
