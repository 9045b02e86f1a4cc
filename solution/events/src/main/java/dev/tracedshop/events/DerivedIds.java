package dev.tracedshop.events;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Derives ids that come out the same each time: a fact that is derived twice is still one fact. */
public final class DerivedIds {

    /** The namespace of the catalogue's stock keeping units (skus): a product's id follows from its sku. */
    public static final UUID SKU_NAMESPACE = UUID.fromString("5a0c1f3e-8f0b-4c57-9c1e-2d3b64a7e910");

    private DerivedIds() {}

    /** Returns the id of the fact of that type which follows from the event with the id {@code cause}. */
    public static UUID ofEvent(UUID cause, String type) {
        return uuid5(cause, type);
    }

    /** Returns the id of the product with that sku. */
    public static UUID ofProduct(String sku) {
        return uuid5(SKU_NAMESPACE, sku);
    }

    /** Makes a name-based UUID of version 5, as <a href="https://www.rfc-editor.org/rfc/rfc9562#section-5.5">RFC 9562</a> says. */
    static UUID uuid5(UUID namespace, String name) {
        /*
         * The first 16 bytes of SHA-1 over the namespace's 16 bytes and the name's UTF-8 bytes. Four bits of byte 6 are
         * then replaced by the version, 5, and two bits of byte 8 by the variant, binary 10.
         */
        MessageDigest sha1 = sha1();
        sha1.update(ByteBuffer.allocate(16)
                .putLong(namespace.getMostSignificantBits())
                .putLong(namespace.getLeastSignificantBits())
                .flip());
        ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
        long high = (hash.getLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x5000L;
        long low = (hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1, this one has not", e);
        }
    }
}
