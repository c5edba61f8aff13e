package io.softwire46.mape.conformance.model;

import org.jspecify.annotations.Nullable;

/**
 * A session of a NAPT: a mapping and a remote endpoint. Where the RFCs leave the end of a session open, it has two ends: it is
 * present before {@link #sureUntil} and absent from {@link #goneAt} on.
 *
 * <p>Not thread-safe.
 */
final class NaiveNaptSession {
    /** Who may use the external port. */
    enum Kind {
        EXCLUSIVE,
        OVERLAPPING,
        FORWARD
    }

    private static final long SECOND = 1_000_000_000L;

    final int protocol;
    final int host;
    final int hostPort;
    final int port;
    final int remote;
    final int remotePort;
    final Kind kind;

    @Nullable NaiveTcp tcp;

    /** Nanoseconds of the clock. */
    long sureUntil;

    long goneAt;

    /** When both sides had closed the connection. */
    long closedAt;

    private long lastRefresh;
    /** Whether other timers applied during the session, so that its exact end is open. */
    boolean isChanged;

    private long setEarly;
    private long setLate;
    private boolean seenInside;
    private boolean seenOutside;

    NaiveNaptSession(Kind kind, int protocol, int host, int hostPort, int port, int remote, int remotePort) {
        this.kind = kind;
        this.protocol = protocol;
        this.host = host;
        this.hostPort = hostPort;
        this.port = port;
        this.remote = remote;
        this.remotePort = remotePort;
    }

    boolean isFrom(int otherHost, int otherPort) {
        return host == otherHost && hostPort == otherPort;
    }

    boolean isToward(int other, int otherPort) {
        return remote == other && remotePort == otherPort;
    }

    boolean isTimeWait() {
        return tcp != null && tcp.state() == NaiveTcp.State.TIME_WAIT;
    }

    /** Starts the session with its first packet. */
    void start(NaiveNaptPacket packet, boolean fromInside, long now, NaiveNaptSettings settings) {
        if (protocol == NaiveNaptSettings.TCP) {
            tcp = new NaiveTcp(packet, fromInside);
        }
        note(fromInside);
        lastRefresh = now;
        set(now, now, settings);
    }

    private void note(boolean fromInside) {
        seenInside |= fromInside;
        seenOutside |= !fromInside;
    }

    /** Follows a packet of the session. */
    void take(NaiveNaptPacket packet, boolean fromInside, long now, NaiveNaptSettings settings) {
        if (tcp != null && tcp.restarts(packet, fromInside)) {
            start(packet, true, now, settings);
            return;
        }
        NaiveTcp.State before = tcp == null ? null : tcp.state();
        boolean wasSeenInBoth = seenInside && seenOutside;
        boolean wasOpening = tcp != null && tcp.isOpening();
        boolean rst = protocol == NaiveNaptSettings.TCP && packet.has(NaiveNaptPacket.RST);
        boolean lapsed = tcp != null && before != NaiveTcp.State.TRANS && isLapsed(now, settings);
        long oldSure = sureUntil;
        long oldGone = goneAt;
        note(fromInside);
        if (tcp != null) {
            tcp.take(packet, fromInside);
        }
        if (isTimeWait() && before != NaiveTcp.State.TIME_WAIT) {
            closedAt = now;
        }
        boolean changed = tcp != null
                ? tcp.state() != before || tcp.isOpening() != wasOpening || lapsed
                : protocol == NaiveNaptSettings.DCCP && wasSeenInBoth != (seenInside && seenOutside);
        if (rst) {
            reset(now, oldSure, oldGone, before, settings);
            return;
        }
        // RFC 4787 REQ-6: outbound packets refresh; inbound ones by option.
        boolean refreshes = fromInside || settings.behavior().inboundRefresh();
        if (refreshes) {
            lastRefresh = now;
            set(now, now, settings);
            if (isTimeWait() || (tcp != null && tcp.state() == NaiveTcp.State.BOTH_FIN && !changed)) {
                // RFC 5382 section 5: these states end by themselves.
                sureUntil = changed ? sureUntil : Math.min(oldSure, sureUntil);
                goneAt = changed ? goneAt : Math.max(oldGone, goneAt);
            }
        } else if (changed) {
            set(lastRefresh, now, settings);
        }
        if (tcp != null && !tcp.isCertain()) {
            NaiveNaptSettings.Timers timers = settings.timers();
            int least = Math.min(timers.tcpTimeWait(), Math.min(timers.tcpOpening(), timers.tcpClosing()));
            sureUntil = Math.min(oldSure, Math.min(sureUntil, now + least * SECOND));
            int most = timers.tcpEstablished() + timers.tcpClosing() + 2;
            goneAt = Math.max(oldGone, Math.max(goneAt, now + most * SECOND));
        }
    }

    /** Lets other timers apply: whether they do so at once or from the next packet on is open. */
    void change(NaiveNaptSettings settings) {
        isChanged = true;
        long oldSure = sureUntil;
        long oldGone = goneAt;
        set(setEarly, setLate, settings);
        sureUntil = Math.min(oldSure, sureUntil);
        // The established time may be the old one, and the closing time after it the new one.
        goneAt =
                Math.max(oldGone, goneAt) + (tcp == null ? 0 : settings.timers().tcpClosing() * SECOND);
    }

    /** Whether an established session is over its time, so that it is in TRANS already (RFC 7857 figure 1). */
    private boolean isLapsed(long now, NaiveNaptSettings settings) {
        return tcp != null
                && !tcp.isOpening()
                && now >= lastRefresh + settings.timers().tcpEstablished() * SECOND;
    }

    private void reset(
            long now, long oldSure, long oldGone, NaiveTcp.@Nullable State before, NaiveNaptSettings settings) {
        boolean moved = tcp != null && tcp.state() == NaiveTcp.State.TRANS && before != NaiveTcp.State.TRANS;
        boolean known = tcp != null && tcp.isCertain();
        if (moved || !known) {
            long end = now + settings.timers().tcpClosing() * SECOND;
            boolean definite = known && before != NaiveTcp.State.INSIDE_SYN && before != NaiveTcp.State.OUTSIDE_SYN;
            sureUntil = Math.min(oldSure, end);
            goneAt = definite ? end + SECOND : Math.max(oldGone, end + SECOND);
        }
    }

    /** Sets the ends by the state; the timer began at one of two times. */
    private void set(long early, long late, NaiveNaptSettings settings) {
        setEarly = early;
        setLate = late;
        NaiveNaptSettings.Timers timers = settings.timers();
        int seconds;
        int more = 0;
        if (tcp != null) {
            switch (tcp.state()) {
                case TIME_WAIT -> seconds = timers.tcpTimeWait();
                case TRANS, BOTH_FIN -> seconds = timers.tcpClosing();
                default -> {
                    seconds = tcp.isOpening() ? timers.tcpOpening() : timers.tcpEstablished();
                    // RFC 7857 figure 1: an established session whose time is over is in TRANS.
                    more = tcp.isOpening() ? 0 : timers.tcpClosing();
                }
            }
        } else if (protocol == NaiveNaptSettings.DCCP) {
            seconds = seenInside && seenOutside ? timers.tcpEstablished() : timers.tcpOpening();
            more = seenInside && seenOutside ? timers.tcpClosing() : 0;
        } else if (protocol == NaiveNaptSettings.ICMP) {
            seconds = timers.icmp();
        } else if (protocol == NaiveNaptSettings.UDP) {
            seconds = timers.udpPorts().getOrDefault(remotePort, timers.udp());
        } else {
            seconds = timers.udp();
        }
        sureUntil = early + seconds * SECOND;
        // Clocks of a second each round up once.
        goneAt = late + (seconds + more + (more > 0 ? 2 : 1)) * SECOND;
    }

    @Override
    public String toString() {
        return kind + " " + protocol + " " + Integer.toHexString(host) + ":" + hostPort + " by " + port + " to "
                + Integer.toHexString(remote) + ":" + remotePort + (tcp == null ? "" : " " + tcp.state());
    }
}
