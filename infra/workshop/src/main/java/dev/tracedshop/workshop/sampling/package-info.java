/** Samples and counts the traces of a running shop: what is kept by which method, and what a month would bring. */
@NullMarked
package dev.tracedshop.workshop.sampling;

import org.jspecify.annotations.NullMarked;
