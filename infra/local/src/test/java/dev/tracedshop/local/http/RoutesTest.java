package dev.tracedshop.local.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.local.function.Function;
import dev.tracedshop.local.handlers.Echo;
import dev.tracedshop.local.testing.Templates;
import dev.tracedshop.local.testing.TestRuntime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of the routes that match a request the most specific one is taken, and its parameters are decoded. */
class RoutesTest {
    private static TestRuntime shop;
    private static Function function;

    @BeforeAll
    static void start(@TempDir Path directory) {
        shop = TestRuntime.start(directory, new Templates().function("f", Echo.class));
        function = shop.function("f");
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    private static Routes routes(String... keys) {
        return new Routes(Stream.of(keys)
                .map(key ->
                        new Routes.Route(key, new ApiIntegration.OfFunction(function), Duration.ofSeconds(1), false))
                .toList());
    }

    private static String taken(Routes routes, String method, String path) {
        return routes.match(method, path).map(match -> match.route().key()).orElse("none");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET    | /product           | GET /product
            POST   | /product           | ANY /product
            GET    | /product/7         | GET /product/{id}
            GET    | /product/new       | GET /product/new
            DELETE | /product/new       | ANY /product/{id}
            GET    | /product/7/parts   | GET /product/{id}/parts
            GET    | /product/7/other   | GET /product/{rest+}
            GET    | /product/7/a/b     | GET /product/{rest+}
            PUT    | /product/7/a/b     | ANY /{proxy+}
            GET    | /                  | $default
            GET    | /product/          | ANY /{proxy+}
            PUT    | /elsewhere         | ANY /{proxy+}
            """)
    void mostSpecificRouteIsTaken(String method, String path, String key) {
        String[] keys = {
            "$default",
            "ANY /{proxy+}",
            "ANY /product/{id}",
            "GET /product/{rest+}",
            "GET /product/{id}",
            "GET /product/new",
            "GET /product/{id}/parts",
            "ANY /product",
            "GET /product"
        };
        assertThat(taken(routes(keys), method, path)).isEqualTo(key);
        java.util.Collections.reverse(java.util.Arrays.asList(keys));
        assertThat(taken(routes(keys), method, path)).isEqualTo(key);
    }

    @Test
    void fullMatchGoesBeforeAGreedyOneHoweverManyParametersItHas() {
        assertThat(taken(routes("GET /{proxy+}", "GET /{shop}/{kind}/{id}"), "GET", "/a/b/c"))
                .isEqualTo("GET /{shop}/{kind}/{id}");
    }

    @Test
    void withoutADefaultRouteThereMayBeNone() {
        Routes routes = routes("GET /product/{id}", "GET /files/{path+}");
        assertThat(taken(routes, "POST", "/product/1")).isEqualTo("none");
        assertThat(taken(routes, "GET", "/product")).isEqualTo("none");
        assertThat(taken(routes, "GET", "/product/")).isEqualTo("none");
        assertThat(taken(routes, "GET", "/product/1/2")).isEqualTo("none");
        assertThat(taken(routes, "GET", "/files")).isEqualTo("none");
        assertThat(taken(routes, "GET", "/files/")).isEqualTo("none");
        assertThat(taken(routes(), "GET", "/")).isEqualTo("none");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /product/a%20b      | a b
            /product/a%2Fb      | a/b
            /product/%C3%A9     | é
            /product/a+b        | a+b
            /product/100%       | 100%
            /product/%zz%4      | %zz%4
            /product/%2525      | %25
            """)
    void parametersAreDecodedOnce(String path, String value) {
        assertThat(routes("GET /product/{id}").match("GET", path).orElseThrow().parameters())
                .isEqualTo(Map.of("id", value));
    }

    @Test
    void severalParametersAndAGreedyOne() {
        assertThat(routes("GET /{shop}/files/{path+}")
                        .match("GET", "/north/files/a%20b/c")
                        .orElseThrow()
                        .parameters())
                .containsExactly(Map.entry("shop", "north"), Map.entry("path", "a b/c"));
    }
}
