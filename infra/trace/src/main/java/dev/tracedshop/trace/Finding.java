package dev.tracedshop.trace;

/**
 * One thing that is not as expected, explained.
 *
 * @param id the kind of finding, for example {@code span-missing}; stable, so that hints and tests can refer to it
 * @param about what of the expectation it is about: {@code trace.span}, {@code trace.span#tag} or {@code trace}, by their names there; may
 *     be empty
 * @param message what was expected and what was seen
 * @param why the probable cause; may be empty
 * @param hint the next thing to do; may be empty
 * @param where the place that it is about
 * @param evidence what was seen, as bytes or lines, separated by line feeds; may be empty
 * @param silenced how many further expectations depend on this one and were not reported
 */
public record Finding(
        String id, String about, String message, String why, String hint, Where where, String evidence, int silenced) {

    /** Creates a finding without a place and without evidence. */
    public Finding(String id, String message, String why, String hint) {
        this(id, "", message, why, hint, Where.UNKNOWN, "", 0);
    }

    /** Creates a finding at a place that is about nothing in particular. */
    public Finding(String id, String message, String why, String hint, Where where, String evidence, int silenced) {
        this(id, "", message, why, hint, where, evidence, silenced);
    }

    /** Returns the same finding, which is about something of the expectation. */
    public Finding about(String subject) {
        return new Finding(id, subject, message, why, hint, where, evidence, silenced);
    }

    /** Returns the same finding at another place. */
    public Finding at(Where place) {
        return new Finding(id, about, message, why, hint, place, evidence, silenced);
    }

    /** Returns the same finding with other evidence. */
    public Finding seen(String lines) {
        return new Finding(id, about, message, why, hint, where, lines, silenced);
    }

    /** Returns the same finding with another number of silenced expectations. */
    public Finding silencing(int expectations) {
        return new Finding(id, about, message, why, hint, where, evidence, expectations);
    }
}
