package dev.tracedshop.events;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Says what was found out about the price of a product; private to the product team, on SNS. */
public sealed interface PricingEvent extends EventData {

    /** Returns the product whose price it is. */
    String productId();

    /**
     * Reads a pricing event.
     *
     * @throws MalformedJsonException if the text is no pricing event; the message names the field
     */
    static CloudEvent<PricingEvent> read(String text) {
        return CloudEvent.read(text, PricingEvent::reader);
    }

    private static Function<JsonObject, PricingEvent> reader(String type) {
        if (!type.equals(Calculated.TYPE)) {
            throw new MalformedJsonException("type is " + type + ", which is no pricing event");
        }
        return data -> new Calculated(
                data.string("productId"),
                data.whole("priceVersion"),
                data.objects("brackets").stream().map(PricingBracket::read).toList());
    }

    /**
     * The brackets of a price were calculated.
     *
     * @param priceVersion the product's version at which it got that price; the brackets belong to no other
     */
    record Calculated(String productId, long priceVersion, List<PricingBracket> brackets) implements PricingEvent {

        public static final String TYPE = "pricing.calculated";

        public Calculated {
            brackets = List.copyOf(brackets);
        }

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public Map<String, Object> toJson() {
            return Map.of(
                    "productId",
                    productId,
                    "priceVersion",
                    priceVersion,
                    "brackets",
                    brackets.stream().map(PricingBracket::toJson).toList());
        }
    }
}
