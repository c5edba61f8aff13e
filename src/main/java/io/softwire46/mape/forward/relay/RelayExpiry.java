package io.softwire46.mape.forward.relay;

import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.forward.tunnel.Collectors;
import io.softwire46.mape.wire.IcmpHeader;
import io.softwire46.mape.wire.Icmpv6Header;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;

/**
 * What a border relay does about fragments whose time is over: an error to their source where they were to be joined and the
 * first of them is there (RFC 8200 section 4.5, RFC 1122 section 3.3.2), nothing where only their port was waited for.
 *
 * <p>Static methods only.
 */
public final class RelayExpiry {
    private RelayExpiry() {}

    /** Forgets one datagram; false if there is none. */
    public static boolean expire(RelayState state, RelayErrors errors, Packet window, long nowNanos) {
        Collectors collectors = state.collectors;
        boolean expired = true;
        if (collectors.tunnel != null && collectors.tunnel.expire(nowNanos)) {
            if (collectors.tunnel.expiredFirst(window)) {
                tellOfTunnel(state, errors, window, nowNanos);
            }
        } else if (collectors.toCe != null && collectors.toCe.expire(nowNanos)) {
            if (collectors.toCe.expiredFirst(window)) {
                int ofCe = Ipv4Header.destinationAddress(window.buffer(), window.offset());
                tellOfIpv4(state, errors, window, ofCe, isFromCe(state, window), nowNanos);
            }
        } else if (collectors.fromCe != null && collectors.fromCe.expire(nowNanos)) {
            if (collectors.fromCe.expiredFirst(window)) {
                int ofCe = Ipv4Header.sourceAddress(window.buffer(), window.offset());
                tellOfIpv4(state, errors, window, ofCe, true, nowNanos);
            }
        } else {
            expired = collectors.expirePorts(nowNanos);
        }
        if (expired) {
            state.worker.counters.happened(Event.FRAGMENTS_EXPIRED, 0);
        }
        return expired;
    }

    /** Whether a datagram toward a CE came from another one, out of its tunnel. */
    private static boolean isFromCe(RelayState state, Packet first) {
        CompiledRelayTable table = state.table;
        int slot = table.rules().slotOf(Ipv4Header.sourceAddress(first.buffer(), first.offset()));
        return slot != CompiledRules.NO_RULE
                && table.options(table.domainOfRule(table.rules().anyRuleAt(slot))).hairpin;
    }

    private static void tellOfTunnel(RelayState state, RelayErrors errors, Packet first, long nowNanos) {
        int relay = state.table.relayOf(
                Ipv6Header.destinationHi(first.buffer(), first.offset()),
                Ipv6Header.destinationLo(first.buffer(), first.offset()));
        if (relay != CompiledRelayTable.NOT_A_BORDER_RELAY) {
            errors.tellIpv6(
                    first,
                    state.table.firstDomain(relay),
                    Icmpv6Header.TIME_EXCEEDED,
                    Icmpv6Header.REASSEMBLY_TIME_EXCEEDED,
                    0,
                    nowNanos);
        }
    }

    /** The domain is that of the CE's address. */
    private static void tellOfIpv4(
            RelayState state, RelayErrors errors, Packet first, int ofCe, boolean fromTunnel, long nowNanos) {
        CompiledRules rules = state.table.rules();
        int slot = rules.slotOf(ofCe);
        if (slot == CompiledRules.NO_RULE) {
            return;
        }
        int domain = state.table.domainOfRule(rules.anyRuleAt(slot));
        errors.tell(
                first, domain, IcmpHeader.TIME_EXCEEDED, IcmpHeader.REASSEMBLY_TIME_EXCEEDED, 0, fromTunnel, nowNanos);
    }
}
