package dev.tracedshop.inventoryordering;

/** Begins orders of stock. */
@FunctionalInterface
interface StockOrders {

    /** Begins an order; returns false if it had been begun before. */
    boolean begin(StockOrder order);
}
