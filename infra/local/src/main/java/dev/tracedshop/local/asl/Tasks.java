package dev.tracedshop.local.asl;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletableFuture;

/** Does what Task states ask for. */
@FunctionalInterface
public interface Tasks {
    /**
     * Starts a task and returns at once.
     *
     * @param resource the state's {@code Resource}
     * @param input the state's effective input
     * @param execution who asks
     * @return the result; a task that fails completes it with a {@link StateError}. Whoever does not wait for it any longer cancels it:
     *     what has not begun may then be left undone
     */
    CompletableFuture<JsonNode> start(String resource, JsonNode input, Execution.Identity execution);
}
