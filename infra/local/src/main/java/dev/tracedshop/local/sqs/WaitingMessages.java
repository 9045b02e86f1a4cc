package dev.tracedshop.local.sqs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The messages of a queue that nothing reads by itself, noted as they came: whoever wants to look at them need not receive them, which
 * would hide and count them. Only the first ones are noted; the engine has them all.
 */
final class WaitingMessages {
    private static final int MOST = 100;

    private final Map<String, WaitingMessage> byId = new LinkedHashMap<>();

    synchronized void add(WaitingMessage message) {
        if (byId.size() < MOST) {
            byId.put(message.id(), message);
        }
    }

    synchronized void remove(String id) {
        byId.remove(id);
    }

    synchronized void clear() {
        byId.clear();
    }

    synchronized List<WaitingMessage> all() {
        return List.copyOf(byId.values());
    }
}
