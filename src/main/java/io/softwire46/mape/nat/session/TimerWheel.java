package io.softwire46.mape.nat.session;

import java.util.Arrays;

/**
 * The sessions in the order in which they may end. Time is in ticks of one second.
 *
 * <p>A packet only writes the new end of its session into the record, and the session stays in its slot. When the wheel reaches
 * the slot, the owner checks the end in the record and inserts the session again if it is later.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class TimerWheel {
    /*
     * Idea: a hierarchical timing wheel. Published name: hashed and hierarchical timing wheels (Varghese, Lauck, SOSP 1987),
     * here of two levels: 256 slots of one tick, and 256 slots of 256 ticks. A slot is a doubly linked list through the records.
     *
     * Invariant: the slots before the current tick are empty, and that of the current tick is being emptied. A session is inserted
     * at a later tick, not after its end; one that is due at once is inserted at the following tick.
     *
     * Cost: insertion, removal and each step are O(1). A session that ends later than the wheel reaches, about 18 hours, is
     * inserted at the last slot and examined there.
     */

    private static final int SLOTS = 256;
    private static final int REACH = SLOTS * SLOTS;
    private static final int NONE = SessionTable.NONE;
    private static final long LOW_32_BITS = 0xffff_ffffL;

    /** Ticks that one call of {@link #advance} passes at most without a session. */
    private static final int MAX_EMPTY_TICKS = 4096;

    private final long[] words;
    private final int[] heads = new int[2 * SLOTS];
    private int tick;
    private int size;

    /** Creates an empty wheel over the records of a table. */
    public TimerWheel(long[] words) {
        this.words = words;
        Arrays.fill(heads, NONE);
    }

    /** Returns the tick that the wheel has reached. */
    public int tick() {
        return tick;
    }

    /** Inserts a session that may end at a tick. */
    public void insert(int session, int end) {
        int distance = Math.max(1, end - tick);
        if (distance > REACH - SLOTS) {
            distance = REACH - SLOTS;
        }
        int from = tick + distance;
        int slot = distance < SLOTS ? from & SLOTS - 1 : SLOTS + (from >>> 8 & SLOTS - 1);
        int first = heads[slot];
        words[SessionTable.at(session) + SessionTable.WHEEL] = pair(~slot - 1, first);
        if (first != NONE) {
            setPrevious(first, session);
        }
        heads[slot] = session;
        size++;
    }

    public void remove(int session) {
        long links = words[SessionTable.at(session) + SessionTable.WHEEL];
        int previous = (int) (links >>> 32);
        int next = (int) links;
        if (previous < NONE) {
            heads[~(previous + 1)] = next;
        } else {
            int at = SessionTable.at(previous) + SessionTable.WHEEL;
            words[at] = (words[at] & ~LOW_32_BITS) | (next & LOW_32_BITS);
        }
        if (next != NONE) {
            setPrevious(next, previous);
        }
        size--;
    }

    private void setPrevious(int session, int previous) {
        int at = SessionTable.at(session) + SessionTable.WHEEL;
        words[at] = (long) previous << 32 | (words[at] & LOW_32_BITS);
    }

    private static long pair(int previous, int next) {
        return (long) previous << 32 | (next & LOW_32_BITS);
    }

    /**
     * Returns the next session that may have ended. The caller removes it, and inserts it again if its end is later than now.
     *
     * @param now current tick; an earlier one than before has no effect
     * @return its number; {@link SessionTable#NONE} if there is none, or if many ticks were passed: then {@link #tick} is before
     *     now, and the next call continues
     */
    public int advance(int now) {
        if (now - tick > REACH) { // each slot is visited within the reach, and each session is checked
            tick = now - REACH;
        }
        for (int passed = 0; passed < MAX_EMPTY_TICKS; passed++) {
            if (size == 0) {
                tick = now - tick > 0 ? now : tick;
                return NONE;
            }
            int session = heads[tick & SLOTS - 1];
            if (session == NONE && (tick & SLOTS - 1) == 0) {
                session = heads[SLOTS + (tick >>> 8 & SLOTS - 1)];
            }
            if (session != NONE) {
                return session;
            }
            if (tick - now >= 0) {
                return NONE;
            }
            tick++;
        }
        return NONE;
    }

    /** Returns whether the slot of the current tick has a session. */
    public boolean isDue() {
        return heads[tick & SLOTS - 1] != NONE
                || ((tick & SLOTS - 1) == 0 && heads[SLOTS + (tick >>> 8 & SLOTS - 1)] != NONE);
    }

    /** Removes all sessions and continues from a tick. */
    public void clear() {
        Arrays.fill(heads, NONE);
        size = 0;
    }
}
