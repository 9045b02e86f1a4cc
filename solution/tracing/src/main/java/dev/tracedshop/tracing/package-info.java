/** Holds what the shop's functions share about tracing: spans of their own, tags, and logs that carry the ids. */
@NullMarked
package dev.tracedshop.tracing;

import org.jspecify.annotations.NullMarked;
