/**
 * Decides which traces are kept: spans come in any order, a trace is judged once and as a whole, and neither a late span nor a restart changes
 * its verdict. And it estimates how many spans a month brings.
 */
@NullMarked
package dev.tracedshop.sampling;

import org.jspecify.annotations.NullMarked;
