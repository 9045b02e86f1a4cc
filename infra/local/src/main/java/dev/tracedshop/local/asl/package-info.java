/**
 * The Amazon States Language in its JSONPath mode: reading and checking definitions, and running executions. Knows no service and no
 * HTTP: what a task does is behind {@link dev.tracedshop.local.asl.Tasks}, and time behind {@link dev.tracedshop.local.asl.Timer}.
 */
@NullMarked
package dev.tracedshop.local.asl;

import org.jspecify.annotations.NullMarked;
