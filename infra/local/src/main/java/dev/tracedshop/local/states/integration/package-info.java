/** The resources that a task may name on this machine, as data: who checks an assembly needs them as much as who runs it. */
@NullMarked
package dev.tracedshop.local.states.integration;

import org.jspecify.annotations.NullMarked;
