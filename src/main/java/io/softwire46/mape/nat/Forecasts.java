package io.softwire46.mape.nat;

import io.softwire46.mape.nat.NaptOptions.MappingBehavior;
import io.softwire46.mape.nat.session.PortStates;
import io.softwire46.mape.nat.session.RemoteEndpoints;
import io.softwire46.mape.nat.session.SessionFlags;
import io.softwire46.mape.nat.session.SessionTable;
import io.softwire46.mape.nat.session.TcpTracker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Forecasts of all classes, from the ends of the sessions and the demand so far. It examines each session once per class. */
final class Forecasts {
    /** Ticks in which ends of sessions are counted. */
    private static final int HORIZON = 60;

    private final Sessions sessions;
    private final long[] words;

    private Forecasts(Sessions sessions) {
        this.sessions = sessions;
        words = sessions.words;
    }

    /** Returns the forecasts of the classes that new sessions can have, by protocol. */
    static List<PortForecast> of(Sessions sessions) {
        sessions.expireAll();
        Forecasts forecasts = new Forecasts(sessions);
        NaptTable table = sessions.rules.table;
        List<PortForecast> all = new ArrayList<>();
        for (NaptProtocol protocol : NaptProtocol.values()) {
            boolean both = table.hasBothClasses(protocol);
            MappingBehavior mapping = table.mapping(protocol, 0);
            if (both || mapping == MappingBehavior.EXCLUSIVE) {
                all.add(forecasts.exclusive(protocol));
            }
            if (both || mapping == MappingBehavior.OVERLAPPING) {
                all.add(forecasts.overlapping(protocol));
            }
        }
        return all;
    }

    private PortForecast exclusive(NaptProtocol protocol) {
        int space = NaptRules.spaceOf(protocol);
        PortSpace ports = sessions.spaces[space];
        boolean[] isFreed = new boolean[sessions.rules.ports.size()];
        Arrays.fill(isFreed, true);
        int busiest = Sessions.NONE;
        for (int session = 0; session < sessions.table.used(); session++) {
            int at = SessionTable.at(session);
            if (!is(session, space, false)) {
                continue;
            }
            isFreed[sessions.rules.ports.indexOf(SessionFlags.port(words, at))] &= endsSoon(at);
            int host = SessionFlags.host(words, at);
            if (busiest == Sessions.NONE || isBefore(portsOf(host, space), host, portsOf(busiest, space), busiest)) {
                busiest = host;
            }
        }
        int freed = 0;
        for (int i = 0; i < ports.states.count(PortStates.EXCLUSIVE); i++) {
            freed += isFreed[ports.states.get(PortStates.EXCLUSIVE, i)] ? 1 : 0;
        }
        return forecast(
                protocol,
                MappingBehavior.EXCLUSIVE,
                ports.freeForOwners(sessions.rules),
                freed,
                sessions.demand.perTick(space, false, sessions.tick),
                busiest,
                0);
    }

    private PortForecast overlapping(NaptProtocol protocol) {
        int space = NaptRules.spaceOf(protocol);
        int record = busiestRemote(space);
        int all = 0;
        int busy = 0;
        int freed = 0;
        int busiest = Sessions.NONE;
        long remote = 0;
        if (record != RemoteEndpoints.NONE) {
            Map<Integer, Integer> byHost = new HashMap<>();
            int first = sessions.remotes.session(record);
            remote = remote(SessionTable.at(first));
            int session = first;
            do {
                int at = SessionTable.at(session);
                int host = SessionFlags.host(words, at);
                int ofHost = byHost.merge(host, 1, Integer::sum);
                if (busiest == Sessions.NONE || isBefore(ofHost, host, byHost.getOrDefault(busiest, 0), busiest)) {
                    busiest = host;
                }
                all++;
                if (!isReclaimable(at)) {
                    busy++;
                    freed += endsSoon(at) ? 1 : 0;
                }
                session = sessions.remotes.next(session);
            } while (session != first);
        }
        double demand = sessions.demand.perTick(space, true, sessions.tick);
        return forecast(
                protocol,
                MappingBehavior.OVERLAPPING,
                sessions.spaces[space].candidates(sessions.rules) - busy,
                freed,
                all == 0 ? demand : demand * all / count(space),
                busiest,
                remote);
    }

    /** Returns the remote endpoint with most ports in use, or {@link RemoteEndpoints#NONE}. */
    private int busiestRemote(int space) {
        int[] busy = new int[sessions.table.capacity()];
        int busiest = RemoteEndpoints.NONE;
        for (int session = 0; session < sessions.table.used(); session++) {
            if (is(session, space, true)) {
                int at = SessionTable.at(session);
                int record = sessions.remotes.find(RemoteEndpoints.overlappingKey(
                        space, SessionFlags.remoteAddress(words, at), SessionFlags.remotePort(words, at)));
                busy[record] += isReclaimable(at) ? 0 : 1;
                if (busiest == RemoteEndpoints.NONE || busy[record] > busy[busiest]) {
                    busiest = record;
                }
            }
        }
        return busiest;
    }

    private int count(int space) {
        int count = 0;
        for (int session = 0; session < sessions.table.used(); session++) {
            count += is(session, space, true) ? 1 : 0;
        }
        return count;
    }

    private boolean is(int session, int space, boolean overlapping) {
        int at = SessionTable.at(session);
        return sessions.table.isSession(session)
                && SessionFlags.space(words, at) == space
                && SessionFlags.isOverlapping(words, at) == overlapping;
    }

    private int portsOf(int host, int space) {
        return sessions.hosts.ports(host, space);
    }

    /** More ports first; of equal ones the lower address, so that the answer does not depend on the order of sessions. */
    private boolean isBefore(int ports, int host, int otherPorts, int other) {
        return ports != otherPorts
                ? ports > otherPorts
                : Integer.compareUnsigned(sessions.hosts.address(host), sessions.hosts.address(other)) < 0;
    }

    /** Returns whether a session gives its port away when no other is free (RFC 5382 section 5). */
    private boolean isReclaimable(int at) {
        return SessionFlags.space(words, at) == NaptRules.TCP && SessionFlags.state(words, at) == TcpTracker.TIME_WAIT;
    }

    private boolean endsSoon(int at) {
        int end = SessionFlags.endTick(words, at);
        if (SessionFlags.space(words, at) == NaptRules.TCP
                && SessionFlags.state(words, at) == TcpTracker.ESTABLISHED) { // RFC 7857 figure 1: TRANS follows
            end += sessions.rules.ticks(NaptRules.TCP, TcpTracker.TRANS, 0);
        }
        return end - sessions.tick <= HORIZON;
    }

    private long remote(int at) {
        return (SessionFlags.remoteAddress(words, at) & 0xffff_ffffL) << 16 | SessionFlags.remotePort(words, at);
    }

    private PortForecast forecast(
            NaptProtocol protocol, MappingBehavior mapping, int free, int freed, double demand, int host, long remote) {
        int ports = Math.max(0, free);
        double freedPerSecond = (double) freed / HORIZON;
        OptionalInt dry = OptionalInt.empty();
        if (ports == 0) {
            dry = OptionalInt.of(0);
        } else if (demand > freedPerSecond) {
            dry = OptionalInt.of((int) Math.min(Integer.MAX_VALUE, Math.round(ports / (demand - freedPerSecond))));
        }
        int address = host == Sessions.NONE ? 0 : sessions.hosts.address(host);
        return new PortForecast(protocol, mapping, ports, freedPerSecond, demand, dry, address, remote);
    }
}
