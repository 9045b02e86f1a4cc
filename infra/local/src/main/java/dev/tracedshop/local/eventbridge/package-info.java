/** EventBridge: buses, their rules, and where those send events. */
@NullMarked
package dev.tracedshop.local.eventbridge;

import org.jspecify.annotations.NullMarked;
