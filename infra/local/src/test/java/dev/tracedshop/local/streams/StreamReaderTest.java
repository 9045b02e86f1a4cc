package dev.tracedshop.local.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.local.Account;
import dev.tracedshop.local.Quiet;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.aws.DynamoDb;
import dev.tracedshop.local.aws.JsonProtocol;
import dev.tracedshop.local.engine.Dynoxide;
import dev.tracedshop.local.engine.DynoxideBinary;
import dev.tracedshop.local.testing.AssemblyDirectory;
import dev.tracedshop.local.testing.Templates;
import dev.tracedshop.local.testing.TestRuntime;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was written and not read keeps the shop from rest, from the write on. */
class StreamReaderTest {
    private static void put(DynamoDb dynamoDb, String id) {
        dynamoDb.answer(
                "PutItem",
                JsonProtocol.call(
                        "you",
                        "dynamodb",
                        "DynamoDB_20120810.PutItem",
                        Templates.json("{'TableName': 'items', 'Item': {'id': {'S': '%s'}}}".formatted(id))));
    }

    @Test
    void shopRestsOnlyWhenAllThatWasWrittenIsDealtWith(@TempDir Path directory) {
        Assembly assembly = new AssemblyDirectory(directory)
                .stack(
                        "Test",
                        new Templates()
                                .resource("items", "AWS::DynamoDB::Table", """
                        {'TableName': 'items', 'KeySchema': [{'AttributeName': 'id', 'KeyType': 'HASH'}],
                         'AttributeDefinitions': [{'AttributeName': 'id', 'AttributeType': 'S'}],
                         'StreamSpecification': {'StreamViewType': 'NEW_AND_OLD_IMAGES'}}
                        """)
                                .toString())
                .load();
        Dynoxide engine = Dynoxide.start(new DynoxideBinary(TestRuntime.cache()).fetch(), directory);
        try {
            Quiet quiet = new Quiet();
            TableStreams streams =
                    new TableStreams(new StreamApi(engine.uri(), assembly.place()), quiet, new Account());
            DynamoDb dynamoDb = new DynamoDb(engine.uri(), assembly.place(), streams);
            dynamoDb.createTables(assembly);
            String arn = assembly.attribute(
                    assembly.resources("AWS::DynamoDB::Table").get(0), "StreamArn");
            StreamReader reader = streams.reader(arn, true).orElseThrow();
            assertThat(quiet.pending()).isEmpty();
            put(dynamoDb, "a");
            assertThat(quiet.pending()).containsExactly("a record in the stream of the table items");
            long mark = reader.mark();
            put(dynamoDb, "b");
            assertThat(reader.read(1)).hasSize(1);
            reader.caughtUp(mark);
            assertThat(quiet.pending())
                    .as("the second was written after the mark")
                    .hasSize(1);
            mark = reader.mark();
            assertThat(reader.read(10)).hasSize(1);
            assertThat(reader.read(10)).isEmpty();
            reader.caughtUp(mark);
            assertThat(quiet.pending()).isEmpty();
        } finally {
            engine.close();
        }
    }
}
