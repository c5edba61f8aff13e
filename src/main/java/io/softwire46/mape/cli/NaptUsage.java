package io.softwire46.mape.cli;

import io.softwire46.mape.nat.Napt44;
import io.softwire46.mape.nat.NaptEvent;
import io.softwire46.mape.nat.NaptProtocol;
import io.softwire46.mape.nat.NaptResult;
import io.softwire46.mape.nat.NaptStatistics.PortUse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the packets of a capture require of a port set: sessions, ports and refused sessions, by protocol and by inside host.
 *
 * <p>Not thread-safe: use one instance per replay.
 */
final class NaptUsage {
    /** Hosts that are counted; more are part of the totals only. */
    private static final int MAX_HOSTS = 65_536;

    /** Refused sessions that are remembered, so that a further packet of one does not count again. */
    private static final int MAX_REFUSED = 65_536;

    private static final int BIB_CREATE = 8;
    private static final int BIB_DELETE = 9;

    /** Results that refuse a session for lack of ports or because of a limit. */
    private static final Set<NaptResult> REFUSALS = Set.of(
            NaptResult.NO_PORT_EXCLUSIVE,
            NaptResult.NO_PORT_TOWARD_REMOTE,
            NaptResult.TABLE_FULL,
            NaptResult.HOST_LIMIT,
            NaptResult.HOST_PORT_LIMIT,
            NaptResult.HOST_RATE,
            NaptResult.HOSTS_FULL);

    /** Endpoints of a session; ports contains both. */
    record Flow(NaptProtocol protocol, int inside, int remote, int ports) {}

    /** Sessions of one protocol. */
    static final class OfProtocol {
        long sessions;
        long peakSessions;
        long peakExclusivePorts;
        long peakOverlappingPorts;
        final Map<NaptResult, Long> refused = new EnumMap<>(NaptResult.class);

        long refusedCount() {
            return refused.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** Sessions of one inside host. */
    static final class OfHost {
        final int address;
        long sessions;
        long refused;
        int peakExclusivePorts;
        private final int[] exclusivePorts = new int[NaptProtocol.values().length];

        OfHost(int address) {
            this.address = address;
        }
    }

    final Map<NaptProtocol, OfProtocol> protocols = new EnumMap<>(NaptProtocol.class);
    private final Map<Integer, OfHost> hosts = new HashMap<>();
    private final Set<Flow> refusedFlows = new LinkedHashSet<>();
    long sessions;
    long refused;

    /** Time of the first refusal after the first packet; of no meaning without refusals. */
    long firstRefusedNanos;

    /** Counts a session that a packet has made. */
    void made(Flow flow, Napt44 napt) {
        sessions++;
        refusedFlows.remove(flow);
        OfProtocol of = protocols.computeIfAbsent(flow.protocol(), unused -> new OfProtocol());
        of.sessions++;
        of.peakSessions = Math.max(of.peakSessions, napt.sessionCount(flow.protocol()));
        of.peakExclusivePorts = Math.max(of.peakExclusivePorts, napt.portCount(flow.protocol(), PortUse.EXCLUSIVE));
        of.peakOverlappingPorts =
                Math.max(of.peakOverlappingPorts, napt.portCount(flow.protocol(), PortUse.OVERLAPPING));
        OfHost host = host(flow.inside());
        if (host != null) {
            host.sessions++;
        }
    }

    /** Counts the session of a packet if the NAPT refused it, once for all packets until it is made. */
    void dropped(Flow flow, NaptResult result, long nanosSinceStart) {
        if (!REFUSALS.contains(result) || !refusedFlows.add(flow)) {
            return;
        }
        if (refusedFlows.size() > MAX_REFUSED) {
            Iterator<Flow> oldest = refusedFlows.iterator();
            oldest.next();
            oldest.remove();
        }
        if (refused++ == 0) {
            firstRefusedNanos = nanosSinceStart;
        }
        protocols
                .computeIfAbsent(flow.protocol(), unused -> new OfProtocol())
                .refused
                .merge(result, 1L, Long::sum);
        OfHost host = host(flow.inside());
        if (host != null) {
            host.refused++;
        }
    }

    /** Counts the exclusive ports of a host. */
    void event(NaptEvent event) {
        if (event.natEvent() != BIB_CREATE && event.natEvent() != BIB_DELETE) {
            return;
        }
        OfHost host = host(event.insideAddress());
        if (host != null) {
            int at = List.of(NaptProtocol.values()).indexOf(event.protocol());
            host.exclusivePorts[at] += event.natEvent() == BIB_CREATE ? 1 : -1;
            host.peakExclusivePorts = Math.max(host.peakExclusivePorts, host.exclusivePorts[at]);
        }
    }

    private @Nullable OfHost host(int address) {
        OfHost host = hosts.get(address);
        if (host == null && hosts.size() < MAX_HOSTS) {
            host = new OfHost(address);
            hosts.put(address, host);
        }
        return host;
    }

    /** Returns the hosts with most sessions, ties by address. */
    List<OfHost> hosts(int count) {
        List<OfHost> all = new ArrayList<>(hosts.values());
        all.sort(Comparator.comparingLong((OfHost each) -> each.sessions)
                .reversed()
                .thenComparing(each -> each.address, Integer::compareUnsigned));
        return all.subList(0, Math.min(count, all.size()));
    }

    /** Returns the refused sessions per session that was requested, rounded to 6 decimals. */
    double refusedShare() {
        return refused == 0 ? 0 : Math.round(1e6 * refused / (sessions + refused)) / 1e6;
    }
}
