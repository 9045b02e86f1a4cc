/** The stepwise branches of this repository: {@code step/NN} before a step and {@code step/NN-solved} after it. */
@NullMarked
package dev.tracedshop.workshop.branch;

import org.jspecify.annotations.NullMarked;
