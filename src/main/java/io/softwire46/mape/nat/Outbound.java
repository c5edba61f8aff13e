package io.softwire46.mape.nat;

import io.softwire46.mape.icmp.Icmpv4Error;
import io.softwire46.mape.nat.NaptOptions.NoPortError;
import io.softwire46.mape.nat.session.Edits;
import io.softwire46.mape.nat.session.Identifications;
import io.softwire46.mape.nat.session.SessionFlags;
import io.softwire46.mape.nat.session.SessionTable;
import io.softwire46.mape.nat.session.TcpTracker;
import io.softwire46.mape.wire.HeaderCheck;
import io.softwire46.mape.wire.IcmpHeader;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.TransportPort;
import io.softwire46.mape.wire.internal.Ipv4Address;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;

/**
 * Packets from the inside. Finds or makes the session of each, and rewrites the source; a packet to the own address and a port of
 * the own set then takes the path of inbound packets (RFC 4787 REQ-9).
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class Outbound {
    private static final int NO_PORT = -1;

    private final Sessions sessions;
    private final long[] words;
    private final Translation translation;
    private final Edits edits;
    private final Quotes quotes;
    private final Errors errors;
    private final Identifications identifications;
    private final Inbound inbound;
    private final OutboundFragments fragments;

    /** The session of the packet. */
    private int session;

    private boolean isOfOld;

    Outbound(
            Sessions sessions,
            Translation translation,
            Quotes quotes,
            Errors errors,
            Identifications identifications,
            Inbound inbound,
            OutboundFragments fragments) {
        this.sessions = sessions;
        words = sessions.words;
        this.translation = translation;
        edits = translation.edits;
        this.quotes = quotes;
        this.errors = errors;
        this.identifications = identifications;
        this.inbound = inbound;
        this.fragments = fragments;
    }

    /**
     * Returns whether a packet, or the packet that an ICMP error quotes, belongs to a live session. Later fragments do not: they
     * are those of an admitted datagram.
     */
    boolean hasSession(Packet packet) {
        ByteBuffer buffer = packet.buffer();
        int ipv4 = packet.offset();
        if (Ipv4Header.check(buffer, ipv4, packet.length()) != HeaderCheck.OK
                || Ipv4Header.fragmentOffsetOctets(buffer, ipv4) != 0) {
            return false;
        }
        int space = NaptRules.space(Ipv4Header.protocol(buffer, ipv4));
        int headerOctets = Ipv4Header.headerOctets(buffer, ipv4);
        int octets = Ipv4Header.totalLength(buffer, ipv4) - headerOctets;
        if (space == NaptRules.NO_SPACE || octets < Transport.minimumFragmentOctets(space)) {
            return false;
        }
        int transport = ipv4 + headerOctets;
        if (space == NaptRules.ICMP && !IcmpHeader.isQuery(IcmpHeader.type(buffer, transport))) {
            return Quotes.isError(buffer, ipv4, transport) && quotes.isOfSession(buffer, transport, octets);
        }
        session = find(buffer, ipv4, transport, space);
        return session != Sessions.NONE && sessions.isLive(SessionTable.at(session));
    }

    private int find(ByteBuffer buffer, int ipv4, int transport, int space) {
        long address = Ipv4Header.sourceAddress(buffer, ipv4);
        int port = buffer.getShort(transport + Transport.sourceOffset(space)) & 0xffff;
        int remotePort = space == NaptRules.ICMP ? 0 : buffer.getShort(transport + 2) & 0xffff;
        int remote = Ipv4Header.destinationAddress(buffer, ipv4);
        return sessions.table.findOutbound(
                address << 32 | (long) port << 16 | remotePort, SessionFlags.word1(remote, 0, space, 0));
    }

    /** Returns whether the last packet was a later fragment of a session of the old address or port set. */
    boolean isOfOld() {
        return isOfOld;
    }

    /** Translates a packet in place. A dropped packet is as it arrived. */
    NaptResult translate(Packet packet, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        int ipv4 = packet.offset();
        edits.begin(buffer);
        isOfOld = false;
        if (Ipv4Header.check(buffer, ipv4, packet.length()) != HeaderCheck.OK) {
            return NaptResult.BAD_HEADER;
        }
        NaptRules rules = sessions.rules;
        int source = Ipv4Header.sourceAddress(buffer, ipv4);
        if (source == rules.address || Ipv4Address.isMartianSource(source) || !rules.isInside(source)) {
            return NaptResult.NOT_INSIDE;
        }
        if (rules.isInside(Ipv4Header.destinationAddress(buffer, ipv4))) {
            return NaptResult.BYPASSED;
        }
        NaptResult result =
                Ipv4Header.isFragment(buffer, ipv4) ? fragment(packet, ipv4, nowNanos) : whole(buffer, ipv4);
        if (result.isDrop()) {
            edits.undo();
            sendError(result, packet, nowNanos);
        }
        return result;
    }

    private NaptResult whole(ByteBuffer buffer, int ipv4) {
        int headerOctets = Ipv4Header.headerOctets(buffer, ipv4);
        int transport = ipv4 + headerOctets;
        int octets = Ipv4Header.totalLength(buffer, ipv4) - headerOctets;
        int protocol = Ipv4Header.protocol(buffer, ipv4);
        int space = NaptRules.space(protocol);
        if (space == NaptRules.NO_SPACE) {
            return withoutPorts(buffer, ipv4);
        }
        if (octets < Transport.minimumOctets(space)) {
            return NaptResult.TRUNCATED;
        }
        boolean isError = Quotes.isError(buffer, ipv4, transport);
        if (space == NaptRules.ICMP && !isError && !IcmpHeader.isQuery(IcmpHeader.type(buffer, transport))) {
            return NaptResult.ICMP_TYPE;
        }
        int hairpinPort = hairpinPort(buffer, ipv4, transport, space);
        boolean hairpin = hairpinPort != NO_PORT;
        if (hairpin && Ipv4Header.timeToLive(buffer, ipv4) <= 1) {
            return NaptResult.TTL_EXPIRED;
        }
        NaptResult result =
                isError ? quotes.outbound(buffer, ipv4, transport, octets) : query(buffer, ipv4, octets, space);
        if (result.isDrop()) {
            return result;
        }
        if (!Ipv4Header.dontFragment(buffer, ipv4)) { // RFC 6864 section 5.3.1
            int destination = Ipv4Header.destinationAddress(buffer, ipv4);
            translation.identification(buffer, ipv4, identifications.next(destination, protocol));
        }
        if (!hairpin) {
            return result;
        }
        if (isOfOther(buffer, ipv4, transport, space, hairpinPort)) {
            translation.decrementTtl(buffer, ipv4);
            return NaptResult.OTHER_WORKER;
        }
        return hairpin(buffer, ipv4, transport, octets, space);
    }

    /** Returns whether the port of a hairpinned packet belongs to another instance. The Identifier of a query is an own one. */
    private boolean isOfOther(ByteBuffer buffer, int ipv4, int transport, int space, int port) {
        if (sessions.rules.table.share().isAlone()) {
            return false;
        }
        if (space != NaptRules.ICMP) {
            return !sessions.rules.isOwn(space, port);
        }
        if (!Quotes.isError(buffer, ipv4, transport)) {
            return false;
        }
        int quoted = NaptRules.space(Ipv4Header.protocol(buffer, transport + IcmpHeader.OCTETS));
        return quoted != NaptRules.NO_SPACE && !sessions.rules.isOwn(quoted, port);
    }

    private NaptResult query(ByteBuffer buffer, int ipv4, int octets, int space) {
        int transport = ipv4 + Ipv4Header.headerOctets(buffer, ipv4);
        NaptResult result = attach(buffer, ipv4, transport, octets, space);
        if (result == NaptResult.TRANSLATED) {
            translation.source(buffer, ipv4, transport, SessionTable.at(session), sessions.rules.address);
        }
        return result;
    }

    /** RFC 4787 REQ-9a: the source is the external address and port, and the filter applies as from outside. */
    private NaptResult hairpin(ByteBuffer buffer, int ipv4, int transport, int octets, int space) {
        NaptResult result = inbound.whole(buffer, ipv4, transport, octets, space);
        if (result.isDrop()) {
            return result;
        }
        translation.decrementTtl(buffer, ipv4);
        return NaptResult.HAIRPINNED;
    }

    /** Returns the own port that a packet is for: of a query, any one of the set; {@link #NO_PORT} if it is for the outside. */
    private int hairpinPort(ByteBuffer buffer, int ipv4, int transport, int space) {
        NaptRules rules = sessions.rules;
        if (Ipv4Header.destinationAddress(buffer, ipv4) != rules.address) {
            return NO_PORT;
        }
        int port;
        if (Quotes.isError(buffer, ipv4, transport)) { // RFC 5508 REQ-7a: by the source of the quoted packet
            port = TransportPort.destinationSide(buffer, ipv4, Ipv4Header.totalLength(buffer, ipv4));
        } else if (space == NaptRules.ICMP) {
            return 0; // its Identifier will be one of the own set
        } else {
            port = buffer.getShort(transport + 2) & 0xffff;
        }
        return rules.ports.contains(port) ? port : NO_PORT;
    }

    private NaptResult withoutPorts(ByteBuffer buffer, int ipv4) {
        NaptRules rules = sessions.rules;
        if (rules.hasDmzHost && Ipv4Header.sourceAddress(buffer, ipv4) == rules.dmzHost) {
            translation.address(buffer, ipv4, Ipv4Header.SOURCE_ADDRESS, rules.address);
            return NaptResult.TRANSLATED;
        }
        return NaptResult.NO_PORT_PROTOCOL;
    }

    /** Finds or makes the session of a packet, and applies the packet to it. */
    private NaptResult attach(ByteBuffer buffer, int ipv4, int transport, int octets, int space) {
        int address = Ipv4Header.sourceAddress(buffer, ipv4);
        int remote = Ipv4Header.destinationAddress(buffer, ipv4);
        int port = buffer.getShort(transport + Transport.sourceOffset(space)) & 0xffff;
        int remotePort = space == NaptRules.ICMP ? 0 : buffer.getShort(transport + 2) & 0xffff;
        session = find(buffer, ipv4, transport, space);
        boolean isNew = session == Sessions.NONE || !sessions.isLive(SessionTable.at(session));
        if (isNew) {
            boolean isTcp = space == NaptRules.TCP;
            if (isTcp && !TcpTracker.isOpen(Transport.tcpFlags(buffer, transport))) {
                return NaptResult.NO_SESSION_TCP; // Decision TCP_WITHOUT_SESSION
            }
            sessions.endOver(session);
            int state = isTcp ? TcpTracker.INSIDE_SYN : TcpTracker.NO_TCP;
            NaptResult result = sessions.open(space, address, port, remote, remotePort, state);
            if (result != NaptResult.TRANSLATED) {
                return result;
            }
            session = sessions.made;
            if (isTcp) {
                inbound.heldSyns.cancel(remote, remotePort, SessionFlags.port(words, SessionTable.at(session)));
            }
        }
        apply(buffer, transport, octets, space);
        return NaptResult.TRANSLATED;
    }

    /** Applies a packet to the state and the timer of its session. RFC 4787 REQ-6: outbound packets refresh it. */
    private void apply(ByteBuffer buffer, int transport, int octets, int space) {
        int at = SessionTable.at(session);
        if (space == NaptRules.TCP) {
            TcpPackets.apply(sessions, session, true, buffer, transport, octets);
        } else if (space == NaptRules.DCCP) {
            TcpPackets.applyDccp(sessions, session, true);
        } else {
            sessions.refresh(session, at);
        }
    }

    private NaptResult fragment(Packet packet, int ipv4, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        int space = NaptRules.space(Ipv4Header.protocol(buffer, ipv4));
        if (space == NaptRules.NO_SPACE) {
            return withoutPorts(buffer, ipv4);
        }
        if (Ipv4Header.fragmentOffsetOctets(buffer, ipv4) != 0) {
            NaptResult later = fragments.later(packet, ipv4, nowNanos);
            isOfOld = fragments.isOfOld();
            return later;
        }
        NaptResult bad = fragments.checkFirst(packet, ipv4, space, nowNanos);
        if (bad.isDrop()) {
            return bad;
        }
        int headerOctets = Ipv4Header.headerOctets(buffer, ipv4);
        int transport = ipv4 + headerOctets;
        int hairpinPort = hairpinPort(buffer, ipv4, transport, space);
        boolean hairpin = hairpinPort != NO_PORT && !isOfOther(buffer, ipv4, transport, space, hairpinPort);
        if (hairpin && Ipv4Header.timeToLive(buffer, ipv4) <= 1) {
            return fragments.refuse(packet, ipv4, NaptResult.TTL_EXPIRED, nowNanos);
        }
        int octets = Ipv4Header.totalLength(buffer, ipv4) - headerOctets;
        NaptResult result = attach(buffer, ipv4, transport, octets, space);
        if (result.isDrop()) {
            return fragments.refuse(packet, ipv4, result, nowNanos);
        }
        int identification = fragments.admit(packet, ipv4, hairpin, nowNanos);
        translation.source(buffer, ipv4, transport, SessionTable.at(session), sessions.rules.address);
        translation.identification(buffer, ipv4, identification);
        if (!hairpin) {
            return NaptResult.TRANSLATED;
        }
        NaptResult other = inbound.first(packet, ipv4, space, nowNanos);
        if (other.isDrop()) {
            edits.undo();
            return fragments.refuse(packet, ipv4, other, nowNanos);
        }
        return fragments.hairpinned(buffer, ipv4, other);
    }

    /** Sends the error that a drop demands, about the packet as the inside host sent it. */
    private void sendError(NaptResult result, Packet packet, long nowNanos) {
        NaptRules rules = sessions.rules;
        switch (result) {
            case NO_PORT_EXCLUSIVE,
                    NO_PORT_TOWARD_REMOTE,
                    TABLE_FULL,
                    HOST_LIMIT,
                    HOST_PORT_LIMIT,
                    HOST_RATE,
                    HOSTS_FULL -> {
                // RFC 5508 REQ-8: communication prohibited; RFC 6888 REQ-11b: a soft error
                if (rules.noPortError != NoPortError.NONE) {
                    boolean prohibited = rules.noPortError == NoPortError.PROHIBITED;
                    errors.send(
                            prohibited ? Icmpv4Error.COMMUNICATION_PROHIBITED : Icmpv4Error.HOST_UNREACHABLE,
                            packet,
                            nowNanos);
                }
            }
            case NO_PORT_PROTOCOL -> {
                if (rules.reportsProtocol) {
                    errors.send(Icmpv4Error.PROTOCOL_UNREACHABLE, packet, nowNanos);
                }
            }
            case TTL_EXPIRED -> errors.send(Icmpv4Error.TIME_TO_LIVE_EXCEEDED, packet, nowNanos);
            case NO_SESSION_TCP -> sendReset(packet, nowNanos);
            default -> {}
        }
    }

    private void sendReset(Packet packet, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        int ipv4 = packet.offset();
        int tcp = ipv4 + Ipv4Header.headerOctets(buffer, ipv4);
        boolean isTcp = Ipv4Header.protocol(buffer, ipv4) == ProtocolNumbers.TCP;
        // RFC 9293 section 3.5.2: a RST is not answered
        if (sessions.rules.resetsWithoutSession
                && isTcp
                && !Ipv4Header.isFragment(buffer, ipv4)
                && (Transport.tcpFlags(buffer, tcp) & TcpTracker.RST) == 0) {
            errors.sendReset(packet, nowNanos);
        }
    }
}
