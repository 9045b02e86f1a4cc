/** SQS: the queues that templates declare, kept by an engine, with what the engine does otherwise than AWS put right. */
@NullMarked
package dev.tracedshop.local.sqs;

import org.jspecify.annotations.NullMarked;
