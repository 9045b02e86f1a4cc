package dev.tracedshop.local.streams;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.Account;
import dev.tracedshop.local.Quiet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** The streams of an assembly's tables. Whoever writes to a table tells it here, and those who read its stream look. */
public final class TableStreams {
    private final StreamApi api;
    private final Quiet quiet;
    private final Account account;
    private final Map<String, String> arns = new LinkedHashMap<>();
    private final List<StreamReader> readers = new CopyOnWriteArrayList<>();

    public TableStreams(StreamApi api, Quiet quiet, Account account) {
        this.api = api;
        this.quiet = quiet;
        this.account = account;
    }

    /** Notes that a table has a stream. */
    public void add(String table, String streamArn) {
        arns.put(streamArn, table);
    }

    /** Returns the API as clients see it. */
    public StreamApi api() {
        return api;
    }

    /**
     * Makes a reader of a stream; from now on what is written to its table keeps the shop from rest until the reader is done with it.
     *
     * @param streamArn the stream
     * @param fromTheStart whether to begin with the oldest record, and not with the next
     * @return the reader, or nothing where no table has this stream
     */
    public Optional<StreamReader> reader(String streamArn, boolean fromTheStart) {
        String table = arns.get(streamArn);
        if (table == null) {
            return Optional.empty();
        }
        boolean first = readers.stream().noneMatch(other -> other.table().equals(table));
        StreamReader reader = new StreamReader(api, table, streamArn, fromTheStart, quiet, first ? account : null);
        readers.add(reader);
        return Optional.of(reader);
    }

    /**
     * Tells the readers that an operation may have written to tables. To be called before the activity of the write ends.
     *
     * @param operation the DynamoDB operation
     * @param request its request
     */
    public void written(String operation, JsonNode request) {
        Collection<String> tables = switch (operation) {
            case "PutItem", "UpdateItem", "DeleteItem" ->
                Set.of(request.path("TableName").asText());
            case "BatchWriteItem" -> {
                List<String> names = new ArrayList<>();
                request.path("RequestItems").fieldNames().forEachRemaining(names::add);
                yield names;
            }
            case "TransactWriteItems" -> {
                Set<String> names = new LinkedHashSet<>();
                request.path("TransactItems")
                        .forEach(item -> item.forEach(
                                action -> names.add(action.path("TableName").asText())));
                yield names;
            }
            // The table's name stands in the text of a statement; to look in vain costs little.
            case "ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction" -> arns.values();
            default -> Set.of();
        };
        for (String table : tables) {
            // A table may also be named by its ARN.
            String name = table.substring(table.lastIndexOf('/') + 1);
            readers.stream().filter(reader -> reader.table().equals(name)).forEach(StreamReader::written);
        }
    }

    /** Returns whether anybody reads a stream, so that writes are worth looking at. */
    public boolean areRead() {
        return !readers.isEmpty();
    }
}
