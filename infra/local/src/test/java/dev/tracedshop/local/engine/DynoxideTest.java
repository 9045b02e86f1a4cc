package dev.tracedshop.local.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tracedshop.local.testing.TestRuntime;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The DynamoDB engine outlives the end of its process, and leaves nothing behind. */
@Isolated("It looks for its own among the processes below this one.")
class DynoxideTest {
    private static final String TABLE = """
            {"TableName": "kept", "BillingMode": "PAY_PER_REQUEST",
             "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
             "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}]}
            """;

    @TempDir
    private Path work;

    private static String call(URI engine, String operation, String body) throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(Dynoxide.request(engine, operation, body), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    /** Returns the engine itself, which is a child of the shell that holds its leash. */
    private static ProcessHandle process() {
        return ProcessHandle.current()
                .descendants()
                .filter(each -> each.info()
                        .command()
                        .filter(command -> command.contains("dynoxide"))
                        .isPresent())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whoeverKillsItItComesBackWithItsTables() throws Exception {
        try (Dynoxide engine = Dynoxide.start(program(), work)) {
            call(engine.uri(), "CreateTable", TABLE);
            call(engine.uri(), "PutItem", "{\"TableName\": \"kept\", \"Item\": {\"id\": {\"S\": \"one\"}}}");
            ProcessHandle killed = process();
            assertThat(killed.destroyForcibly()).isTrue();
            killed.onExit().get(1, TimeUnit.MINUTES);

            assertThat(untilItAnswers(engine.uri())).contains("one");
            assertThat(engine.failure()).isNotDone();
        }
        assertThat(work).isDirectoryNotContaining("glob:**.sqlite*");
    }

    /** Asks until there is an answer; how long that takes is the machine's affair. */
    private static String untilItAnswers(URI engine) throws Exception {
        return await().ignoreException(IOException.class)
                .atMost(Duration.ofMinutes(1))
                .until(() -> call(engine, "Scan", "{\"TableName\": \"kept\"}"), answer -> true);
    }

    @Test
    void anEngineThatDoesNotComeBackIsToldAsALoss() throws Exception {
        Path once = work.resolve("once.sh");
        Files.writeString(
                once,
                "#!/bin/sh\ntest -e '" + work + "/started' && { echo 'no more'; exit 1; }\ntouch '" + work
                        + "/started'\nexec " + program() + " \"$@\"\n");
        assertThat(once.toFile().setExecutable(true)).isTrue();
        try (Dynoxide engine = Dynoxide.start(once, work)) {
            assertThat(process().destroyForcibly()).isTrue();

            CompletableFuture<String> failure = engine.failure();
            assertThat(failure.get(1, TimeUnit.MINUTES)).contains("tables are lost", "no more");
        }
    }

    @Test
    void aProgramThatIsNoEngineIsToldWithWhatItSays() throws Exception {
        Path broken = work.resolve("broken.sh");
        Files.writeString(broken, "#!/bin/sh\necho 'not today'\n");
        assertThat(broken.toFile().setExecutable(true)).isTrue();
        assertThatThrownBy(() -> Dynoxide.start(broken, work))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("not today");
        assertThatCode(() -> Dynoxide.start(program(), work).close()).doesNotThrowAnyException();
    }

    private static Path program() {
        return new DynoxideBinary(TestRuntime.cache()).fetch();
    }
}
