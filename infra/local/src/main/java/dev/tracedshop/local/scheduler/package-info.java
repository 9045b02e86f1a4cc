/** EventBridge Scheduler: invokes targets when their schedules are due, in the name of the schedules' roles. */
@NullMarked
package dev.tracedshop.local.scheduler;

import org.jspecify.annotations.NullMarked;
