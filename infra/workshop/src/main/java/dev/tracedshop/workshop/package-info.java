/** The workshop's command line: its entry point, how it talks to people and how it ends. */
@NullMarked
package dev.tracedshop.workshop;

import org.jspecify.annotations.NullMarked;
