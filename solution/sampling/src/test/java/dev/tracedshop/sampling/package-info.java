/** Holds the sampling against shuffled, late and repeated spans, and against hosts that die at any moment. */
@NullMarked
package dev.tracedshop.sampling;

import org.jspecify.annotations.NullMarked;
