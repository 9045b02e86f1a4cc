/** CloudWatch Logs as far as functions feel it: who has subscribed to a log group is given its lines. */
@NullMarked
package dev.tracedshop.local.logs;

import org.jspecify.annotations.NullMarked;
