package dev.tracedshop.inventoryordering;

/** Says that the supplier answered, and that asking again would not make the answer better. */
public final class SupplierRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SupplierRefused(String message) {
        super(message);
    }

    SupplierRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
