/** The steps: their registry, the learner's files, and the check that judges them. */
@NullMarked
package dev.tracedshop.workshop.step;

import org.jspecify.annotations.NullMarked;
