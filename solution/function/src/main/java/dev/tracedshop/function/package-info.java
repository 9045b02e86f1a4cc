/** Holds what every function of the shop starts from: its environment variables, and its clients of AWS. */
@NullMarked
package dev.tracedshop.function;

import org.jspecify.annotations.NullMarked;
