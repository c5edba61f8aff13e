package io.softwire46.mape.forward;

import java.util.Objects;

/**
 * A table that any number of workers forward by, and that can be replaced while they run.
 *
 * <p>A worker looks at the start of each packet which table is current, and treats the whole packet by that one: a packet sees
 * exactly one table. {@link #publish} is one volatile write; it waits for nobody, and nobody waits for it. Thread-safe.
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
     * Replaces the table. Workers forward by the new one from their next packet on.
     *
     * @param next complete and immutable
     */
    public void publish(T next) {
        current = Objects.requireNonNull(next, "table");
    }

    /**
     * The table published last.
     *
     * @return what the next packet will be forwarded by
     */
    public T current() {
        return current;
    }
}
