/** Measures the ways in which a function's spans can leave a process that is frozen: what each costs, and what it loses. */
@NullMarked
package dev.tracedshop.workshop.transport;

import org.jspecify.annotations.NullMarked;
