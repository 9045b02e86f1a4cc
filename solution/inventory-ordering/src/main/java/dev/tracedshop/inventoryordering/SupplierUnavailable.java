package dev.tracedshop.inventoryordering;

/**
 * Says that the supplier gave no answer to be used, and may give one later.
 *
 * <p>The state machine knows it by this class's full name, which is what Lambda reports as the error's type.
 */
public final class SupplierUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SupplierUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
