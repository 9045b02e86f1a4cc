/** Many products at once: drives a shop hard, and holds every effect and every trace against what one product alone would have. */
@NullMarked
package dev.tracedshop.workshop.load;

import org.jspecify.annotations.NullMarked;
