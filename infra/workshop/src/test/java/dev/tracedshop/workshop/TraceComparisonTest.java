package dev.tracedshop.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.trace.NamedTrace;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.TraceId;
import dev.tracedshop.trace.TraceJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./workshop trace --diff}, {@code --accept} and {@code --svg}, with the traces of files. */
class TraceComparisonTest {
    @TempDir
    Path directory;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private int run(String... args) {
        return runIn(Map.of("CI", ""), args);
    }

    private int runIn(Map<String, String> more, String... args) {
        said.reset();
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.putAll(more);
        Terminal terminal = Terminal.plain(new PrintStream(said, true, StandardCharsets.UTF_8));
        return Main.run(new Workshop(SharedShop.CHECKOUT, terminal, environment), args);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private static NamedTrace trace(String name, String resource, long id, String tag) {
        TraceId traceId = new TraceId(0, id);
        Map<String, String> tags = Map.of("product.name", tag, "thread.name", "thread " + id);
        Span span = new Span(
                traceId,
                id,
                0,
                "product-api",
                "aws.httpapi",
                resource,
                "web",
                "server",
                id,
                1000,
                false,
                tags,
                Map.of(),
                List.of(),
                List.of());
        return new NamedTrace(name, new Trace(traceId, List.of(span), List.of()));
    }

    private String file(String name, NamedTrace... traces) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, new TraceJson().write(List.of(traces)));
        return file.toString();
    }

    @Test
    void theSameEndsWithZeroAndADifferenceWithOne() throws IOException {
        String reference = file("reference.json", trace("create", "POST /product", 1, "Tea"));

        assertThat(run("trace", "--diff", reference, "--from", file("own.json", trace("x", "POST /product", 2, "Tea"))))
                .isEqualTo(ExitCode.PASS);
        assertThat(said()).contains("The one span is the same.", "The same as the reference; yours is from");

        assertThat(run("trace", "--diff", reference, "--from", file("own.json", trace("x", "POST /product", 2, "Te"))))
                .isEqualTo(ExitCode.NOT_YET);
        assertThat(said()).contains("product.name = Te ", "product.name = Tea", "Not the same as");
    }

    @Test
    void allTracesOfAReferenceAreLookedFor() throws IOException {
        String reference = file(
                "reference.json",
                trace("create", "POST /product", 1, "Tea"),
                trace("read", "GET /product/{product_id}", 2, "Tea"));
        String own = file("own.json", trace("create", "POST /product", 3, "Tea"));

        assertThat(run("trace", "--diff", reference, "--from", own)).isEqualTo(ExitCode.NOT_YET);
        assertThat(said()).contains("missing  read: no trace of", "begins with aws.httpapi GET /product/{product_id}");

        assertThat(run("trace", "3", "--diff", reference, "--from", own))
                .as("one trace is asked for")
                .isEqualTo(ExitCode.PASS);
        assertThat(run("trace", "4", "--diff", reference, "--from", own)).isEqualTo(ExitCode.USAGE);
        assertThat(said()).contains("There is no trace 4 in");
    }

    @Test
    void aReferenceIsRenewedByHandAndNeverInCi() throws IOException {
        String reference = file("reference.json", trace("create", "POST /product", 1, "Tea"));
        String own = file("own.json", trace("x", "POST /product", 2, "Coffee"));
        String before = Files.readString(Path.of(reference));

        assertThat(runIn(Map.of("CI", "true"), "trace", "--diff", reference, "--from", own, "--accept"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(said()).contains("CI=true");
        assertThat(Files.readString(Path.of(reference))).isEqualTo(before);

        assertThat(run("trace", "--diff", reference, "--from", own, "--accept")).isEqualTo(ExitCode.PASS);
        assertThat(Files.readString(Path.of(reference)))
                .contains("\"create\"", "Coffee")
                .doesNotContain("thread.name");
        assertThat(run("trace", "--diff", reference, "--from", own)).isEqualTo(ExitCode.PASS);

        String fresh = directory.resolve("new/reference.json").toString();
        assertThat(run("trace", "--diff", fresh, "--from", own, "--accept")).isEqualTo(ExitCode.PASS);
        assertThat(run("trace", "--diff", fresh, "--from", own)).isEqualTo(ExitCode.PASS);
        assertThat(run("trace", "--accept", "--from", own)).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void filesThatAreNoTracesAreNamed() throws IOException {
        String own = file("own.json", trace("x", "POST /product", 2, "Tea"));
        Path broken = Files.writeString(directory.resolve("broken.json"), "{\"traces\": [{\"traceId\": \"xyz\"}]}");
        Path text = Files.writeString(directory.resolve("text.json"), "waterfall");
        Path empty = Files.writeString(directory.resolve("empty.json"), "{}");

        Map.of(
                        directory.resolve("none.json"),
                        "There is no file",
                        broken,
                        "broken.json is no file of traces: traces[0].traceId",
                        text,
                        "text.json is no file of traces",
                        empty,
                        "empty.json holds no trace",
                        directory,
                        "Cannot read")
                .forEach((file, message) -> {
                    assertThat(run("trace", "--diff", file.toString(), "--from", own))
                            .as("%s", file)
                            .isEqualTo(ExitCode.USAGE);
                    assertThat(said()).contains(message).doesNotContain("\tat ");
                });
    }

    @Test
    void whatIsIgnoredIsExplained() {
        assertThat(run("trace", "--explain-ignored")).isEqualTo(ExitCode.PASS);
        assertThat(said()).contains("aws.lambda.cold_start", "{uuid}");
    }

    @Test
    void aPictureIsWritten() throws IOException {
        String own = file("own.json", trace("x", "POST /product", 2, "Tea"), trace("y", "GET /product", 3, "Tea"));
        Path picture = directory.resolve("trace.svg");

        assertThat(run("trace", "--from", own, "--svg", picture.toString())).isEqualTo(ExitCode.PASS);
        assertThat(Files.readString(picture)).startsWith("<svg ").contains("POST /product", "GET /product");
        assertThat(run("trace", "3", "--from", own, "--svg", picture.toString()))
                .isEqualTo(ExitCode.PASS);
        assertThat(Files.readString(picture)).doesNotContain("POST /product");
        assertThat(run("trace", "--from", own, "--svg", directory.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(run("trace", "--from", own)).isEqualTo(ExitCode.PASS);
        assertThat(said()).contains("POST /product", "GET /product");
    }
}
