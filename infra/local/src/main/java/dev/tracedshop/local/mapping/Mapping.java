package dev.tracedshop.local.mapping;

import dev.tracedshop.local.function.Function;

/** An event source mapping at work. */
interface Mapping extends AutoCloseable {
    /** Begins to read. */
    void start();

    /** Returns whom it invokes. */
    Function function();

    /** Leaves what comes where it is from now on, or no longer. */
    void hold(boolean wait);

    @Override
    void close();
}
