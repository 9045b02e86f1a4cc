package dev.tracedshop.local.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracedshop.local.engine.EngineException;
import dev.tracedshop.local.engine.S3Mock;
import dev.tracedshop.local.testing.TestRuntime;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** An engine that dies is followed by another one, which has its objects. */
@Isolated("It looks for its own among the processes below this one.")
class ObjectStoreTest {
    private static String ask(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void engineThatWasKilledIsReplacedAndItsObjectsAreThere(@TempDir Path work) throws Exception {
        try (ObjectStore store =
                new ObjectStore(TestRuntime.files().objectStore(), work, List.of("first-bucket", "second-bucket"))) {
            URI before = store.uri();
            assertThat(store.uri()).isEqualTo(before);
            ask(HttpRequest.newBuilder(before.resolve("second-bucket/kept"))
                    .PUT(HttpRequest.BodyPublishers.ofString("still here")));
            ProcessHandle engine = ProcessHandle.current()
                    .descendants()
                    .filter(process -> process.info()
                            .arguments()
                            .map(arguments -> String.join(" ", arguments).contains(work.toString()))
                            .orElse(false))
                    .filter(process -> process.children().findAny().isEmpty())
                    .findFirst()
                    .orElseThrow();
            engine.destroyForcibly();
            engine.onExit().get(10, TimeUnit.SECONDS);
            URI after = store.uri();
            assertThat(ask(HttpRequest.newBuilder(after.resolve("second-bucket/kept"))))
                    .isEqualTo("still here");
            assertThat(ask(HttpRequest.newBuilder(after))).contains("first-bucket", "second-bucket");
        }
    }

    @Test
    void engineThatIsNotBuiltIsToldWithWhatToDo(@TempDir Path work) {
        try (ObjectStore store =
                new ObjectStore(new S3Mock.Location(Path.of("java"), work.resolve("none")), work, List.of("a"))) {
            assertThatThrownBy(store::uri)
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("build with ./mvnw verify");
        }
    }
}
