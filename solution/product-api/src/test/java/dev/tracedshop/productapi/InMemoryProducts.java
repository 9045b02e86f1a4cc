package dev.tracedshop.productapi;

import dev.tracedshop.events.PricingBracket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps products in memory, by the rules of the table. */
final class InMemoryProducts implements ProductRepository {

    final Map<String, Product> items = new LinkedHashMap<>();
    int writes;
    // Runs once, between the reading of a product and the next write: what another writer does meanwhile.
    Runnable meanwhile = () -> {};
    boolean undoFails;

    InMemoryProducts(Product... products) {
        for (Product product : products) {
            items.put(product.productId(), product);
        }
    }

    @Override
    public Optional<Product> find(String productId) {
        return Optional.ofNullable(items.get(productId));
    }

    @Override
    public List<Product> findAll() {
        return new ArrayList<>(items.values());
    }

    @Override
    public void create(Product product) {
        write();
        items.put(product.productId(), product);
    }

    @Override
    public boolean undoCreate(Product product) {
        undo();
        return isAt(product) && items.remove(product.productId()) != null;
    }

    @Override
    public Optional<ProductChange> update(ProductChange change) {
        write();
        if (!isAt(change.previous())) {
            return Optional.empty();
        }
        Product previous = items.get(change.previous().productId());
        if (previous == null) {
            return Optional.empty();
        }
        ProductChange stored = ProductChange.of(previous, change.updated().details());
        items.put(previous.productId(), stored.updated());
        return Optional.of(stored);
    }

    @Override
    public boolean undoUpdate(ProductChange change) {
        undo();
        return isAt(change.updated()) && items.put(change.previous().productId(), change.previous()) != null;
    }

    @Override
    public Optional<Product> delete(String productId) {
        write();
        return Optional.ofNullable(items.remove(productId));
    }

    @Override
    public boolean undoDelete(Product product) {
        undo();
        return items.putIfAbsent(product.productId(), product) == null;
    }

    @Override
    public boolean setBrackets(String productId, long priceVersion, List<PricingBracket> brackets) {
        Product stored = items.get(productId);
        if (stored == null || stored.priceVersion() != priceVersion) {
            return false;
        }
        items.put(
                productId,
                new Product(productId, stored.name(), stored.price(), brackets, stored.version(), priceVersion));
        return true;
    }

    private boolean isAt(Product expected) {
        Product stored = items.get(expected.productId());
        return stored != null && stored.version() == expected.version();
    }

    private void write() {
        writes++;
        Runnable once = meanwhile;
        meanwhile = () -> {};
        once.run();
    }

    private void undo() {
        if (undoFails) {
            throw new IllegalStateException("the table is gone");
        }
    }
}
