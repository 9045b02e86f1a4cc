/** Holds what the shop's consumers share about delivery: idempotency, dead letters and partial batches. */
@NullMarked
package dev.tracedshop.delivery;

import org.jspecify.annotations.NullMarked;
