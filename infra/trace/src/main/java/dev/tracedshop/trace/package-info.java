/**
 * Traces as data: spans with 128-bit trace ids, their links and pointers, and the tree that they form. Nothing here knows where a
 * trace came from.
 *
 * <ul>
 *   <li>The model: {@link dev.tracedshop.trace.Trace}, {@link dev.tracedshop.trace.Span} and what they consist of; {@link
 *       dev.tracedshop.trace.TraceTree} puts spans in the order of a tree.
 *   <li>The result of a run or check: {@link dev.tracedshop.trace.Report} with its {@link dev.tracedshop.trace.Verdict} and {@link
 *       dev.tracedshop.trace.Finding}s. {@link dev.tracedshop.trace.TraceJson} is its one JSON form, and that of traces.
 *   <li>For the terminal: {@link dev.tracedshop.trace.Waterfall} draws a trace, {@link dev.tracedshop.trace.FindingText} prints
 *       findings. Neither asks the environment: width and colour are given.
 *   <li>{@code dev.tracedshop.trace.expect} says what a trace should be, and judges it.
 * </ul>
 *
 * <p>The JSON library is the only dependency, because the steps' scripts compile these sources.
 */
@NullMarked
package dev.tracedshop.trace;

import org.jspecify.annotations.NullMarked;
