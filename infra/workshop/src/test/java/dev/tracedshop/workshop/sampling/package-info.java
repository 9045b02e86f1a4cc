/** Holds what the commands say of sampled and counted traces. */
@NullMarked
package dev.tracedshop.workshop.sampling;

import org.jspecify.annotations.NullMarked;
