package dev.tracedshop.local.asl;

import java.util.Optional;

/** Knows which resources a task may name. */
@FunctionalInterface
public interface Resources {
    /**
     * Says why a task cannot have a resource.
     *
     * @param resource the task's {@code Resource}
     * @return what is wrong; empty when nothing is
     */
    Optional<String> problem(String resource);
}
