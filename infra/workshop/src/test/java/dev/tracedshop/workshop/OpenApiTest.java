package dev.tracedshop.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tracedshop.trace.expect.HttpShop;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Shop;
import dev.tracedshop.workshop.shop.RunningShop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The API's document says what the templates route and what the running shop answers. */
@WholeShop
class OpenApiTest {
    private static JsonNode document() throws IOException {
        return document("product-api");
    }

    private static JsonNode document(String module) throws IOException {
        return new YAMLMapper()
                .readTree(SharedShop.CHECKOUT
                        .root()
                        .resolve("solution/" + module + "/openapi.yaml")
                        .toFile());
    }

    @ParameterizedTest
    @ValueSource(strings = {"product-api", "product-catalogue"})
    void everyRouteIsDocumentedAndNoOther(String module, RunningShop shop) throws IOException {
        List<String> documented = new ArrayList<>();
        document(module)
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (!method.equals("parameters")) {
                        documented.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }));
        List<String> routed = shop.runtime().assembly().resources("AWS::ApiGatewayV2::Route").stream()
                .filter(route -> route.stack().equals("dev-" + module))
                .map(route -> shop.runtime()
                        .assembly()
                        .properties(route)
                        .path("RouteKey")
                        .asText())
                .toList();

        assertThat(documented).containsExactlyInAnyOrderElementsOf(routed);
    }

    @Test
    void answersAreAsDocumented(RunningShop shop) throws IOException {
        HttpShop http = new HttpShop(shop.api());
        Response created = http.post("/product", Shop.product("Documented", "1.50"));
        String id = created.data("productId");
        String change = "{\"productId\":\"" + id + "\",\"name\":\"Documented\",\"price\":2,\"version\":%d}";

        documented("post", "/product", created);
        documented("post", "/product", http.post("/product", "{}"));
        documented("get", "/product", http.get("/product"));
        documented("get", "/product/{productId}", http.get("/product/" + id));
        documented("get", "/product/{productId}", http.get("/product/" + UUID.randomUUID()));
        documented("put", "/product", http.put("/product", change.formatted(1)));
        documented("put", "/product", http.put("/product", change.formatted(1)));
        documented("put", "/product", http.put("/product", "{}"));
        documented("delete", "/product/{productId}", http.delete("/product/" + id));
        documented("delete", "/product/{productId}", http.delete("/product/" + id));
    }

    private static void documented(String method, String path, Response response) throws IOException {
        JsonNode responses = document().path("paths").path(path).path(method).path("responses");
        assertThat(responses.fieldNames())
                .toIterable()
                .as(response.request())
                .contains(Integer.toString(response.status()));
        JsonNode schemas = document().path("components").path("schemas");
        assertThat(response.json().fieldNames())
                .toIterable()
                .as(response.request())
                .containsExactlyInAnyOrderElementsOf(names(schemas.path("Envelope")));
        JsonNode data = response.json().path("data");
        if (data.isObject()) {
            assertThat(data.fieldNames())
                    .toIterable()
                    .as(response.request())
                    .containsExactlyInAnyOrderElementsOf(names(schemas.path("Product")));
        }
    }

    private static List<String> names(JsonNode schema) {
        List<String> names = new ArrayList<>();
        schema.path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }
}
