package dev.tracedshop.productapi;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Tells what can be the id of a product: a UUID in lower case, as the service makes them. */
final class ProductId {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private ProductId() {}

    static String next() {
        return UUID.randomUUID().toString();
    }

    /** Returns the text if a product can have it as its id. What cannot be an id is not worth a call to the table. */
    static Optional<String> of(String text) {
        return FORM.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }

    /** Returns the id in the path of {@code /product/{productId}}, if a product can have it. */
    static Optional<String> inPathOf(APIGatewayV2HTTPEvent event) {
        Map<String, String> parameters = event.getPathParameters();
        return Optional.ofNullable(parameters)
                .map(path -> path.get("productId"))
                .flatMap(ProductId::of);
    }
}
