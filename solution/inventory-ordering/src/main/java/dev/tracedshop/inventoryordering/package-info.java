/** Holds how the inventory orders stock of a product that it has got to know: it asks the supplier, and starts and serves the state machine. */
@NullMarked
package dev.tracedshop.inventoryordering;

import org.jspecify.annotations.NullMarked;
