/** Measurements that anybody can repeat: each beside a floor measured in the same run, because machines differ and ratios much less. */
@NullMarked
package dev.tracedshop.workshop.bench;

import org.jspecify.annotations.NullMarked;
