package dev.tracedshop.sampling;

/**
 * A span, and what becomes of it.
 *
 * @param late whether it came when its trace had been judged already
 */
public record JudgedSpan(SpanEvent span, Verdict verdict, boolean late) {}
