package io.softwire46.mape.nat;

import io.softwire46.mape.nat.session.SessionFlags;
import io.softwire46.mape.nat.session.SessionTable;
import io.softwire46.mape.nat.session.TcpTracker;
import java.nio.ByteBuffer;

/**
 * Applies TCP and DCCP packets to the state and the timer of their sessions.
 *
 * <p>Static methods only.
 */
final class TcpPackets {
    private TcpPackets() {}

    /**
     * Applies a TCP packet.
     *
     * @param tcp index of its header
     * @param octets octets of header and data
     */
    static void apply(Sessions sessions, int session, boolean fromInside, ByteBuffer buffer, int tcp, int octets) {
        long[] words = sessions.words;
        int at = SessionTable.at(session);
        int state = SessionFlags.state(words, at);
        int tcpFlags = Transport.tcpFlags(buffer, tcp);
        int sequence = Transport.tcpSequence(buffer, tcp);
        int dataOctets = Transport.tcpDataOctets(buffer, tcp, octets);
        if (TcpTracker.isOpen(tcpFlags) && isReopened(fromInside, state, SessionFlags.isOverlapping(words, at))) {
            int anew = fromInside ? TcpTracker.INSIDE_SYN : TcpTracker.OUTSIDE_SYN;
            sessions.changeState(session, at, anew);
            TcpTracker.restart(words, at, fromInside, sequence, dataOctets);
            return;
        }
        int acknowledgment = Transport.tcpAcknowledgment(buffer, tcp);
        int next = TcpTracker.apply(words, at, fromInside, tcpFlags, sequence, acknowledgment, dataOctets);
        if (next != state) {
            sessions.changeState(session, at, next);
        } else if (isRefreshed(sessions, fromInside)
                && (tcpFlags & TcpTracker.RST) == 0 // RFC 7857 section 7.1
                && state != TcpTracker.TIME_WAIT) {
            sessions.refresh(session, at);
        }
    }

    /**
     * Returns whether a SYN starts a closed session anew. From outside only where the filter of a port of its own permits one
     * (RFC 5382 REQ-2), and not after a RST, which may have been forged: then the SYN revives the session (RFC 7857 section 2.2).
     */
    private static boolean isReopened(boolean fromInside, int state, boolean overlapping) {
        return TcpTracker.isClosing(state) && (fromInside || (!overlapping && state != TcpTracker.TRANS));
    }

    private static boolean isRefreshed(Sessions sessions, boolean fromInside) {
        return fromInside || sessions.rules.inboundRefresh;
    }

    /** Applies a DCCP packet: a connection is established after packets in both directions (RFC 5597 REQ-5). */
    static void applyDccp(Sessions sessions, int session, boolean fromInside) {
        long[] words = sessions.words;
        int at = SessionTable.at(session);
        int flags = SessionFlags.flags(words, at) | (fromInside ? SessionFlags.INSIDE_ACK : SessionFlags.OUTSIDE_ACK);
        SessionFlags.setFlags(words, at, flags);
        int both = SessionFlags.INSIDE_ACK | SessionFlags.OUTSIDE_ACK;
        if ((flags & both) == both && SessionFlags.state(words, at) == TcpTracker.NO_TCP) {
            sessions.changeState(session, at, TcpTracker.ESTABLISHED);
        } else if (isRefreshed(sessions, fromInside)) {
            sessions.refresh(session, at);
        }
    }
}
