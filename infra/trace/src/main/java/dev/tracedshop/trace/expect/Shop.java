package dev.tracedshop.trace.expect;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;

/**
 * The shop as a customer meets it: over HTTP, wherever it runs. Paths begin with a slash; any status is an answer, and only a shop
 * that cannot be reached is an {@link java.io.UncheckedIOException}.
 */
public interface Shop {
    /** Sends GET. */
    Response get(String path);

    /** Sends POST with a body of JSON. */
    Response post(String path, String body);

    /** Sends PUT with a body; one that begins with a brace is sent as JSON, any other as plain text. */
    Response put(String path, String body);

    /** Sends DELETE. */
    Response delete(String path);

    /** Returns the body that describes a product, for example {@code product("Earl Grey", "12.50")}. */
    static String product(String name, String price) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", name)
                .put("price", new BigDecimal(price))
                .toString();
    }
}
