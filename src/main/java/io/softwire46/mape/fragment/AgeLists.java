package io.softwire46.mape.fragment;

import java.util.Arrays;

/**
 * Doubly linked lists of entries in arrays, each list in the order in which its entries were appended. An entry is in
 * at most one list. Every operation takes constant time.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class AgeLists {
    static final int NONE = -1;

    /** By entry: the next older and the next newer entry of its list. */
    private final int[] links;

    /** By list: its oldest and its newest entry. */
    private final int[] ends;

    AgeLists(int entries, int lists) {
        links = new int[2 * entries];
        ends = new int[2 * lists];
        Arrays.fill(ends, NONE);
    }

    /** Appends an entry that is in no list. */
    void append(int list, int entry) {
        int newest = ends[2 * list + 1];
        links[2 * entry] = newest;
        links[2 * entry + 1] = NONE;
        if (newest == NONE) {
            ends[2 * list] = entry;
        } else {
            links[2 * newest + 1] = entry;
        }
        ends[2 * list + 1] = entry;
    }

    /** Removes an entry from the list that it is in. */
    void remove(int list, int entry) {
        int older = links[2 * entry];
        int newer = links[2 * entry + 1];
        if (older == NONE) {
            ends[2 * list] = newer;
        } else {
            links[2 * older + 1] = newer;
        }
        if (newer == NONE) {
            ends[2 * list + 1] = older;
        } else {
            links[2 * newer] = older;
        }
    }

    /**
     * Returns the oldest entry of a list, or {@link #NONE}.
     *
     * @param except an entry of the list that is not returned, or {@link #NONE}
     */
    int oldest(int list, int except) {
        int oldest = ends[2 * list];
        return oldest == except && oldest != NONE ? links[2 * oldest + 1] : oldest;
    }

    /**
     * Returns the newest entry of a list, or {@link #NONE}.
     *
     * @param except an entry of the list that is not returned, or {@link #NONE}
     */
    int newest(int list, int except) {
        int newest = ends[2 * list + 1];
        return newest == except && newest != NONE ? links[2 * newest] : newest;
    }
}
