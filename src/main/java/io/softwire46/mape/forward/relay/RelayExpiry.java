package io.softwire46.mape.forward.relay;

import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.forward.tunnel.DomainState;
import io.softwire46.mape.forward.tunnel.FragmentStores;
import io.softwire46.mape.icmp.Icmpv4Error;
import io.softwire46.mape.icmp.Icmpv6Error;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;

/**
 * The errors of a border relay about datagrams whose reassembly time has expired, if {@link FragmentStores#expire} reports one.
 *
 * <p>Static methods only.
 */
public final class RelayExpiry {
    private RelayExpiry() {}

    /** Discards one datagram; returns false if there is none. */
    public static boolean expire(RelayState state, RelayErrors errors, Packet window, long nowNanos) {
        FragmentStores.Expired expired = state.stores.expire(window, nowNanos);
        switch (expired) {
            case TUNNEL_PACKET -> sendErrorAboutTunnelPacket(state, window, nowNanos);
            case TO_CE -> {
                int ofCe = Ipv4Header.destinationAddress(window.buffer(), window.offset());
                sendErrorAboutIpv4(state, errors, window, ofCe, isFromCe(state, window), nowNanos);
            }
            case FROM_CE -> {
                int ofCe = Ipv4Header.sourceAddress(window.buffer(), window.offset());
                sendErrorAboutIpv4(state, errors, window, ofCe, true, nowNanos);
            }
            case NONE, WITHOUT_ERROR -> {}
        }
        return expired != FragmentStores.Expired.NONE;
    }

    /** Returns whether a datagram toward a CE was received from another CE, through its tunnel. */
    private static boolean isFromCe(RelayState state, Packet first) {
        int slot = state.table.rules().slotOf(Ipv4Header.sourceAddress(first.buffer(), first.offset()));
        return slot != CompiledRules.NO_RULE && state.domainOfSlot(slot).options.hairpin;
    }

    private static void sendErrorAboutTunnelPacket(RelayState state, Packet first, long nowNanos) {
        int relay = state.table.relayOf(
                Ipv6Header.destinationHi(first.buffer(), first.offset()),
                Ipv6Header.destinationLo(first.buffer(), first.offset()));
        if (relay != CompiledRelayTable.NOT_A_BORDER_RELAY) {
            state.tunnelErrors.send(first, state.firstDomain(relay), Icmpv6Error.REASSEMBLY_TIME_EXCEEDED, 0, nowNanos);
        }
    }

    /** Queues an error in the domain of the CE's address. */
    private static void sendErrorAboutIpv4(
            RelayState state, RelayErrors errors, Packet first, int ofCe, boolean fromTunnel, long nowNanos) {
        int slot = state.table.rules().slotOf(ofCe);
        if (slot != CompiledRules.NO_RULE) {
            DomainState domain = state.domainOfSlot(slot);
            errors.sendError(first, domain, Icmpv4Error.REASSEMBLY_TIME_EXCEEDED, 0, fromTunnel, nowNanos);
        }
    }
}
