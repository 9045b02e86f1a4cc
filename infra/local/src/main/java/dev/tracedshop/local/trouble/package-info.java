/** Trouble made on purpose, to see that nothing is lost in it. */
@NullMarked
package dev.tracedshop.local.trouble;

import org.jspecify.annotations.NullMarked;
