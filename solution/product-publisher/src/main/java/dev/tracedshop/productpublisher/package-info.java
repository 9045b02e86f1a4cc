/** Holds the function that puts the product team's public events on the shared bus. */
@NullMarked
package dev.tracedshop.productpublisher;

import org.jspecify.annotations.NullMarked;
