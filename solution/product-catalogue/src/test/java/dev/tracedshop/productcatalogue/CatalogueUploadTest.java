package dev.tracedshop.productcatalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import dev.tracedshop.events.Json;
import dev.tracedshop.testing.Invocation;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueUploadTest {

    // Stands in for the tracer while the tests of this class run.
    @RegisterExtension
    static final OpenTelemetryExtension TRACER = OpenTelemetryExtension.create();

    private final InMemoryFiles files = new InMemoryFiles();
    private final CatalogueUpload function = new CatalogueUpload(files);

    @Test
    void aCatalogueIsStoredUnderItsName() {
        APIGatewayV2HTTPResponse response = put("spring_2026-A", "sku,name,price\n1,Tea,2\n", false);

        assertThat(response.getStatusCode()).isEqualTo(202);
        assertThat(response.getHeaders()).containsEntry("Content-Type", "application/json");
        assertThat(response.getBody())
                .isEqualTo("{\"data\":{\"name\":\"spring_2026-A\",\"bytes\":23},\"message\":[\"Accepted\"],"
                        + "\"success\":true}");
        assertThat(files.catalogues.get("catalogue/spring_2026-A.csv"))
                .asString()
                .startsWith("sku,name,price\n1,Tea");
        assertThat(TRACER.getSpans()).singleElement().satisfies(span -> {
            assertThat(span.getName()).isEqualTo("catalogue.upload");
            assertThat(span.getAttributes().get(AttributeKey.stringKey("catalogue.name")))
                    .isEqualTo("spring_2026-A");
            assertThat(span.getAttributes().get(AttributeKey.doubleKey("catalogue.bytes")))
                    .isEqualTo(23.0);
        });
    }

    @Test
    void aBodyInBase64IsStoredByteByByte() {
        byte[] latin1 = "sku,name,price\n1,Caf\u00e9,2\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(put("x", Base64.getEncoder().encodeToString(latin1), true).getStatusCode())
                .isEqualTo(202);
        assertThat(files.catalogues.get("catalogue/x.csv")).isEqualTo(latin1);
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        APIGatewayV2HTTPResponse response = put("../x", "  ", false);
        assertThat(response.getStatusCode()).isEqualTo(400);
        assertThat(response.getBody())
                .contains("1 to 64 characters", "The body is missing", "sku,name,price", "\"success\":false");
        assertThat(put("x", "no base64!", true).getBody()).contains("not valid base64");
        assertThat(files.catalogues).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a.csv",
                "a b",
                "a/b",
                "caf\u00e9",
                "a\n",
                "0123456789012345678901234567890123456789012345678901234567890123x"
            })
    void aNameThatIsNoneIsRefused(String name) {
        assertThat(put(name, "sku,name,price", false).getStatusCode()).isEqualTo(400);
    }

    @Test
    void whatIsTooLargeIsRefusedByItsBytes() {
        String largest = "\u00e9".repeat(CatalogueFiles.LARGEST / 2);
        assertThat(put("x", largest, false).getStatusCode()).isEqualTo(202);
        files.catalogues.clear();
        APIGatewayV2HTTPResponse response = put("x", largest + "x", false);
        assertThat(response.getStatusCode()).isEqualTo(413);
        assertThat(response.getBody()).contains("The body has 5242881 bytes; it may have 5242880");
        assertThat(files.catalogues).isEmpty();
    }

    @Test
    void aFaultIsAnsweredWithWhatToLookFor() {
        files.broken = true;
        APIGatewayV2HTTPResponse response = put("x", "sku,name,price", false);
        assertThat(response.getStatusCode()).isEqualTo(500);
        assertThat(response.getBody()).contains(Invocation.REQUEST_ID).doesNotContain("IllegalState", "bucket");
    }

    private APIGatewayV2HTTPResponse put(String name, String body, boolean base64) {
        String event = Json.write(Map.of(
                "version",
                "2.0",
                "rawQueryString",
                "",
                "headers",
                Map.of("content-type", "text/csv"),
                "pathParameters",
                Map.of("name", name),
                "body",
                body,
                "isBase64Encoded",
                base64));
        return function.handleRequest(
                LambdaEventSerializers.serializerFor(
                                APIGatewayV2HTTPEvent.class, CatalogueUploadTest.class.getClassLoader())
                        .fromJson(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8))),
                new Invocation());
    }
}
