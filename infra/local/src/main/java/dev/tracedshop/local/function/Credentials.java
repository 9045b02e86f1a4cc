package dev.tracedshop.local.function;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives every role an access key of its own, so that the front door knows who calls. The keys open nothing outside this process, and
 * signatures are not checked: all that listens is on 127.0.0.1.
 */
public final class Credentials {
    /** The secret of every key. It protects nothing. */
    public static final String SECRET = "local-only-and-opens-nothing";

    /** Who a person at this machine is. */
    public static final String PERSON = "you";

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private final Map<String, String> roleByKey = new ConcurrentHashMap<>();

    public Credentials() {
        accessKeyOf(PERSON);
    }

    /** Returns a role's access key; always the same for the same name. */
    public String accessKeyOf(String role) {
        byte[] digest;
        try {
            digest = MessageDigest.getInstance("SHA-256").digest(role.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
        // "LKIA" and not AWS's "AKIA": nobody should take it for a real key.
        StringBuilder key = new StringBuilder("LKIA");
        for (int i = 0; i < 16; i++) {
            key.append(ALPHABET.charAt(digest[i] & 31));
        }
        roleByKey.put(key.toString(), role);
        return key.toString();
    }

    /** Returns whose key this is. */
    public Optional<String> roleOf(String accessKey) {
        return Optional.ofNullable(roleByKey.get(accessKey));
    }
}
