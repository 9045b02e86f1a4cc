/**
 * What Datadog's agent and Lambda extension are on AWS, for functions that run here: takes the tracer's spans in, makes {@code
 * aws.lambda} and its companions for each invocation, and keeps the traces. Nothing here knows which system is traced or how its
 * functions are run.
 */
@NullMarked
package dev.tracedshop.telemetry;

import org.jspecify.annotations.NullMarked;
