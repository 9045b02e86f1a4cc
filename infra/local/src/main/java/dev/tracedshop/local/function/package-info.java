/** Functions: what a template says of one, its processes, and the Runtime API through which they get their events. */
@NullMarked
package dev.tracedshop.local.function;

import org.jspecify.annotations.NullMarked;
