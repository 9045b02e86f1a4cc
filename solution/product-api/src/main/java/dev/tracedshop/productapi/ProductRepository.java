package dev.tracedshop.productapi;

import dev.tracedshop.events.PricingBracket;
import java.util.List;
import java.util.Optional;

/** Keeps the products. A write can be undone as long as nobody else has written since. */
public interface ProductRepository {

    /** Returns the product with that id, if there is one. */
    Optional<Product> find(String productId);

    /** Returns every product, in no promised order. */
    List<Product> findAll();

    /** Stores a new product. */
    void create(Product product);

    /** Removes a product that was just created; false if another writer has changed it since. */
    boolean undoCreate(Product product);

    /**
     * Stores a change, unless another writer won.
     *
     * @return the change as it took place: another writer may have set the brackets since the product was read, which
     *     raises no version; empty when the product no longer has the version that was read
     */
    Optional<ProductChange> update(ProductChange change);

    /** Takes back a change that was just stored; false if another writer has changed the product since. */
    boolean undoUpdate(ProductChange change);

    /** Removes a product and returns it as it was; empty if there was none. */
    Optional<Product> delete(String productId);

    /** Puts a product back that was just removed; false if there is one again. */
    boolean undoDelete(Product product);

    /**
     * Sets what a piece costs when more are bought, without raising the version.
     *
     * @param priceVersion the version whose price the brackets were calculated from
     * @return false if there is no such product, or its price has another version by now
     */
    boolean setBrackets(String productId, long priceVersion, List<PricingBracket> brackets);
}
