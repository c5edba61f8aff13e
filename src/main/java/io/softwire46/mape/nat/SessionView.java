package io.softwire46.mape.nat;

import io.softwire46.mape.nat.session.SessionFlags;
import io.softwire46.mape.nat.session.SessionTable;
import io.softwire46.mape.nat.session.TcpTracker;

/**
 * A cursor over the sessions of a {@link Napt44}, without an object per session.
 *
 * <pre>{@code
 * SessionView view = new SessionView();
 * while (napt.nextSession(view, now)) {
 *     ... view.insideAddress() ...
 * }
 * }</pre>
 *
 * <p>The order is arbitrary. A session that is made or ends between two steps may be missed or be gone. Not thread-safe: use it on
 * the thread of the NAPT.
 */
public final class SessionView {
    private static final NaptProtocol[] PROTOCOLS = NaptProtocol.values();

    private int next;
    private long word0;
    private long word1;
    private int flags;
    private int remainingSeconds;

    /** Creates a cursor before the first session. */
    public SessionView() {}

    boolean advance(Sessions sessions) {
        while (next < sessions.table.used()) {
            int session = next++;
            int at = SessionTable.at(session);
            if (sessions.table.isSession(session) && sessions.isLive(at)) {
                word0 = sessions.words[at];
                word1 = sessions.words[at + SessionTable.REMOTE];
                flags = SessionFlags.flags(sessions.words, at);
                remainingSeconds = SessionFlags.endTick(sessions.words, at) - sessions.tick;
                return true;
            }
        }
        next = 0;
        return false;
    }

    /** {@return the protocol} */
    public NaptProtocol protocol() {
        return PROTOCOLS[((int) (word1 >>> 8) & 0xff) - 1];
    }

    /** {@return inside address, 32 bits in network order} */
    public int insideAddress() {
        return (int) (word0 >>> 32);
    }

    /** {@return inside port or Identifier} */
    public int insidePort() {
        return (int) (word0 >>> 16) & 0xffff;
    }

    /** {@return external port or Identifier} */
    public int externalPort() {
        return (int) (word1 >>> 16) & 0xffff;
    }

    /** {@return remote address, 32 bits in network order} */
    public int remoteAddress() {
        return (int) (word1 >>> 32);
    }

    /** {@return remote port; 0 for ICMP} */
    public int remotePort() {
        return (int) word0 & 0xffff;
    }

    /** {@return whether other inside endpoints may use the external port toward other remote endpoints} */
    public boolean isOverlapping() {
        return (flags & SessionFlags.OVERLAPPING) != 0;
    }

    /** {@return seconds until the session ends if it is not refreshed, rounded up} */
    public int remainingSeconds() {
        return remainingSeconds;
    }

    /**
     * Returns the state of a TCP session (RFC 7857 section 2).
     *
     * @return {@code INIT}, {@code ESTABLISHED}, {@code INSIDE_FIN}, {@code OUTSIDE_FIN}, {@code CLOSING}, {@code TIME_WAIT} or
     *     {@code TRANS}; empty for other protocols
     */
    public String state() {
        if (protocol() != NaptProtocol.TCP) {
            return "";
        }
        return switch ((int) word1 & 0xff) {
            case TcpTracker.INSIDE_SYN, TcpTracker.OUTSIDE_SYN -> "INIT";
            case TcpTracker.INSIDE_FIN -> "INSIDE_FIN";
            case TcpTracker.OUTSIDE_FIN -> "OUTSIDE_FIN";
            case TcpTracker.CLOSING -> "CLOSING";
            case TcpTracker.TIME_WAIT -> "TIME_WAIT";
            case TcpTracker.TRANS -> "TRANS";
            default -> "ESTABLISHED";
        };
    }

    /** Returns protocol, endpoints, external port, state and remaining time of the session. */
    @Override
    public String toString() {
        return word1 == 0
                ? "SessionView[none]"
                : "SessionView[" + protocol() + " " + NaptText.address(insideAddress()) + ":" + insidePort() + " by "
                        + externalPort() + " to " + NaptText.address(remoteAddress()) + ":" + remotePort()
                        + (state().isEmpty() ? "" : ", " + state()) + ", " + remainingSeconds + " s]";
    }
}
