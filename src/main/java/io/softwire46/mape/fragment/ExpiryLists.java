package io.softwire46.mape.fragment;

import java.util.List;

/**
 * Finds datagrams that have expired. Time-outs differ between domains, so the oldest datagram need not be the first to
 * expire. There is one list per time-out, and only the oldest datagram of each list is checked.
 *
 * <p>The class keeps a time interval in which no datagram expires, so most queries take two comparisons. A new datagram
 * and one that becomes the oldest of its list can only narrow the interval. The interval is computed again when the
 * time has left it, about once per time-out. It has a lower end, because a datagram that began far in the future has
 * expired, too.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class ExpiryLists {
    private static final long FAR = 1L << 61;

    private final DatagramTable table;
    private final AgeLists lists;
    private final long[] timeouts; // different ones, by list
    private final int[] listOf; // by limits

    // between low and low + width, both exclusive, no datagram expires; not above 0 if the interval is empty, as at
    // first
    private long low;
    private long width;

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
        narrow(list, entry);
        lists.append(list, entry);
    }

    void remove(int entry, int limits) {
        int list = listOf[limits];
        lists.remove(list, entry);
        narrowToOldest(list);
    }

    private void narrowToOldest(int list) {
        int oldest = lists.oldest(list, AgeLists.NONE);
        if (oldest != AgeLists.NONE) {
            narrow(list, oldest);
        }
    }

    /** Time may wrap, so times are compared by their distance from the lower end. */
    private void narrow(int list, int entry) {
        if (width <= 0) {
            return;
        }
        long began = table.began(entry);
        long later = began - timeouts[list] - low;
        if (later > 0) {
            low += later;
            width -= later;
        }
        width = Math.min(width, began + timeouts[list] - low);
    }

    /**
     * Returns the oldest entry of the first list in which that entry has expired; {@link DatagramTable#NONE} if there
     * is none.
     */
    int oldestOver(long nowNanos) {
        long distance = nowNanos - low;
        if (distance > 0 && distance < width) {
            return DatagramTable.NONE;
        }
        for (int list = 0; list < timeouts.length; list++) {
            int entry = lists.oldest(list, AgeLists.NONE);
            if (entry != AgeLists.NONE && table.isOver(entry, nowNanos, timeouts[list])) {
                return entry;
            }
        }
        low = nowNanos - FAR;
        width = 2 * FAR;
        for (int list = 0; list < timeouts.length; list++) {
            narrowToOldest(list);
        }
        return DatagramTable.NONE;
    }
}
