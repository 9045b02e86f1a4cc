/** Event source mappings: what Lambda does between a queue and a function. */
@NullMarked
package dev.tracedshop.local.mapping;

import org.jspecify.annotations.NullMarked;
