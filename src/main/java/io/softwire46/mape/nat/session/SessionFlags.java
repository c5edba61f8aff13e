package io.softwire46.mape.nat.session;

/**
 * Fields of a session record; see {@link SessionTable}. The parameter {@code at} is the index of the record's word 0.
 *
 * <p>Static methods only.
 */
public final class SessionFlags {
    /** The session is of the class OVERLAPPING. */
    public static final int OVERLAPPING = 1;

    /** An ACK of this side was seen (TCP), or a packet (DCCP). */
    public static final int INSIDE_ACK = 1 << 1;

    /** The same of the outside. */
    public static final int OUTSIDE_ACK = 1 << 2;

    /** The FIN of this side was acknowledged by the other. */
    public static final int INSIDE_FIN_ACKED = 1 << 3;

    /** The same of the outside. */
    public static final int OUTSIDE_FIN_ACKED = 1 << 4;

    /** The next sequence number of this side is known. */
    public static final int INSIDE_KNOWN = 1 << 5;

    /** The same of the outside. */
    public static final int OUTSIDE_KNOWN = 1 << 6;

    /** A SYN of this side was seen. */
    public static final int INSIDE_SYN = 1 << 7;

    /** The same of the outside. */
    public static final int OUTSIDE_SYN = 1 << 8;

    /** A RST has moved the session to TRANS. */
    public static final int RESET = 1 << 9;

    private static final long LOW_32_BITS = 0xffff_ffffL;

    private SessionFlags() {}

    public static int insideAddress(long[] words, int at) {
        return (int) (words[at] >>> 32);
    }

    public static int insidePort(long[] words, int at) {
        return (int) (words[at] >>> 16) & 0xffff;
    }

    public static int remotePort(long[] words, int at) {
        return (int) words[at] & 0xffff;
    }

    public static int remoteAddress(long[] words, int at) {
        return (int) (words[at + SessionTable.REMOTE] >>> 32);
    }

    public static int port(long[] words, int at) {
        return (int) (words[at + SessionTable.REMOTE] >>> 16) & 0xffff;
    }

    public static int space(long[] words, int at) {
        return ((int) (words[at + SessionTable.REMOTE] >>> 8) & 0xff) - 1;
    }

    public static int state(long[] words, int at) {
        return (int) words[at + SessionTable.REMOTE] & 0xff;
    }

    public static void setState(long[] words, int at, int state) {
        words[at + SessionTable.REMOTE] = (words[at + SessionTable.REMOTE] & ~0xffL) | state;
    }

    /** Returns the word 1 of a session. The space is stored plus 1, so that the word is never 0. */
    public static long word1(int remote, int port, int space, int state) {
        return (long) remote << 32 | (long) port << 16 | (space + 1) << 8 | state;
    }

    public static int flags(long[] words, int at) {
        return (int) words[at + SessionTable.DELTAS] & 0xffff;
    }

    public static boolean isOverlapping(long[] words, int at) {
        return (words[at + SessionTable.DELTAS] & OVERLAPPING) != 0;
    }

    public static void setFlags(long[] words, int at, int flags) {
        words[at + SessionTable.DELTAS] = (words[at + SessionTable.DELTAS] & ~0xffffL) | flags;
    }

    public static int host(long[] words, int at) {
        return (int) (words[at + SessionTable.DELTAS] >>> 16) & 0xffff;
    }

    /** Returns the word 2 of a session. */
    public static long word2(int addressDelta, int transportDelta, int host, int flags) {
        return (long) addressDelta << 48 | (long) transportDelta << 32 | (long) host << 16 | flags;
    }

    /** Returns the tick from which the session is over. */
    public static int endTick(long[] words, int at) {
        return (int) (words[at + SessionTable.END] >>> 32);
    }

    public static void setEndTick(long[] words, int at, int end) {
        words[at + SessionTable.END] = (long) end << 32 | (words[at + SessionTable.END] & LOW_32_BITS);
    }
}
