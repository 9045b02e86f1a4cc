package dev.tracedshop.trace.expect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShopTest {
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    private HttpServer server = unused();

    private static HttpServer unused() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void start() {
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Content-Type") + " " + body);
            byte[] answer = "{\"data\":{\"productId\":\"p-1\",\"list\":[{\"name\":\"Tee\"}]},\"message\":[\"ä\"]}"
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Apigw-Requestid", "id-1");
            exchange.sendResponseHeaders(404, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private URI api() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    @Test
    void everyStatusIsAnAnswer() {
        Shop shop = new HttpShop(api());

        Response response = shop.post("/product", Shop.product("Earl Grey", "12.50"));

        assertThat(requests).containsExactly("POST /product application/json {\"name\":\"Earl Grey\",\"price\":12.50}");
        assertThat(response.request()).isEqualTo("POST /product");
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.requestId()).contains("id-1");
        assertThat(response.data("productId")).isEqualTo("p-1");
        assertThat(response.field("data.list.0.name")).contains("Tee");
        assertThat(response.field("message.0")).contains("ä");
        assertThat(response.field("data.list.7.name")).isEmpty();
    }

    @Test
    void theOtherMethodsAreSentAsTheyAre() {
        Shop shop = new HttpShop(api());

        shop.get("/product/1");
        shop.delete("/product/1");
        shop.put("/catalogue/a", "sku,name,price");
        shop.put("/product", "{}");

        assertThat(requests)
                .containsExactly(
                        "GET /product/1 null ",
                        "DELETE /product/1 null ",
                        "PUT /catalogue/a text/plain; charset=utf-8 sku,name,price",
                        "PUT /product application/json {}");
    }

    @Test
    void aShopThatIsNotUpIsSaidWithItsUrl() {
        URI api = api();
        server.stop(0);

        assertThatThrownBy(() -> new HttpShop(api).get("/product"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("GET /product: no shop answered at http://127.0.0.1:")
                .hasMessageContaining("./workshop up");
    }

    @Test
    void aFieldThatIsNotThereQuotesTheAnswer() {
        Response response = new Response("GET /x", 500, Map.of(), "oops");

        assertThatThrownBy(() -> response.data("productId"))
                .hasMessage(
                        "The answer to GET /x has no field data.productId, and the scenario cannot go on without it."
                                + " Status 500, body: oops");
        assertThat(response.field("message")).isEmpty();
        assertThat(new Response("GET /x", 200, Map.of("A", List.of("b")), "").header("a"))
                .contains("b");
    }
}
