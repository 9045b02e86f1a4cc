package dev.tracedshop.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.Verdict;
import dev.tracedshop.trace.expect.HttpShop;
import dev.tracedshop.trace.expect.Judgement;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Shop;
import dev.tracedshop.workshop.command.ProductCreated;
import dev.tracedshop.workshop.shop.Refusals;
import dev.tracedshop.workshop.shop.RunningShop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A template that lacks one grant runs into AccessDenied, which the trace shows and run tells. */
class MissingGrantTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOPIC = "arn:aws:sns:us-east-1:000000000000:dev-product-created";

    @TempDir
    Path copy;

    @Test
    void publishingThatIsNotGrantedIsRefusedSeenAndTold() throws Exception {
        try (RunningShop shop = start(true)) {
            RunningShop.Mark start = shop.mark();
            Response refused = new HttpShop(shop.api()).post("/product", Shop.product("Earl Grey", "12.50"));

            Judgement judgement = Refusals.in(
                    ProductCreated.expectation(refused).judge(shop.evidence(start, Duration.ofMinutes(3))),
                    shop,
                    start.at());

            assertThat(refused.status()).isEqualTo(500);
            assertThat(judgement.verdict()).isEqualTo(Verdict.NOT_YET);
            Finding finding = judgement.findings().get(0);
            assertThat(finding.id()).isEqualTo("access-denied");
            assertThat(finding.message())
                    .isEqualTo("dev-create-product may not sns:Publish on " + TOPIC
                            + ": its role's policy does not grant it.");
            assertThat(finding.where().function()).isEqualTo("dev-create-product");
            assertThat(finding.evidence()).contains("is not authorized to perform: sns:Publish on resource: " + TOPIC);
            Trace trace = shop.traceOf(refused.requestId().orElseThrow()).orElseThrow();
            assertThat(trace.spans())
                    .filteredOn(span -> span.resource().equals("Sns.Publish"))
                    .isNotEmpty()
                    .allMatch(Span::error)
                    .allMatch(span -> span.tag("error.message").orElse("").contains("is not authorized to perform"));
            assertThat(new HttpShop(shop.api()).get("/product").json().path("data"))
                    .as("the product was taken back")
                    .isEmpty();
        }
    }

    @Test
    void withoutEvaluationItWorksAllTheSame() throws Exception {
        try (RunningShop shop = start(false)) {
            Response created = new HttpShop(shop.api()).post("/product", Shop.product("Earl Grey", "12.50"));

            assertThat(created.status()).isEqualTo(201);
            assertThat(shop.runtime().permissions().recorded()).isEmpty();
        }
    }

    private RunningShop start(boolean iam) throws IOException {
        return RunningShop.start(
                SharedShop.CHECKOUT,
                System.getenv(),
                RunningShop.Settings.of(withoutPublishing())
                        .only(List.of("product-data", "product-api"))
                        .withIam(iam));
    }

    private Path withoutPublishing() throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(SharedShop.assembly(Map.of()))) {
            files = listed.toList();
        }
        for (Path file : files) {
            Path target = copy.resolve(file.getFileName());
            Files.copy(file, target);
            if (file.toString().endsWith(".template.json")) {
                JsonNode template = JSON.readTree(file.toFile());
                template.path("Resources").properties().forEach(resource -> {
                    if (resource.getKey().startsWith("CreateProductRoleDefaultPolicy")) {
                        removeFrom((ArrayNode) resource.getValue()
                                .path("Properties")
                                .path("PolicyDocument")
                                .path("Statement"));
                    }
                });
                Files.writeString(target, template.toString());
            }
        }
        return copy;
    }

    private static void removeFrom(ArrayNode statements) {
        Iterator<JsonNode> each = statements.elements();
        while (each.hasNext()) {
            if (each.next().path("Action").asText().equals("sns:Publish")) {
                each.remove();
            }
        }
    }
}
