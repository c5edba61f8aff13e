package io.softwire46.mape.nat;

import io.softwire46.mape.nat.NaptOptions.FilteringBehavior;
import io.softwire46.mape.nat.session.Edits;
import io.softwire46.mape.nat.session.MappingTable;
import io.softwire46.mape.nat.session.PortStates;
import io.softwire46.mape.nat.session.RemoteEndpoints;
import io.softwire46.mape.nat.session.SessionFlags;
import io.softwire46.mape.nat.session.SessionTable;
import io.softwire46.mape.nat.session.TcpTracker;
import io.softwire46.mape.wire.HeaderCheck;
import io.softwire46.mape.wire.IcmpHeader;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;

/**
 * Packets to the external address: finds the session of each, or makes one if the filter of an EXCLUSIVE mapping or forward
 * permits it, and rewrites the destination. What is not permitted changes no state (RFC 7857 section 7).
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class Inbound {
    final HeldSyns heldSyns;
    private final Sessions sessions;
    private final long[] words;
    private final Translation translation;
    private final Edits edits;
    private final Quotes quotes;
    private final Forwards forwards;
    private final InboundFragments fragments;

    /** The session of the packet. */
    private int session;

    Inbound(
            Sessions sessions,
            Translation translation,
            Quotes quotes,
            Forwards forwards,
            HeldSyns heldSyns,
            InboundFragments fragments) {
        this.sessions = sessions;
        words = sessions.words;
        this.translation = translation;
        edits = translation.edits;
        this.quotes = quotes;
        this.forwards = forwards;
        this.heldSyns = heldSyns;
        this.fragments = fragments;
    }

    /** Translates a packet in place. A dropped packet is as it arrived. */
    NaptResult translate(Packet packet, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        int ipv4 = packet.offset();
        edits.begin(buffer);
        if (Ipv4Header.check(buffer, ipv4, packet.length()) != HeaderCheck.OK) {
            return NaptResult.BAD_HEADER;
        }
        if (Ipv4Header.destinationAddress(buffer, ipv4) != sessions.rules.address) {
            return NaptResult.UNSOLICITED;
        }
        NaptResult result = anyPacket(packet, ipv4, nowNanos);
        if (result.isDrop()) {
            edits.undo();
        }
        return result;
    }

    private NaptResult anyPacket(Packet packet, int ipv4, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        int headerOctets = Ipv4Header.headerOctets(buffer, ipv4);
        int space = NaptRules.space(Ipv4Header.protocol(buffer, ipv4));
        if (space == NaptRules.NO_SPACE) {
            return withoutPorts(buffer, ipv4);
        }
        if (Ipv4Header.isFragment(buffer, ipv4)) {
            return fragment(packet, ipv4, space, nowNanos);
        }
        int octets = Ipv4Header.totalLength(buffer, ipv4) - headerOctets;
        return octets < Transport.minimumOctets(space)
                ? NaptResult.TRUNCATED
                : whole(buffer, ipv4, ipv4 + headerOctets, octets, space);
    }

    /** Translates a packet whose transport header is present. */
    NaptResult whole(ByteBuffer buffer, int ipv4, int transport, int octets, int space) {
        if (space == NaptRules.ICMP) {
            int type = IcmpHeader.type(buffer, transport);
            if (IcmpHeader.isError(type)) {
                return quotes.inbound(buffer, ipv4, transport, octets);
            }
            if (!IcmpHeader.isQuery(type)) {
                return NaptResult.ICMP_TYPE;
            }
        }
        NaptResult result = attach(buffer, ipv4, transport, octets, space);
        if (result == NaptResult.TRANSLATED) {
            translation.destination(buffer, ipv4, transport, SessionTable.at(session));
        }
        return result;
    }

    private NaptResult withoutPorts(ByteBuffer buffer, int ipv4) {
        if (!sessions.rules.hasDmzHost) {
            return NaptResult.NO_PORT_PROTOCOL;
        }
        translation.address(buffer, ipv4, Ipv4Header.DESTINATION_ADDRESS, sessions.rules.dmzHost);
        return NaptResult.TRANSLATED;
    }

    private NaptResult attach(ByteBuffer buffer, int ipv4, int transport, int octets, int space) {
        int remote = Ipv4Header.sourceAddress(buffer, ipv4);
        int port = buffer.getShort(transport + Transport.destinationOffset(space)) & 0xffff;
        int remotePort = space == NaptRules.ICMP ? 0 : buffer.getShort(transport) & 0xffff;
        long key = SessionFlags.word1(remote, port, space, 0);
        session = sessions.table.findInbound(remotePort, key);
        if (session == Sessions.NONE || !sessions.isLive(SessionTable.at(session))) {
            sessions.endOver(session);
            boolean isOpen = space != NaptRules.TCP || TcpTracker.isOpen(Transport.tcpFlags(buffer, transport));
            NaptResult result = admit(space, port, remote, remotePort, isOpen);
            if (result != NaptResult.TRANSLATED) {
                if (space == NaptRules.TCP
                        && isOpen
                        && !sessions.isDraining
                        && (result == NaptResult.UNSOLICITED || result == NaptResult.FILTERED)) {
                    heldSyns.hold(buffer, ipv4, transport, sessions);
                }
                return result;
            }
            session = sessions.made;
        }
        if (space == NaptRules.TCP) {
            TcpPackets.apply(sessions, session, false, buffer, transport, octets);
        } else if (space == NaptRules.DCCP) {
            TcpPackets.applyDccp(sessions, session, false);
        } else if (sessions.rules.inboundRefresh) { // RFC 4787 REQ-6a
            sessions.refresh(session, SessionTable.at(session));
        }
        return NaptResult.TRANSLATED;
    }

    /** Makes a session if the owner of the port and its filter permit one (RFC 5382 REQ-2, RFC 4787 REQ-8). */
    private NaptResult admit(int space, int port, int remote, int remotePort, boolean isOpen) {
        boolean isCurrent = sessions.expireForPacket();
        NaptRules rules = sessions.rules;
        int index = rules.ports.indexOf(port);
        if (index < 0) {
            return NaptResult.UNSOLICITED;
        }
        PortSpace ports = sessions.spaces[space];
        int state = space == NaptRules.TCP ? TcpTracker.OUTSIDE_SYN : TcpTracker.NO_TCP;
        if (sessions.isDraining) {
            boolean isMapped = space != NaptRules.ICMP && ports.states.sessions(index) > 0;
            return isMapped ? NaptResult.FILTERED : NaptResult.UNSOLICITED;
        }
        if (!ports.isOwned(index) && isForDmz(ports, space, index, port, isOpen)) {
            return sessions.openForDmz(space, port, remote, remotePort, state);
        }
        if (!ports.isOwned(index)) {
            boolean isMapped = ports.states.state(index) == PortStates.OVERLAPPING && space != NaptRules.ICMP;
            return isMapped ? NaptResult.FILTERED : NaptResult.UNSOLICITED;
        }
        boolean isPermitted = ports.states.state(index) == PortStates.HELD
                ? forwards.accepts(space, index, remote)
                : isOfDmz(ports, index, port)
                        || (isCurrent && isPermitted(rules.filtering(space), space, port, remote));
        if (!isPermitted || !isOpen) {
            return space == NaptRules.ICMP ? NaptResult.UNSOLICITED : NaptResult.FILTERED;
        }
        return sessions.openInbound(space, port, remote, remotePort, state);
    }

    /** Returns whether an unused port may serve the host that receives what has no session. A low port is held for it. */
    private boolean isForDmz(PortSpace ports, int space, int index, int port, boolean isOpen) {
        NaptRules rules = sessions.rules;
        if (!rules.hasDmzHost || !isOpen || ports.mappings.find(rules.dmzHost, port) != MappingTable.NONE) {
            return false;
        }
        if (ports.states.state(index) == PortStates.HELD) {
            forwards.holdForDmz(space, index, port);
            return false; // it is owned now, unless it is reserved
        }
        return ports.states.state(index) == PortStates.FREE;
    }

    private boolean isOfDmz(PortSpace ports, int index, int port) {
        NaptRules rules = sessions.rules;
        return rules.hasDmzHost
                && ports.mappings.address(index) == rules.dmzHost
                && ports.mappings.endpointPort(index) == port;
    }

    private boolean isPermitted(FilteringBehavior filtering, int space, int port, int remote) {
        return switch (filtering) {
            case ENDPOINT -> true;
            case ADDRESS ->
                sessions.remotes.find(RemoteEndpoints.exclusiveKey(space, remote, port)) != RemoteEndpoints.NONE;
            case ADDRESS_AND_PORT -> false; // only the session itself permits it
        };
    }

    private NaptResult fragment(Packet packet, int ipv4, int space, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        if (Ipv4Header.fragmentOffsetOctets(buffer, ipv4) != 0) {
            return fragments.later(packet, ipv4, nowNanos);
        }
        return first(packet, ipv4, space, nowNanos);
    }

    /** Translates a first fragment. */
    NaptResult first(Packet packet, int ipv4, int space, long nowNanos) {
        NaptResult bad = fragments.checkFirst(packet, ipv4, space, nowNanos);
        if (bad.isDrop()) {
            return bad;
        }
        ByteBuffer buffer = packet.buffer();
        int headerOctets = Ipv4Header.headerOctets(buffer, ipv4);
        int transport = ipv4 + headerOctets;
        int octets = Ipv4Header.totalLength(buffer, ipv4) - headerOctets;
        NaptResult result = attach(buffer, ipv4, transport, octets, space);
        if (result.isDrop()) {
            return fragments.refuse(packet, ipv4, result, nowNanos);
        }
        int at = SessionTable.at(session);
        fragments.admit(packet, ipv4, SessionFlags.insideAddress(words, at), nowNanos);
        translation.destination(buffer, ipv4, transport, at);
        return NaptResult.TRANSLATED;
    }
}
