package dev.tracedshop.productapi;

/** Holds a product before and after a change; {@code updated} is the version that follows {@code previous}. */
public record ProductChange(Product previous, Product updated) {

    static ProductChange of(Product previous, ProductDetails details) {
        return new ProductChange(previous, previous.with(details));
    }

    boolean priceChanged() {
        return updated.priceVersion() != previous.priceVersion();
    }
}
