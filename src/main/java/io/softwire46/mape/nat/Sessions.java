package io.softwire46.mape.nat;

import io.softwire46.mape.nat.NaptStatistics.Event;
import io.softwire46.mape.nat.NaptStatistics.Gauge;
import io.softwire46.mape.nat.session.Deltas;
import io.softwire46.mape.nat.session.InsideEndpoints;
import io.softwire46.mape.nat.session.InsideHosts;
import io.softwire46.mape.nat.session.MappingTable;
import io.softwire46.mape.nat.session.NaptKeys;
import io.softwire46.mape.nat.session.PortBitmaps;
import io.softwire46.mape.nat.session.PortChoice;
import io.softwire46.mape.nat.session.PortDemand;
import io.softwire46.mape.nat.session.PortNumbers;
import io.softwire46.mape.nat.session.PortStates;
import io.softwire46.mape.nat.session.RemoteEndpoints;
import io.softwire46.mape.nat.session.ResetQueue;
import io.softwire46.mape.nat.session.SessionFlags;
import io.softwire46.mape.nat.session.SessionTable;
import io.softwire46.mape.nat.session.TcpTracker;
import io.softwire46.mape.nat.session.TimerWheel;
import io.softwire46.mape.wire.InternetChecksum;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a NAPT with all that belongs to them: ports, mappings, hosts and timers. It makes and ends sessions.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class Sessions {
    static final int NONE = SessionTable.NONE;

    /** Sessions that one call of {@link #expire} handles at most. */
    static final int PER_CALL = 64;

    /** Calls of {@link #expire} that one packet makes at most. */
    private static final int CALLS_PER_PACKET = 64;

    /** Sessions of one inside endpoint that are examined for a port to keep. */
    private static final int KEPT_ATTEMPTS = 8;

    final SessionTable table;
    final long[] words;
    final RemoteEndpoints remotes;
    final InsideHosts hosts;
    final PortSpace[] spaces = new PortSpace[NaptRules.SPACES];
    final PortChoice choice;
    final PortDemand demand = new PortDemand(NaptRules.SPACES);
    final NaptStatistics statistics;
    final NaptEvents events;
    NaptRules rules;
    int tick = 1;

    /** Whether no session is made: those of an old address or port set go on until they end. */
    boolean isDraining;

    /** The sessions of the other translator of the same NAPT, whose gauges are added; null if there is none. */
    @Nullable Sessions others;

    /** The session that was made last. */
    int made = NONE;

    private final NaptKeys keys;
    private final TimerWheel wheel;
    private final InsideEndpoints endpoints;
    private final ResetQueue resets;
    private int mappings;

    /**
     * Creates a table without sessions.
     *
     * @param capacity options whose limits determine the memory
     */
    Sessions(NaptRules rules, NaptOptions capacity, NaptKeys keys, NaptEvents events, ResetQueue resets) {
        this.rules = rules;
        this.keys = keys;
        this.events = events;
        this.resets = resets;
        PortNumbers ports = rules.ports;
        PortBitmaps bitmaps = new PortBitmaps(ports.size(), capacity.maxSessions());
        table = new SessionTable(capacity.maxSessions(), keys.next());
        words = table.words;
        wheel = new TimerWheel(words);
        remotes = new RemoteEndpoints(table, ports, bitmaps, keys.next());
        endpoints = new InsideEndpoints(table, keys.next());
        hosts = new InsideHosts(capacity.maxHosts(), keys.next());
        choice = new PortChoice(table, remotes, bitmaps, ports, keys.next());
        makeSpaces(ports);
        statistics = events.statistics;
    }

    private void makeSpaces(PortNumbers ports) {
        for (int space = 0; space < NaptRules.SPACES; space++) {
            spaces[space] = new PortSpace(space, ports, choice, keys.next());
        }
    }

    /**
     * Applies the rules of a new table.
     *
     * @param hasOtherPorts whether address or ports have changed; then there are no sessions
     */
    void adopt(NaptRules next, boolean hasOtherPorts) {
        rules = next;
        if (hasOtherPorts) {
            PortBitmaps bitmaps = new PortBitmaps(next.ports.size(), table.capacity());
            remotes.adopt(next.ports, bitmaps);
            choice.adopt(next.ports, bitmaps);
            makeSpaces(next.ports);
        }
    }

    /** Returns the octets of all arrays of sessions, ports and hosts. */
    static long octets(int maxSessions, int ports, int maxHosts) {
        return SessionTable.octets(maxSessions)
                + RemoteEndpoints.octets(maxSessions)
                + InsideEndpoints.octets(maxSessions)
                + PortBitmaps.octets(ports, maxSessions)
                + NaptRules.SPACES * PortSpace.octets(ports)
                + InsideHosts.octets(maxHosts);
    }

    /** Returns whether a session is not over. One that was established and idle for too long becomes TRANS first. */
    boolean isLive(int at) {
        int end = SessionFlags.endTick(words, at);
        if (tick - end < 0) {
            return true;
        }
        if (SessionFlags.space(words, at) != NaptRules.TCP || SessionFlags.state(words, at) != TcpTracker.ESTABLISHED) {
            return false;
        }
        // RFC 7857 section 2, figure 1: TCP_EST T.O.
        SessionFlags.setState(words, at, TcpTracker.TRANS);
        int later = end + rules.ticks(NaptRules.TCP, TcpTracker.TRANS, 0);
        SessionFlags.setEndTick(words, at, later);
        return tick - later < 0;
    }

    /** Restarts the timer of a session. */
    void refresh(int session, int at) {
        int space = SessionFlags.space(words, at);
        int ticks = rules.ticks(space, SessionFlags.state(words, at), SessionFlags.remotePort(words, at));
        int end = tick + ticks + 1; // the session was refreshed within this tick, and must not end early
        boolean isEarlier = end - SessionFlags.endTick(words, at) < 0;
        SessionFlags.setEndTick(words, at, end);
        if (isEarlier) {
            wheel.remove(session);
            wheel.insert(session, end);
        }
    }

    /**
     * Changes the state of a TCP session and restarts its timer.
     *
     * @param state another state than it has
     */
    void changeState(int session, int at, int state) {
        boolean inList = SessionFlags.isOverlapping(words, at);
        if (inList && SessionFlags.state(words, at) == TcpTracker.TIME_WAIT) {
            remotes.endTimeWait(session);
        }
        if (inList && state == TcpTracker.TIME_WAIT) {
            remotes.timeWait(session);
        }
        SessionFlags.setState(words, at, state);
        refresh(session, at);
    }

    /**
     * Ends sessions that are over, {@link #PER_CALL} at most.
     *
     * @return whether further ones may be over
     */
    boolean expire() {
        for (int i = 0; i < PER_CALL; i++) {
            int session = wheel.advance(tick);
            if (session == NONE) {
                break;
            }
            int at = SessionTable.at(session);
            if (isLive(at)) {
                wheel.remove(session);
                wheel.insert(session, SessionFlags.endTick(words, at));
            } else {
                end(session, reason(at), SessionFlags.endTick(words, at));
            }
        }
        setGauges();
        return wheel.tick() != tick || wheel.isDue();
    }

    /**
     * Ends sessions that are over, before a session is made or a mapping is looked up: 4,096 at most, so that the work of one packet
     * is bounded, however long {@link #expire} was not called. The next packet or call continues.
     *
     * @return false if sessions may remain that are over, so that a mapping may be over too
     */
    boolean expireForPacket() {
        if (wheel.tick() == tick && !wheel.isDue()) {
            return true;
        }
        boolean more = true;
        for (int i = 0; i < CALLS_PER_PACKET && more; i++) {
            more = expire();
        }
        return !more;
    }

    /**
     * Ends a session that a packet has found and that is over, before another one is made for its endpoints.
     *
     * @param session may be {@link #NONE}
     */
    void endOver(int session) {
        if (session != NONE) {
            int at = SessionTable.at(session);
            end(session, reason(at), SessionFlags.endTick(words, at));
            setGauges();
        }
    }

    /** Ends all sessions that are over, before something is listed or requested. */
    void expireAll() {
        if (wheel.tick() == tick && !wheel.isDue()) {
            return;
        }
        while (expire()) {
            // the number of sessions is limited, and each ends once
        }
    }

    private Event reason(int at) {
        int state = SessionFlags.state(words, at);
        if (state == TcpTracker.TIME_WAIT || state == TcpTracker.CLOSING) {
            return Event.ENDED_CLOSED;
        }
        return (SessionFlags.flags(words, at) & SessionFlags.RESET) != 0 ? Event.ENDED_RESET : Event.ENDED_IDLE;
    }

    /** Ends a session. */
    void end(int session, Event reason, int endTick) {
        int at = SessionTable.at(session);
        int space = SessionFlags.space(words, at);
        int host = SessionFlags.host(words, at);
        boolean overlapping = SessionFlags.isOverlapping(words, at);
        if (rules.resetsEnded && space == NaptRules.TCP) {
            resets.add(words, at, reason == Event.ENDED_RESET);
        }
        if (overlapping) {
            if (SessionFlags.state(words, at) == TcpTracker.TIME_WAIT && space == NaptRules.TCP) {
                remotes.endTimeWait(session);
            }
            endpoints.remove(session);
            events.sessionEnded(words, at, rules.address);
        }
        remotes.remove(session);
        wheel.remove(session);
        int port = SessionFlags.port(words, at);
        if (spaces[space].release(rules.ports.indexOf(port), endTick)) {
            hosts.removePort(host, space);
            mappings--;
            events.mapping(false, words, at, rules.address);
        }
        hosts.removeSession(host);
        table.remove(session);
        statistics.increment(reason);
    }

    /**
     * Makes a session for an outbound packet.
     *
     * @param state of {@link TcpTracker}
     * @return {@link NaptResult#TRANSLATED} with {@link #made}, or the reason to refuse it
     */
    NaptResult open(int space, int address, int endpointPort, int remote, int remotePort, int state) {
        expireForPacket();
        PortSpace ports = spaces[space];
        int owned = ports.owned(address, endpointPort);
        boolean overlapping = owned == NONE && rules.isOverlapping(space, remotePort);
        NaptResult limit = checkLimits(hosts.find(address), true);
        if (limit == null && !overlapping && owned == NONE) {
            limit = checkPorts(hosts.find(address), space);
        }
        if (limit != null) {
            events.refused(limit, tick);
            return limit;
        }
        if (overlapping || owned == NONE) {
            demand.add(space, overlapping, tick);
        }
        int port = owned;
        if (overlapping) {
            port = overlappingPort(space, address, endpointPort, remote, remotePort);
        } else if (owned == NONE) {
            port = ports.takeExclusive(rules, address, endpointPort, tick);
        }
        if (port == NONE) {
            NaptResult result = overlapping ? NaptResult.NO_PORT_TOWARD_REMOTE : NaptResult.NO_PORT_EXCLUSIVE;
            events.refused(result, tick);
            return result;
        }
        int host = host(address);
        if (!overlapping && owned == NONE) {
            hosts.addPort(host, space);
            mappings++;
        }
        long word0 = (long) address << 32 | (long) endpointPort << 16 | remotePort;
        long word1 = SessionFlags.word1(remote, rules.ports.portAt(port), space, state);
        insert(word0, word1, host, overlapping, true);
        if (!overlapping && owned == NONE) {
            events.mapping(true, words, SessionTable.at(made), rules.address);
        }
        return NaptResult.TRANSLATED;
    }

    /** Makes a session for a permitted inbound packet to a port that has an owner. */
    NaptResult openInbound(int space, int port, int remote, int remotePort, int state) {
        MappingTable owners = spaces[space].mappings;
        int index = rules.ports.indexOf(port);
        int address = owners.address(index);
        NaptResult limit = checkLimits(hosts.find(address), false);
        if (limit != null) {
            events.refused(limit, tick);
            return limit;
        }
        long word0 = (long) address << 32 | (long) owners.endpointPort(index) << 16 | remotePort;
        int other = table.findOutbound(word0, SessionFlags.word1(remote, 0, space, 0));
        if (other != NONE && isLive(SessionTable.at(other))) {
            return NaptResult.FILTERED; // Decision ONE_SESSION_TOWARD_REMOTE
        }
        endOver(other);
        insert(word0, SessionFlags.word1(remote, port, space, state), host(address), false, false);
        return NaptResult.TRANSLATED;
    }

    /**
     * Holds a port for an endpoint. A dynamic mapping of the endpoint becomes the held one.
     *
     * @param note of the port
     */
    void hold(PortSpace space, int index, int address, int endpointPort, int note) {
        int port = space.mappings.find(address, endpointPort);
        if (port != index) {
            if (port != NONE) { // it rests
                space.mappings.remove(port);
                space.states.set(port, PortStates.FREE);
            }
            space.mappings.remove(index); // the last owner of a resting port
            space.mappings.add(index, address, endpointPort);
        } else if (space.states.state(index) == PortStates.EXCLUSIVE) {
            hosts.removePort(hosts.find(address), space.number());
            mappings--;
        }
        space.states.set(index, PortStates.HELD);
        space.states.setNote(index, note);
    }

    /** Ends the hold on a port: it rests, or is an EXCLUSIVE mapping as long as it has sessions. */
    void unhold(PortSpace space, int spaceNumber, int index) {
        if (space.states.sessions(index) == 0) {
            space.states.rest(index, tick);
            return;
        }
        space.states.set(index, PortStates.EXCLUSIVE);
        hosts.addPort(hosts.find(space.mappings.address(index)), spaceNumber);
        mappings++;
    }

    /**
     * Makes a session of a saved one, if ports and limits permit it. The caller completes words 1 and 6.
     *
     * @param remaining ticks until it ends
     */
    boolean restore(long word0, long word1, int flags, int remaining) {
        long[] entry = {word0, word1};
        int space = SessionFlags.space(entry, 0);
        int address = SessionFlags.insideAddress(entry, 0);
        int endpointPort = SessionFlags.insidePort(entry, 0);
        int index = rules.ports.indexOf(SessionFlags.port(entry, 0));
        boolean isPermitted = index != NONE
                && rules.isInside(address)
                && !rules.isInside(SessionFlags.remoteAddress(entry, 0))
                && checkLimits(hosts.find(address), false) == null
                && table.findInbound(SessionFlags.remotePort(entry, 0), word1 & SessionTable.INBOUND_KEY) == NONE
                && table.findOutbound(word0, word1 & SessionTable.OUTBOUND_KEY) == NONE;
        boolean overlapping = (flags & SessionFlags.OVERLAPPING) != 0;
        PortSpace ports = spaces[space];
        int owned = isPermitted ? ports.owned(address, endpointPort) : NONE;
        if (!isPermitted || (overlapping ? !ports.isSharable(index) : owned != index && !takes(ports, owned, index))) {
            return false;
        }
        int host = host(address);
        if (!overlapping && owned == NONE) {
            ports.own(index, address, endpointPort);
            hosts.addPort(host, space);
            mappings++;
        }
        insert(word0, word1, host, overlapping, false);
        statistics.restored();
        int at = SessionTable.at(made);
        SessionFlags.setFlags(words, at, flags);
        int end = tick + Math.min(remaining, SessionFlags.endTick(words, at) - tick);
        SessionFlags.setEndTick(words, at, end);
        wheel.remove(made);
        wheel.insert(made, end);
        return true;
    }

    /** Returns whether an endpoint without port may own a free one. */
    private static boolean takes(PortSpace ports, int owned, int index) {
        return owned == NONE && ports.states.state(index) == PortStates.FREE;
    }

    /** Makes a session for the host that receives what has no session; its port becomes an EXCLUSIVE mapping of the same number. */
    NaptResult openForDmz(int space, int port, int remote, int remotePort, int state) {
        int host = hosts.find(rules.dmzHost);
        NaptResult limit = checkLimits(host, false);
        if (limit == null) {
            limit = checkPorts(host, space);
        }
        if (limit != null) {
            events.refused(limit, tick);
            return limit;
        }
        spaces[space].own(rules.ports.indexOf(port), rules.dmzHost, port);
        host = host(rules.dmzHost);
        hosts.addPort(host, space);
        mappings++;
        long word0 = (long) rules.dmzHost << 32 | (long) port << 16 | remotePort;
        insert(word0, SessionFlags.word1(remote, port, space, state), host, false, false);
        events.mapping(true, words, SessionTable.at(made), rules.address);
        return NaptResult.TRANSLATED;
    }

    private int host(int address) {
        int host = hosts.find(address);
        return host == InsideHosts.NONE ? hosts.add(address) : host;
    }

    @Nullable NaptResult checkLimits(int host, boolean started) {
        if (host == InsideHosts.NONE) {
            if (hosts.isFull() || hosts.size() >= rules.maxHosts) {
                return NaptResult.HOSTS_FULL;
            }
        } else if (hosts.sessions(host) >= rules.maxSessionsPerHost) {
            return NaptResult.HOST_LIMIT;
        } else if (started && hosts.newSessions(host, tick) >= rules.newSessionsPerSecond) {
            return NaptResult.HOST_RATE;
        }
        return table.isFull() || table.size() >= rules.maxSessions ? NaptResult.TABLE_FULL : null;
    }

    @Nullable NaptResult checkPorts(int host, int space) {
        return host != InsideHosts.NONE && hosts.ports(host, space) >= rules.maxExclusivePortsPerHost
                ? NaptResult.HOST_PORT_LIMIT
                : null;
    }

    private int overlappingPort(int space, int address, int endpointPort, int remote, int remotePort) {
        int port = keptPort(space, address, endpointPort, remote, remotePort);
        if (port != NONE) {
            return port;
        }
        port = spaces[space].chooseOverlapping(rules, endpointPort, remote, remotePort, tick);
        if (port != NONE || space != NaptRules.TCP) {
            return port;
        }
        int record = remotes.find(RemoteEndpoints.overlappingKey(space, remote, remotePort));
        if (record == RemoteEndpoints.NONE) {
            return NONE;
        }
        int oldest = remotes.session(record);
        if (SessionFlags.state(words, SessionTable.at(oldest)) != TcpTracker.TIME_WAIT) {
            return NONE;
        }
        end(oldest, Event.TIME_WAIT_RECLAIMED, tick);
        return spaces[space].chooseOverlapping(rules, endpointPort, remote, remotePort, tick);
    }

    /** Returns a port that the inside endpoint uses already and that is free toward the remote endpoint. */
    private int keptPort(int space, int address, int endpointPort, int remote, int remotePort) {
        int first = endpoints.find(space, address, endpointPort);
        int session = first;
        for (int i = 0; i < KEPT_ATTEMPTS && session != NONE; i++) {
            int port = SessionFlags.port(words, SessionTable.at(session));
            if (!choice.isUsed(port, SessionFlags.word1(remote, 0, space, 0), remotePort)) {
                return rules.ports.indexOf(port);
            }
            session = endpoints.next(session);
            if (session == first) {
                break;
            }
        }
        return NONE;
    }

    /** Inserts a session whose port is taken. */
    private void insert(long word0, long word1, int host, boolean overlapping, boolean started) {
        int session = table.insert(word0, word1);
        int at = SessionTable.at(session);
        int space = SessionFlags.space(words, at);
        long address = Deltas.address(SessionFlags.insideAddress(words, at), rules.address);
        long port = Deltas.word(SessionFlags.insidePort(words, at), SessionFlags.port(words, at));
        int transportDelta = InternetChecksum.fold(space == NaptRules.ICMP ? port : address + port);
        int flags = overlapping ? SessionFlags.OVERLAPPING : 0;
        words[at + SessionTable.DELTAS] =
                SessionFlags.word2(InternetChecksum.fold(address), transportDelta, host, flags);
        int index = rules.ports.indexOf(SessionFlags.port(words, at));
        if (overlapping) {
            spaces[space].takeOverlapping(index);
            endpoints.add(session);
            events.sessionMade(words, at, rules.address);
        } else {
            spaces[space].states.addSession(index);
        }
        remotes.add(session);
        hosts.addSession(host, tick, started);
        int end = tick + rules.ticks(space, SessionFlags.state(words, at), SessionFlags.remotePort(words, at)) + 1;
        SessionFlags.setEndTick(words, at, end);
        wheel.insert(session, end);
        statistics.increment(Event.CREATED);
        made = session;
        setGauges();
    }

    /** Ends all sessions. */
    void endAll(Event reason) {
        for (int session = 0; session < table.used(); session++) {
            if (table.isSession(session)) {
                end(session, reason, tick);
            }
        }
        setGauges();
    }

    void setGauges() {
        Sessions more = others;
        setGauge(Gauge.SESSIONS, Gauge.SESSIONS_PEAK, table.size() + (more == null ? 0 : more.table.size()));
        setGauge(Gauge.HOSTS, Gauge.HOSTS_PEAK, hosts.size() + (more == null ? 0 : more.hosts.size()));
        setGauge(Gauge.REMOTES, Gauge.REMOTES_PEAK, remotes.size() + (more == null ? 0 : more.remotes.size()));
        setGauge(Gauge.MAPPINGS, Gauge.MAPPINGS_PEAK, mappings + (more == null ? 0 : more.mappings));
    }

    private void setGauge(Gauge gauge, Gauge peak, int value) {
        statistics.set(gauge, value);
        if (value > statistics.get(peak)) {
            statistics.set(peak, value);
        }
    }
}
