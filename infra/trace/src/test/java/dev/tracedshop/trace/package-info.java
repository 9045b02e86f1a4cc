/** Tests of the trace model, its JSON and its drawing. */
@NullMarked
package dev.tracedshop.trace;

import org.jspecify.annotations.NullMarked;
