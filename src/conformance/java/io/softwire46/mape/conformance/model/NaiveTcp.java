package io.softwire46.mape.conformance.model;

import org.jspecify.annotations.Nullable;

/**
 * The state of one TCP session in a NAT, by RFC 7857 figure 1 as a table, with the phases of RFC 5382 section 5.
 *
 * <p>Not thread-safe.
 */
final class NaiveTcp {
    /** States of figure 1; one side of the connection is the inside host. */
    enum State {
        INSIDE_SYN,
        OUTSIDE_SYN,
        ESTABLISHED,
        INSIDE_FIN,
        OUTSIDE_FIN,
        BOTH_FIN,
        TIME_WAIT,
        TRANS
    }

    /** RFC 7857 section 2.2: a RST so far from the next expected sequence number does not start a timer. */
    private static final int RST_WINDOW = 1 << 20;

    private State state;
    private boolean insideAcked;
    private boolean outsideAcked;

    private @Nullable Integer insideFin;
    private @Nullable Integer outsideFin;
    private boolean insideFinAcked;
    private boolean outsideFinAcked;

    private @Nullable Integer insideNext;
    private @Nullable Integer outsideNext;

    /** Whether the state follows from the RFCs alone; false after packets for which they leave it open. */
    private boolean certain = true;

    NaiveTcp(NaiveNaptPacket syn, boolean fromInside) {
        state = fromInside ? State.INSIDE_SYN : State.OUTSIDE_SYN;
        note(syn, fromInside);
    }

    State state() {
        return state;
    }

    boolean isCertain() {
        return certain;
    }

    /** RFC 5382 section 5: the connection is established when ACKs were seen in both directions. */
    boolean isOpening() {
        return state == State.INSIDE_SYN
                || state == State.OUTSIDE_SYN
                || (state == State.ESTABLISHED && !(insideAcked && outsideAcked));
    }

    /** Whether a RST is close to the next expected number; null if none is known. */
    @Nullable Boolean isRstExpected(NaiveNaptPacket packet, boolean fromInside) {
        Integer next = fromInside ? insideNext : outsideNext;
        return next == null ? null : Math.abs((long) (packet.sequence() - next)) <= RST_WINDOW;
    }

    /** Returns whether a SYN from the inside starts the session anew. */
    boolean restarts(NaiveNaptPacket packet, boolean fromInside) {
        boolean syn = packet.has(NaiveNaptPacket.SYN) && !packet.has(NaiveNaptPacket.ACK);
        return fromInside && syn && (state == State.TIME_WAIT || state == State.TRANS || state == State.BOTH_FIN);
    }

    /** Follows a packet of the session. */
    void take(NaiveNaptPacket packet, boolean fromInside) {
        if (packet.has(NaiveNaptPacket.RST)) {
            Boolean expected = isRstExpected(packet, fromInside);
            if (state == State.TIME_WAIT) {
                // The RFCs do not say whether a closed connection can be reset.
                certain = false;
            } else if (expected == null) {
                certain = false;
            } else if (expected) {
                state = State.TRANS;
            }
            return;
        }
        boolean syn = packet.has(NaiveNaptPacket.SYN);
        // The RFCs do not say whether a SYN after a FIN belongs to the old connection.
        certain &= !syn || state == State.TRANS || (insideFin == null && outsideFin == null);
        switch (state) {
            case INSIDE_SYN -> state = syn && !fromInside ? State.ESTABLISHED : state;
            case OUTSIDE_SYN -> state = syn && fromInside ? State.ESTABLISHED : state;
            case TRANS -> {
                // RFC 7857 figure 1 does not say whether a SYN from the outside revives a session,
                certain &= fromInside || !syn;
                // nor whether a session that was closing is established then.
                certain &= insideFin == null && outsideFin == null;
                state = State.ESTABLISHED;
                insideFin = null;
                outsideFin = null;
                insideFinAcked = false;
                outsideFinAcked = false;
            }
            default -> {}
        }
        note(packet, fromInside);
        boolean open = state != State.INSIDE_SYN && state != State.OUTSIDE_SYN;
        if (packet.has(NaiveNaptPacket.FIN)) {
            certain &= open;
            if (open && fromInside && insideFin == null) {
                insideFin = packet.nextSequence();
            } else if (open && !fromInside && outsideFin == null) {
                outsideFin = packet.nextSequence();
            }
        }
        if (packet.has(NaiveNaptPacket.ACK)) {
            insideFinAcked |= !fromInside && insideFin != null && insideFin == packet.acknowledgment();
            outsideFinAcked |= fromInside && outsideFin != null && outsideFin == packet.acknowledgment();
        }
        if (open) {
            state = closing();
        }
    }

    private State closing() {
        if (insideFinAcked && outsideFinAcked) {
            return State.TIME_WAIT;
        }
        if (insideFin != null && outsideFin != null) {
            return State.BOTH_FIN;
        }
        return insideFin != null ? State.INSIDE_FIN : outsideFin != null ? State.OUTSIDE_FIN : State.ESTABLISHED;
    }

    private void note(NaiveNaptPacket packet, boolean fromInside) {
        if (fromInside) {
            insideNext = packet.nextSequence();
            insideAcked |= packet.has(NaiveNaptPacket.ACK);
        } else {
            outsideNext = packet.nextSequence();
            outsideAcked |= packet.has(NaiveNaptPacket.ACK);
        }
    }
}
