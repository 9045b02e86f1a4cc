package dev.tracedshop.local.assembly;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A resource as its template declares it.
 *
 * @param stack the stack's name
 * @param logicalId unique in its template
 * @param path the CDK path, or stack/logicalId where the template has none
 * @param type for example {@code AWS::SNS::Topic}
 * @param properties the properties as written, intrinsic functions unresolved
 */
public record Resource(String stack, String logicalId, String path, String type, JsonNode properties) {}
