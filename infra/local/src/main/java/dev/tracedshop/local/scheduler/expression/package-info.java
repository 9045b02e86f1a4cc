/** When schedules are due: rates, crons and single moments. */
@NullMarked
package dev.tracedshop.local.scheduler.expression;

import org.jspecify.annotations.NullMarked;
