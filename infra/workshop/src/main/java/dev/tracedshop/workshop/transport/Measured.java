package dev.tracedshop.workshop.transport;

/**
 * What a transport cost and lost.
 *
 * @param rootMillis how long the request's own span took, the median of those that arrived; not a number when none did
 * @param answerMillis how long the caller waited for the answer, the median of all calls
 * @param outsideMillis what the caller waited for and the request's own span does not show, the median of the calls whose span arrived; not
 *     a number when none did
 * @param spans how many spans were made
 * @param lost how many never arrived, because the process was killed while it was frozen
 * @param late how many arrived only during or after a later call
 */
public record Measured(
        Transport transport,
        double rootMillis,
        double answerMillis,
        double outsideMillis,
        int spans,
        int lost,
        int late) {}
