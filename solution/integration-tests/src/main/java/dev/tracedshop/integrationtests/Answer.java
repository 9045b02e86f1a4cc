package dev.tracedshop.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * What the API answered to one request.
 *
 * @param request method, path and body, for messages
 * @param contentType the header, empty when absent
 * @param body the whole body, a missing node if it was empty
 */
record Answer(String request, int status, String contentType, JsonNode body) {

    /** Checks that it is a success with this status, in the form that every answer of the shop has. */
    Answer succeeds(int expected) {
        return inTheEnvelope(expected, true);
    }

    /** Checks that it is a refusal with this status and these reasons, each of them a part of one message. */
    Answer refuses(int expected, String... reasons) {
        inTheEnvelope(expected, false);
        assertThat(body.path("data").isNull()).as("%s: data is null", this).isTrue();
        assertThat(messages()).as("%s: message", this).hasSize(reasons.length);
        for (String reason : reasons) {
            assertThat(messages())
                    .as("%s: message", this)
                    .anySatisfy(message -> assertThat(message).contains(reason));
        }
        return this;
    }

    private Answer inTheEnvelope(int expected, boolean success) {
        assertThat(status).as("%s: status", this).isEqualTo(expected);
        assertThat(contentType).as("%s: Content-Type", this).startsWith("application/json");
        assertThat(body.fieldNames())
                .toIterable()
                .as("%s: fields", this)
                .containsExactlyInAnyOrder("data", "message", "success");
        assertThat(body.path("success").isBoolean() && body.path("success").asBoolean() == success)
                .as("%s: success is %s", this, success)
                .isTrue();
        return this;
    }

    List<String> messages() {
        return StreamSupport.stream(body.path("message").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** Checks the product that it carries. */
    Answer carries(String productId, String name, String price, long version) {
        JsonNode product = body.path("data");
        assertThat(product.fieldNames())
                .toIterable()
                .as("%s: fields of the product", this)
                .containsExactlyInAnyOrder("productId", "name", "price", "pricingBrackets", "version");
        assertThat(product.path("productId").asText()).as("%s: productId", this).isEqualTo(productId);
        assertThat(product.path("name").asText()).as("%s: name", this).isEqualTo(name);
        assertThat(product.path("price").isNumber())
                .as("%s: price is a number", this)
                .isTrue();
        assertThat(product.path("price").decimalValue()).as("%s: price", this).isEqualByComparingTo(price);
        assertThat(product.path("version").asLong()).as("%s: version", this).isEqualTo(version);
        return this;
    }

    String productId() {
        return body.path("data").path("productId").asText();
    }

    /** Returns the price per piece by the quantity from which it holds. */
    Map<Integer, BigDecimal> pricingBrackets() {
        Map<Integer, BigDecimal> brackets = new LinkedHashMap<>();
        body.path("data")
                .path("pricingBrackets")
                .forEach(bracket -> brackets.put(
                        bracket.path("quantity").asInt(), bracket.path("price").decimalValue()));
        return brackets;
    }

    @Override
    public String toString() {
        return request + " answered " + status + " " + body;
    }
}
