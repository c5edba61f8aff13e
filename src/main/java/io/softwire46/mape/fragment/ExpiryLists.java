package io.softwire46.mape.fragment;

import java.util.List;

/**
 * Which datagram's time is over. Time-outs differ between domains, so the oldest datagram need not be the first to expire; but
 * among those with one time-out it is. There is one list per time-out, and the least deadline of all lists is remembered, so that
 * most queries take one comparison. The lists are searched again only when that deadline has passed, thus about once per datagram.
 * Not thread-safe: one per worker.
 */
final class ExpiryLists {
    private static final long FAR = 1L << 62;

    private final DatagramTable table;
    private final AgeLists lists;
    private final long[] timeouts; // different ones, by list
    private final int[] listOf; // by limits
    private long earliest; // no datagram is over before
    private long sought; // when that was found

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

    void append(int entry, int limits, long nowNanos) {
        int list = listOf[limits];
        lists.append(list, entry);
        long deadline = nowNanos + timeouts[list];
        if (deadline - earliest < 0) {
            earliest = deadline;
        }
    }

    void remove(int entry, int limits) {
        lists.remove(listOf[limits], entry);
    }

    /** An entry whose time is over: the oldest one of the first list that has such a one; or {@link DatagramTable#NONE}. */
    int oldestOver(long nowNanos) {
        if (nowNanos - earliest < 0 && nowNanos - sought >= 0) {
            return DatagramTable.NONE;
        }
        sought = nowNanos;
        earliest = nowNanos;
        long left = FAR;
        for (int list = 0; list < timeouts.length; list++) {
            int entry = lists.oldest(list, AgeLists.NONE);
            if (entry == AgeLists.NONE) {
                continue;
            }
            if (table.isOver(entry, nowNanos, timeouts[list])) {
                return entry;
            }
            left = Math.min(left, timeouts[list] - table.age(entry, nowNanos));
        }
        earliest = nowNanos + left;
        return DatagramTable.NONE;
    }
}
