/** Holds the function that keeps an audit entry of every change of a product, as the table's stream tells them. */
@NullMarked
package dev.tracedshop.productchanges;

import org.jspecify.annotations.NullMarked;
