package io.softwire46.mape.fragment;

import java.util.List;

/**
 * Finds datagrams that have expired. Time-outs differ between domains, so the oldest datagram need not be the first to
 * expire. There is one list per time-out, and only the oldest datagram of each list is checked.
 *
 * <p>The class keeps a time interval in which no datagram expires, so most queries take two comparisons. A datagram
 * that becomes the oldest of its list can only narrow the interval. The interval is computed again when the time has
 * left it, about once per time-out. It has a lower end, because a datagram that began far in the future has expired,
 * too.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class ExpiryLists {
    private static final long FAR = 1L << 61;

    private final DatagramTable table;
    private final AgeLists lists;
    private final long[] timeouts; // different ones, by list
    private final int[] listOf; // by limits

    // between these values, both exclusive, no datagram expires
    private long low;
    private long high;

    ExpiryLists(DatagramTable table, List<ReassemblyLimits> limits, int entries) {
        this.table = table;
        timeouts = limits.stream()
                .mapToLong(ReassemblyLimits::timeoutNanos)
                .distinct()
                .toArray();
        listOf = limits.stream().mapToInt(each -> listOf(each.timeoutNanos())).toArray();
        lists = new AgeLists(entries, timeouts.length);
    }

    private int listOf(long timeout) {
        int list = 0;
        while (timeouts[list] != timeout) {
            list++;
        }
        return list;
    }

    /** Appends an entry that the table contains already. */
    void append(int entry, int limits) {
        int list = listOf[limits];
        if (lists.oldest(list, AgeLists.NONE) == AgeLists.NONE) {
            narrow(list, entry);
        }
        lists.append(list, entry);
    }

    void remove(int entry, int limits) {
        int list = listOf[limits];
        boolean oldest = lists.oldest(list, AgeLists.NONE) == entry;
        lists.remove(list, entry);
        int next = lists.oldest(list, AgeLists.NONE);
        if (oldest && next != AgeLists.NONE) {
            narrow(list, next);
        }
    }

    private void narrow(int list, int entry) {
        long began = table.began(entry);
        if (began - timeouts[list] - low > 0) {
            low = began - timeouts[list];
        }
        if (began + timeouts[list] - high < 0) {
            high = began + timeouts[list];
        }
    }

    /**
     * Returns the oldest entry of the first list in which that entry has expired; {@link DatagramTable#NONE} if there
     * is none.
     */
    int oldestOver(long nowNanos) {
        if (nowNanos - low > 0 && nowNanos - high < 0) {
            return DatagramTable.NONE;
        }
        for (int list = 0; list < timeouts.length; list++) {
            int entry = lists.oldest(list, AgeLists.NONE);
            if (entry != AgeLists.NONE && table.isOver(entry, nowNanos, timeouts[list])) {
                return entry;
            }
        }
        low = nowNanos - FAR;
        high = nowNanos + FAR;
        for (int list = 0; list < timeouts.length; list++) {
            int entry = lists.oldest(list, AgeLists.NONE);
            if (entry != AgeLists.NONE) {
                narrow(list, entry);
            }
        }
        return DatagramTable.NONE;
    }
}
