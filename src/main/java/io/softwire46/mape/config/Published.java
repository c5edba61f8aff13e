package io.softwire46.mape.config;

import io.softwire46.mape.forward.EdgeTable;
import io.softwire46.mape.forward.RuleTable;
import java.util.Objects;

/**
 * A table that any number of workers forward by, and that can be replaced while they run.
 *
 * <p>A node reads which table is current at the start of each call, and within a burst after every 64 packets, unless the burst
 * returns rules. It handles a packet by exactly one table.
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
     * @param first what workers forward by until the next is published
     * @param <T> the kind of table
     * @return the place where tables are published
     */
    public static <T> Published<T> of(T first) {
        return new Published<>(first);
    }

    /**
     * Replaces the table. A node forwards by the new one from its next call on, or from the next 64 packets of a burst on.
     *
     * @param next complete and immutable
     */
    public void publish(T next) {
        current = Objects.requireNonNull(next, "table");
    }

    /**
     * The table published last.
     *
     * @return what a call that starts now forwards by
     */
    public T current() {
        return current;
    }

    /** The current table. */
    @Override
    public String toString() {
        return "Published[" + current + "]";
    }
}
