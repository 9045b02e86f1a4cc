/** Holds the functions that calculate what a piece of a product costs when more are bought. */
@NullMarked
package dev.tracedshop.productpricing;

import org.jspecify.annotations.NullMarked;
