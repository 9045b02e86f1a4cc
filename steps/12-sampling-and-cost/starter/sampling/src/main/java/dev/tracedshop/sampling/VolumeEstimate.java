package dev.tracedshop.sampling;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Estimates how many events come of how much work, and what they cost.
 *
 * <p>Two things are called events, and the formula joins them: events = own events × events of each. An <em>own event</em> is a piece of
 * work that the shop does: a request, a batch of messages. It leaves one trace. An <em>event</em> as a bill counts it is a span or a log line.
 */
public final class VolumeEstimate {
    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

    private VolumeEstimate() {}

    /**
     * Returns how many events to expect of so many own events.
     *
     * @param ownEvents for example those of a month
     * @param measured what was measured of each kind; the kinds keep their shares
     * @throws ArithmeticException if the result has more than 64 bits
     * @throws IllegalArgumentException if nothing was measured
     */
    public static long events(long ownEvents, List<EntryPoint> measured) {
        // TODO Task 4: count what is paid for. A trace is not one event.
        BigDecimal traces = sum(measured, EntryPoint::traces);
        return ratio(ownEvents, traces, traces);
    }

    /**
     * Returns how many events are kept of those.
     *
     * @param kept the share that is kept, from 0 to 1
     */
    public static long kept(long events, BigDecimal kept) {
        return BigDecimal.valueOf(events)
                .multiply(kept)
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    /** Returns what events cost, in the currency of the price, rounded to its hundredth. */
    public static BigDecimal cost(long events, BigDecimal pricePerMillion) {
        return BigDecimal.valueOf(events).multiply(pricePerMillion).divide(MILLION, 2, RoundingMode.HALF_UP);
    }

    private static BigDecimal sum(List<EntryPoint> measured, ToLongFunction<EntryPoint> what) {
        return measured.stream()
                .map(one -> BigDecimal.valueOf(what.applyAsLong(one)))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Multiplies before it divides, with as many digits as that takes: a sum of 64 bits would overflow and say nothing. */
    private static long ratio(long number, BigDecimal of, BigDecimal to) {
        if (to.signum() <= 0) {
            throw new IllegalArgumentException("No trace was measured, so there is nothing to estimate by");
        }
        BigDecimal result = BigDecimal.valueOf(number).multiply(of).divide(to, 0, RoundingMode.HALF_UP);
        if (result.toBigInteger().bitLength() > Long.SIZE - 1) {
            throw new ArithmeticException("The estimate has more than 64 bits: " + result.toPlainString() + " events");
        }
        return result.longValueExact();
    }
}
