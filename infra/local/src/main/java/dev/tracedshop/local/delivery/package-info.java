/** What sources of events have in common: messages on their way to a queue, and functions that nobody waits for. */
@NullMarked
package dev.tracedshop.local.delivery;

import org.jspecify.annotations.NullMarked;
