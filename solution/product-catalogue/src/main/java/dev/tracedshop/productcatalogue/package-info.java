/** Holds the functions that take whole catalogues as CSV files and create the products in them. */
@NullMarked
package dev.tracedshop.productcatalogue;

import org.jspecify.annotations.NullMarked;
