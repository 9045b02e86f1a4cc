package dev.tracedshop.local.ssm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * A parameter as it is now.
 *
 * @param name its name, with every slash
 * @param arn its ARN
 * @param type {@code String}, {@code StringList} or {@code SecureString}
 * @param value its value
 * @param version 1 for its first value, and one more for each that followed
 * @param modified when it got this value
 */
record Parameter(String name, String arn, String type, String value, long version, Instant modified) {
    private static final ObjectMapper JSON = new ObjectMapper();

    Parameter changed(String newType, String newValue) {
        return new Parameter(name, arn, newType, newValue, version + 1, Instant.now());
    }

    ObjectNode json() {
        return JSON.createObjectNode()
                .put("Name", name)
                .put("Type", type)
                .put("Value", value)
                .put("Version", version)
                .put("LastModifiedDate", modified.toEpochMilli() / 1000.0)
                .put("ARN", arn)
                .put("DataType", "text");
    }
}
