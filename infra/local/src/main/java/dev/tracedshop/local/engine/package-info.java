/** The engines behind the front door, each a process of its own that ends with this one. */
@NullMarked
package dev.tracedshop.local.engine;

import org.jspecify.annotations.NullMarked;
