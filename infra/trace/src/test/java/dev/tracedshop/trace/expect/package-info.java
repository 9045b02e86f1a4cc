/** Tests of expected traces: the verdicts, and word by word what a learner reads. */
@NullMarked
package dev.tracedshop.trace.expect;

import org.jspecify.annotations.NullMarked;
