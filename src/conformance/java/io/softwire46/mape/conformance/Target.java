package io.softwire46.mape.conformance;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A product under test. Calls come from one thread, one at a time. An exception is an error of the adapter, never a failed
 * check, except for {@link TargetFailure}, which reports that the product itself crashed or does not answer.
 *
 * <p>A method with a default is called only where {@link #capabilities()} declares what it is for.
 */
public interface Target extends AutoCloseable {
    /** Returns what the product is and can do: the same in each call. */
    Capabilities capabilities();

    /** Puts the product into a configuration, in place of any other. */
    Configured configure(Setup setup);

    /**
     * Sends packets to the product and returns what it sends.
     *
     * @param packets in the order of their times
     * @param until when to answer; ignored by a target whose delivery is {@code sync}
     */
    Exchange exchange(List<Sent> packets, Until until);

    /** Answers a query about rules. */
    default Answer query(Query query) {
        throw new UnsupportedOperationException("query");
    }

    /** Returns the counters of the product. */
    default List<Counter> counters() {
        throw new UnsupportedOperationException("counters");
    }

    /** Returns the {@code traffic-stat} leaves of RFC 8676 by name, since the last reset. */
    default Map<String, Long> trafficStat() {
        throw new UnsupportedOperationException("trafficStat");
    }

    /** Lets time pass without packets. */
    default Exchange tick(Duration elapsed) {
        throw new UnsupportedOperationException("tick");
    }

    /**
     * Empties fragment stores, rate limits, path MTUs, NAT sessions and counters; the configuration stays.
     *
     * @return false if the product cannot; then it is closed and a new one is started
     */
    default boolean reset() {
        return false;
    }

    /** Returns the last lines that the product wrote for people, such as its standard error; "" if there are none. */
    default String stderr() {
        return "";
    }

    /** Ends the product. */
    @Override
    void close();
}
