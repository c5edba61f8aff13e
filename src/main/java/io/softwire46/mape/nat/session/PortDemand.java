package io.softwire46.mape.nat.session;

/**
 * How many ports per second inside hosts ask for, by port space and class.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class PortDemand {
    /*
     * Idea: an exponentially weighted average over ticks, of which only the sum is stored. It is decayed when it is used. The
     * weights of all ticks since the start are less than 1 in sum, so the average is divided by that sum.
     */

    private static final double AVERAGING_TICKS = 60;
    private static final double WEIGHT = 1 - Math.exp(-1 / AVERAGING_TICKS);

    private final double[] averages;
    private final int[] ticks;

    /** No port space has a demand. */
    public PortDemand(int spaces) {
        averages = new double[2 * spaces];
        ticks = new int[2 * spaces];
    }

    /** Counts a port that is asked for. */
    public void add(int space, boolean overlapping, int tick) {
        int at = at(space, overlapping);
        if (ticks[at] != tick) {
            averages[at] *= decay(tick - ticks[at]);
            ticks[at] = tick;
        }
        averages[at] += WEIGHT;
    }

    /** Returns the average per tick. The first tick is 1. */
    public double perTick(int space, boolean overlapping, int tick) {
        int at = at(space, overlapping);
        double weights = 1 - decay(Integer.toUnsignedLong(tick));
        return averages[at] * decay(tick - ticks[at]) / weights;
    }

    private static double decay(long elapsed) {
        return Math.exp(-elapsed / AVERAGING_TICKS);
    }

    private static int at(int space, boolean overlapping) {
        return 2 * space + (overlapping ? 1 : 0);
    }
}
