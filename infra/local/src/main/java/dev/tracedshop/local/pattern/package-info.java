/** Patterns that choose among events: EventBridge's, which SNS filter policies share. */
@NullMarked
package dev.tracedshop.local.pattern;

import org.jspecify.annotations.NullMarked;
