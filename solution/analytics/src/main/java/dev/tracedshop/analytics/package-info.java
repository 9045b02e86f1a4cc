/** Holds the analytics team's count of what happens in the shop. */
@NullMarked
package dev.tracedshop.analytics;

import org.jspecify.annotations.NullMarked;
