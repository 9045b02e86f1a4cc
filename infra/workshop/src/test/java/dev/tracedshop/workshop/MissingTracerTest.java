package dev.tracedshop.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.Verdict;
import dev.tracedshop.trace.expect.HttpShop;
import dev.tracedshop.trace.expect.Judgement;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Shop;
import dev.tracedshop.workshop.command.ProductCreated;
import dev.tracedshop.workshop.shop.RunningShop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A template that leaves out a part of the tracing gives no fault but a finding that names the function and the part. */
class MissingTracerTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path copy;

    @Test
    void tracingIsOff() throws Exception {
        assertThat(finding(SharedShop.assembly(Map.of("tracing", "off"))).id()).isEqualTo("tracing-off");
    }

    @Test
    void theTracerLayerIsMissing() throws Exception {
        assertThat(finding(without(function -> removeLayer(function, "dd-trace-java")))
                        .id())
                .isEqualTo("tracer-layer-missing");
    }

    @Test
    void theWrapperIsMissing() throws Exception {
        assertThat(finding(without(function -> ((ObjectNode)
                                        function.path("Environment").path("Variables"))
                                .remove("AWS_LAMBDA_EXEC_WRAPPER")))
                        .id())
                .isEqualTo("wrapper-missing");
    }

    @Test
    void theExtensionLayerIsMissing() throws Exception {
        Finding finding = finding(without(function -> removeLayer(function, "Datadog-Extension")));

        assertThat(finding.id()).isEqualTo("extension-layer-missing");
        assertThat(finding.evidence()).contains("{\"traces\":[[{\"service\":\"product-api\"");
    }

    private static Finding finding(Path assembly) throws InterruptedException {
        try (RunningShop shop = RunningShop.start(
                SharedShop.CHECKOUT,
                System.getenv(),
                RunningShop.Settings.of(assembly).only(List.of("product-data", "product-api")))) {
            RunningShop.Mark start = shop.mark();
            Response created = new HttpShop(shop.api()).post("/product", Shop.product("Earl Grey", "12.50"));
            assertThat(created.status()).as("the business works all the same").isEqualTo(201);
            Judgement judgement =
                    ProductCreated.expectation(created).judge(shop.evidence(start, Duration.ofSeconds(60)));
            assertThat(judgement.verdict()).isEqualTo(Verdict.NOT_YET);
            assertThat(judgement.findings()).hasSize(1);
            Finding finding = judgement.findings().get(0);
            assertThat(finding.message()).contains("dev-create-product");
            return finding;
        }
    }

    private static void removeLayer(JsonNode function, String name) {
        Iterator<JsonNode> layers = ((ArrayNode) function.path("Layers")).elements();
        while (layers.hasNext()) {
            if (layers.next().toString().contains(name)) {
                layers.remove();
            }
        }
    }

    private Path without(Consumer<JsonNode> change) throws IOException {
        Path original = SharedShop.assembly(Map.of());
        List<Path> files;
        try (Stream<Path> listed = Files.list(original)) {
            files = listed.toList();
        }
        for (Path file : files) {
            Path target = copy.resolve(file.getFileName());
            Files.copy(file, target);
            if (file.toString().endsWith(".template.json")) {
                JsonNode template = JSON.readTree(file.toFile());
                template.path("Resources").forEach(resource -> {
                    // The supplier's function has nothing of Datadog's to take away.
                    if (resource.path("Type").asText().equals("AWS::Lambda::Function")
                            && resource.path("Properties").has("Layers")) {
                        change.accept(resource.path("Properties"));
                    }
                });
                Files.writeString(target, template.toString());
            }
        }
        return copy;
    }
}
