/**
 * Expected traces: what a scenario should leave behind, written with names and never with ids, and the judge that says what is
 * not there yet, why, and what to do next.
 *
 * <p>A step's script implements {@link dev.tracedshop.trace.expect.Scenario}: it drives a {@link dev.tracedshop.trace.expect.Shop}
 * and returns an {@link dev.tracedshop.trace.expect.Expectation}, built with the words of {@link
 * dev.tracedshop.trace.expect.Expectations}. Whoever runs the shop collects {@link dev.tracedshop.trace.expect.Evidence} and asks
 * {@link dev.tracedshop.trace.expect.Expectation#judge} for a {@link dev.tracedshop.trace.expect.Judgement}.
 */
@NullMarked
package dev.tracedshop.trace.expect;

import org.jspecify.annotations.NullMarked;
