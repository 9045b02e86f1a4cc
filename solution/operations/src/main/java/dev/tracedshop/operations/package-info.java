/**
 * Holds what brings dead letters back to whom they were meant for, the redrive of queues and the replay of invocations, and what brings
 * spans from logs to a collector.
 */
@NullMarked
package dev.tracedshop.operations;

import org.jspecify.annotations.NullMarked;
