package dev.tracedshop.local.aws;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.assembly.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The rights that calls of DynamoDB and its streams need. */
final class DynamoDbNeeds {
    /** What a part of a transaction needs, by its kind. */
    private static final Map<String, String> PARTS = Map.of(
            "ConditionCheck", "ConditionCheckItem",
            "Delete", "DeleteItem",
            "Get", "GetItem",
            "Put", "PutItem",
            "Update", "UpdateItem");

    private final Place place;

    DynamoDbNeeds(Place place) {
        this.place = place;
    }

    List<Need> of(String operation, JsonNode request) {
        String action = "dynamodb:" + operation;
        switch (operation) {
            case "TransactGetItems", "TransactWriteItems" -> {
                return transaction(request.path("TransactItems"));
            }
            case "BatchGetItem", "BatchWriteItem" -> {
                return Needs.each(
                        action,
                        request.path("RequestItems").properties().stream().map(entry -> table(entry.getKey())));
            }
            default -> {
                if (request.has("StreamArn")) {
                    return List.of(new Need(action, request.path("StreamArn").asText()));
                }
                if (!request.has("TableName")) {
                    return Needs.anywhere("dynamodb", operation);
                }
                String table = table(request.path("TableName").asText());
                return List.of(new Need(
                        action,
                        request.has("IndexName")
                                ? table + "/index/" + request.path("IndexName").asText()
                                : table));
            }
        }
    }

    private List<Need> transaction(JsonNode items) {
        List<Need> needs = new ArrayList<>();
        for (JsonNode item : items) {
            item.properties().forEach(part -> {
                Need need = new Need(
                        "dynamodb:" + PARTS.getOrDefault(part.getKey(), part.getKey()),
                        table(part.getValue().path("TableName").asText()));
                if (!needs.contains(need)) {
                    needs.add(need);
                }
            });
        }
        return needs;
    }

    private String table(String nameOrArn) {
        return nameOrArn.startsWith("arn:") ? nameOrArn : place.arn("dynamodb", "table/" + nameOrArn);
    }
}
