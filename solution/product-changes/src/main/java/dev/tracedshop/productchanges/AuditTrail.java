package dev.tracedshop.productchanges;

/** Keeps what has been done to the products; nothing in it is ever changed. */
public interface AuditTrail {

    /**
     * Keeps an entry, or throws.
     *
     * @return false if the entry was kept before: the stream has delivered its record again
     */
    boolean add(AuditEntry entry);
}
