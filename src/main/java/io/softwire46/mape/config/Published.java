package io.softwire46.mape.config;

import io.softwire46.mape.forward.EdgeTable;
import io.softwire46.mape.forward.RuleTable;
import java.util.Objects;

/**
 * The current table of a node, which can be replaced while any number of threads forward packets by it.
 *
 * <p>A node reads the current table at the start of each call, and within a burst after every 64 packets, unless the
 * burst returns rules. It handles a packet by exactly one table.
 *
 * <p>Thread-safe: {@link #publish} is one volatile write, which never waits and never makes a node wait.
 *
 * @param <T> {@link RuleTable} for border relays, {@link EdgeTable} for customer edges
 */
public final class Published<T> {
    private volatile T current;

    private Published(T first) {
        current = Objects.requireNonNull(first, "table");
    }

    /**
     * Starts with a table.
     *
     * @param first the initial table
     * @param <T> the kind of table
     * @return the holder of the current table
     */
    public static <T> Published<T> of(T first) {
        return new Published<>(first);
    }

    /**
     * Replaces the table. A node forwards by the new one from its next call on, or after at most 64 further packets of
     * a burst.
     *
     * @param next complete and immutable
     */
    public void publish(T next) {
        current = Objects.requireNonNull(next, "table");
    }

    /**
     * Returns the table published last.
     *
     * @return the table that a call starting now uses
     */
    public T current() {
        return current;
    }

    /** Returns the current table. */
    @Override
    public String toString() {
        return "Published[" + current + "]";
    }
}
