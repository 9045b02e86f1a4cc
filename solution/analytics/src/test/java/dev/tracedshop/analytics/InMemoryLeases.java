package dev.tracedshop.analytics;

import dev.tracedshop.delivery.Leases;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Keeps what has become of each event. */
final class InMemoryLeases implements Leases {

    final Map<String, Claim> items = new HashMap<>();

    @Override
    public Claim take(String key, String owner, Instant now, Instant until) {
        Claim found = items.putIfAbsent(key, Claim.HELD);
        return found == null ? Claim.TAKEN : found;
    }

    @Override
    public void done(String key, String owner, Instant now) {
        items.put(key, Claim.DONE);
    }

    @Override
    public void release(String key, String owner, Instant now) {
        items.remove(key);
    }
}
