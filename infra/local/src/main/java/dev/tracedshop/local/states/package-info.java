/** Step Functions: the state machines of an assembly, their executions, the service's API, and the calls that tasks make. */
@NullMarked
package dev.tracedshop.local.states;

import org.jspecify.annotations.NullMarked;
