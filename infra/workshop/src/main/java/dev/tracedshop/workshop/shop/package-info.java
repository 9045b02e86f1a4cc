/** A running shop: the local runtime and the telemetry wired together, what it tells the world, and how to find it from another process. */
@NullMarked
package dev.tracedshop.workshop.shop;

import org.jspecify.annotations.NullMarked;
