package io.softwire46.mape.nat.session;

/**
 * The state of a TCP session (RFC 7857 section 2, figure 1), with the phases that RFC 5382 section 5 distinguishes.
 *
 * <pre>
 *   INSIDE_SYN, OUTSIDE_SYN   INIT: one side has sent a SYN
 *   OPENING                   ESTABLISHED: both sides have, but ACKs were not seen in both directions
 *   ESTABLISHED
 *   INSIDE_FIN, OUTSIDE_FIN   one side has sent a FIN
 *   CLOSING                   both have
 *   TIME_WAIT                 and both FINs were acknowledged
 *   TRANS                     after a RST, or after the idle time
 * </pre>
 *
 * <p>Static methods only; the state is in the session record.
 */
public final class TcpTracker {
    /** The state of a session of another protocol. */
    public static final int NO_TCP = 0;

    public static final int INSIDE_SYN = 1;
    public static final int OUTSIDE_SYN = 2;
    public static final int OPENING = 3;
    public static final int ESTABLISHED = 4;
    public static final int INSIDE_FIN = 5;
    public static final int OUTSIDE_FIN = 6;
    public static final int CLOSING = 7;
    public static final int TIME_WAIT = 8;
    public static final int TRANS = 9;

    public static final int FIN = 0x01;
    public static final int SYN = 0x02;
    public static final int RST = 0x04;
    public static final int ACK = 0x10;

    /** The flags that change a state or belong to the start of a session. */
    public static final int EVENTS = FIN | SYN | RST;

    /** RFC 7857 section 2.2: the distance from the next expected sequence number within which a RST is believed. */
    private static final int RESET_DISTANCE = 1 << 20;

    private static final long LOW_32_BITS = 0xffff_ffffL;

    private TcpTracker() {}

    /** Returns whether the packet starts a connection: a SYN, and no other of these flags. */
    public static boolean isOpen(int tcpFlags) {
        return (tcpFlags & (EVENTS | ACK)) == SYN;
    }

    /** Returns whether the states of a closed or idle connection permit a new one. */
    public static boolean isClosing(int state) {
        return state >= CLOSING;
    }

    /**
     * Applies a packet of a session. The sequence numbers are not checked, except that of a RST.
     *
     * @param words the records
     * @param at index of the session's word 0
     * @param fromInside direction of the packet
     * @param tcpFlags the flags octet
     * @param sequence its sequence number
     * @param acknowledgment its acknowledgment number
     * @param octets octets of its data
     * @return the state afterwards, which is not written
     */
    public static int apply(
            long[] words, int at, boolean fromInside, int tcpFlags, int sequence, int acknowledgment, int octets) {
        int state = SessionFlags.state(words, at);
        if (state == TIME_WAIT) { // word 6 has other content
            return state;
        }
        if ((tcpFlags & RST) != 0) {
            return reset(words, at, fromInside, sequence, state);
        }
        int flags = SessionFlags.flags(words, at);
        if ((tcpFlags & ACK) != 0) {
            flags |= fromInside ? SessionFlags.INSIDE_ACK : SessionFlags.OUTSIDE_ACK;
        }
        if (state == TRANS && (tcpFlags & SYN) != 0) { // another connection, with numbers of its own
            flags &= fromInside ? ~SessionFlags.INSIDE_KNOWN : ~SessionFlags.OUTSIDE_KNOWN;
        }
        flags = noteNext(words, at, fromInside, tcpFlags, sequence, octets, flags);
        flags |= fromInside ? SessionFlags.INSIDE_KNOWN : SessionFlags.OUTSIDE_KNOWN;
        if ((tcpFlags & SYN) != 0) {
            flags |= fromInside ? SessionFlags.INSIDE_SYN : SessionFlags.OUTSIDE_SYN;
        }
        if (state == TRANS) { // RFC 7857 section 2.2: a packet other than a RST revives it
            flags &= ~(SessionFlags.RESET | SessionFlags.INSIDE_FIN_ACKED | SessionFlags.OUTSIDE_FIN_ACKED);
            state = OPENING; // which becomes ESTABLISHED if it was
        }
        state = opened(state, flags);
        if ((tcpFlags & FIN) != 0 && state > OUTSIDE_SYN) {
            state = afterFin(state, fromInside);
        }
        flags |= acknowledged(words, at, fromInside, tcpFlags, acknowledgment, state);
        SessionFlags.setFlags(words, at, flags);
        int both = SessionFlags.INSIDE_FIN_ACKED | SessionFlags.OUTSIDE_FIN_ACKED;
        return state == CLOSING && (flags & both) == both ? TIME_WAIT : state;
    }

    /** RFC 7857 section 2.2: a RST out of sequence does not change the state, since it may be forged. */
    private static int reset(long[] words, int at, boolean fromInside, int sequence, int state) {
        int flags = SessionFlags.flags(words, at);
        boolean isKnown = (flags & (fromInside ? SessionFlags.INSIDE_KNOWN : SessionFlags.OUTSIDE_KNOWN)) != 0;
        int distance = sequence - next(words, at, fromInside);
        if (!isKnown || distance < -RESET_DISTANCE || distance > RESET_DISTANCE || isClosing(state)) {
            return state;
        }
        SessionFlags.setFlags(words, at, flags | SessionFlags.RESET);
        return TRANS;
    }

    private static int opened(int state, int flags) {
        int now = state;
        int bothSyns = SessionFlags.INSIDE_SYN | SessionFlags.OUTSIDE_SYN;
        if (now <= OUTSIDE_SYN && (flags & bothSyns) == bothSyns) {
            now = OPENING;
        }
        int bothAcks = SessionFlags.INSIDE_ACK | SessionFlags.OUTSIDE_ACK;
        // RFC 5382 section 5: a connection is established after the handshake
        return now == OPENING && (flags & bothAcks) == bothAcks ? ESTABLISHED : now;
    }

    private static int afterFin(int state, boolean fromInside) {
        return switch (state) {
            case OPENING, ESTABLISHED -> fromInside ? INSIDE_FIN : OUTSIDE_FIN;
            case INSIDE_FIN -> fromInside ? INSIDE_FIN : CLOSING;
            case OUTSIDE_FIN -> fromInside ? CLOSING : OUTSIDE_FIN;
            default -> state;
        };
    }

    /** Returns the flag of the other side's FIN if the packet acknowledges it. */
    private static int acknowledged(
            long[] words, int at, boolean fromInside, int tcpFlags, int acknowledgment, int state) {
        boolean otherClosed = state == CLOSING || state == (fromInside ? OUTSIDE_FIN : INSIDE_FIN);
        if (!otherClosed || (tcpFlags & ACK) == 0 || acknowledgment != next(words, at, !fromInside)) {
            return 0;
        }
        return fromInside ? SessionFlags.OUTSIDE_FIN_ACKED : SessionFlags.INSIDE_FIN_ACKED;
    }

    /** Returns the next sequence number of a side. */
    public static int next(long[] words, int at, boolean ofInside) {
        long sequences = words[at + SessionTable.SEQUENCES];
        return (int) (ofInside ? sequences >>> 32 : sequences);
    }

    /**
     * Notes the next sequence number of a side. It only grows, so that a segment that is sent again has no effect. A FIN sets it:
     * it ends the connection, which may be a later one with lower numbers.
     *
     * @return the flags, without the acknowledgment of another FIN of this side
     */
    private static int noteNext(
            long[] words, int at, boolean fromInside, int tcpFlags, int sequence, int octets, int flags) {
        int end = sequence + octets + (tcpFlags & SYN) / SYN + (tcpFlags & FIN);
        boolean isKnown = (flags & (fromInside ? SessionFlags.INSIDE_KNOWN : SessionFlags.OUTSIDE_KNOWN)) != 0;
        boolean isFin = (tcpFlags & FIN) != 0;
        int change = end - next(words, at, fromInside);
        if (isKnown && (change == 0 || (change < 0 && !isFin))) { // sent again
            return flags;
        }
        long sequences = words[at + SessionTable.SEQUENCES];
        words[at + SessionTable.SEQUENCES] = fromInside
                ? (long) end << 32 | (sequences & LOW_32_BITS)
                : (sequences & ~LOW_32_BITS) | (end & LOW_32_BITS);
        int acknowledged = fromInside ? SessionFlags.INSIDE_FIN_ACKED : SessionFlags.OUTSIDE_FIN_ACKED;
        return isFin ? flags & ~acknowledged : flags;
    }

    /** Starts a session anew with a SYN. */
    public static int restart(long[] words, int at, boolean fromInside, int sequence, int octets) {
        int kept = SessionFlags.flags(words, at) & SessionFlags.OVERLAPPING;
        SessionFlags.setFlags(words, at, kept);
        SessionFlags.setState(words, at, fromInside ? INSIDE_SYN : OUTSIDE_SYN);
        words[at + SessionTable.SEQUENCES] = 0;
        return apply(words, at, fromInside, SYN, sequence, 0, octets);
    }
}
