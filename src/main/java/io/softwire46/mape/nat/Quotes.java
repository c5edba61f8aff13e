package io.softwire46.mape.nat;

import io.softwire46.mape.nat.NaptStatistics.Event;
import io.softwire46.mape.nat.session.Deltas;
import io.softwire46.mape.nat.session.Edits;
import io.softwire46.mape.nat.session.SessionFlags;
import io.softwire46.mape.nat.session.SessionTable;
import io.softwire46.mape.wire.IcmpHeader;
import io.softwire46.mape.wire.InternetChecksum;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;

/**
 * Translates ICMP errors together with the packets that they quote (RFC 5508 sections 4 and 7). An error makes, refreshes and
 * ends no session (RFC 5508 REQ-6).
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class Quotes {
    private static final int PORTS_OCTETS = 4;
    private static final int IDENTIFIER_END = IcmpHeader.IDENTIFIER + 2;

    private final Sessions sessions;
    private final long[] words;
    private final Edits edits;
    private final Translation translation;

    // the quote found last
    private int quote;
    private int transport;
    private int space;
    private int transportOctets; // present ones
    private int session;

    Quotes(Sessions sessions, Translation translation) {
        this.sessions = sessions;
        words = sessions.words;
        this.translation = translation;
        edits = translation.edits;
    }

    /** Translates an error from an inside node about a packet that it received. */
    NaptResult outbound(ByteBuffer buffer, int ipv4, int icmp, int octets) {
        NaptResult bad = find(buffer, icmp, octets, false);
        if (bad != NaptResult.RELAYED_ERROR) {
            return bad;
        }
        int external = sessions.rules.address;
        long delta = rewrite(
                buffer,
                Ipv4Header.DESTINATION_ADDRESS,
                external,
                Transport.destinationOffset(space),
                SessionFlags.port(words, SessionTable.at(session)),
                false);
        edits.applyDelta(icmp + IcmpHeader.CHECKSUM, InternetChecksum.fold(delta));
        // RFC 5508 REQ-5c: the NAPT's address, also if a router inside has sent the error
        translation.address(buffer, ipv4, Ipv4Header.SOURCE_ADDRESS, external);
        return NaptResult.RELAYED_ERROR;
    }

    /** Translates an error about a packet that an inside host sent. */
    NaptResult inbound(ByteBuffer buffer, int ipv4, int icmp, int octets) {
        NaptResult bad = find(buffer, icmp, octets, true);
        if (bad != NaptResult.RELAYED_ERROR) {
            return bad;
        }
        int at = SessionTable.at(session);
        int inside = SessionFlags.insideAddress(words, at);
        long delta = rewrite(
                buffer,
                Ipv4Header.SOURCE_ADDRESS,
                inside,
                Transport.sourceOffset(space),
                SessionFlags.insidePort(words, at),
                true);
        edits.applyDelta(icmp + IcmpHeader.CHECKSUM, InternetChecksum.fold(delta));
        translation.address(buffer, ipv4, Ipv4Header.DESTINATION_ADDRESS, inside);
        return NaptResult.RELAYED_ERROR;
    }

    /** Returns whether the packet that an error from the inside quotes belongs to a live session. */
    boolean isOfSession(ByteBuffer buffer, int icmp, int octets) {
        quote = icmp + IcmpHeader.OCTETS;
        if (!isReadable(buffer, quoteOctets(buffer, icmp, octets))) {
            return false;
        }
        space = NaptRules.space(Ipv4Header.protocol(buffer, quote));
        if (space == NaptRules.NO_SPACE || (space == NaptRules.ICMP && transportOctets < IDENTIFIER_END)) {
            return false;
        }
        session = receivedSession(buffer);
        return session != Sessions.NONE && sessions.isLive(SessionTable.at(session));
    }

    /** Finds the session of the quoted packet: that of a packet sent to the outside, or of one received from it. */
    private NaptResult find(ByteBuffer buffer, int icmp, int octets, boolean sent) {
        // RFC 5508 REQ-3a: an error with a wrong ICMP checksum is dropped silently
        if (InternetChecksum.compute(buffer, icmp, octets) != 0) {
            return NaptResult.ICMP_BAD_CHECKSUM;
        }
        int quoteOctets = quoteOctets(buffer, icmp, octets);
        quote = icmp + IcmpHeader.OCTETS;
        if (!isReadable(buffer, quoteOctets)) {
            return NaptResult.QUOTE_BAD;
        }
        space = NaptRules.space(Ipv4Header.protocol(buffer, quote));
        if (space == NaptRules.NO_SPACE) {
            return NaptResult.QUOTE_UNKNOWN;
        }
        if (space == NaptRules.ICMP
                && (transportOctets < IDENTIFIER_END || !IcmpHeader.isQuery(IcmpHeader.type(buffer, transport)))) {
            return NaptResult.QUOTE_BAD;
        }
        session = sent ? sentSession(buffer) : receivedSession(buffer);
        if (session == Sessions.NONE || !sessions.isLive(SessionTable.at(session))) {
            return NaptResult.QUOTE_UNKNOWN;
        }
        if (InternetChecksum.compute(buffer, quote, transport - quote) != 0) {
            // Decision QUOTE_CHECKSUM: routers quote checksums that they have not updated
            if (sessions.rules.dropsQuoteChecksum) {
                return NaptResult.QUOTE_CHECKSUM;
            }
            sessions.statistics.increment(Event.QUOTE_CHECKSUM);
        }
        return NaptResult.RELAYED_ERROR;
    }

    /** RFC 4884 section 4: extension objects follow the given length and are not part of the quote. */
    private static int quoteOctets(ByteBuffer buffer, int icmp, int octets) {
        int quoteOctets = octets - IcmpHeader.OCTETS;
        if (IcmpHeader.mayHaveLength(IcmpHeader.type(buffer, icmp))) {
            int given = (buffer.get(icmp + IcmpHeader.LENGTH) & 0xff) << 2;
            return given != 0 ? Math.min(quoteOctets, given) : quoteOctets;
        }
        return quoteOctets;
    }

    private boolean isReadable(ByteBuffer buffer, int quoteOctets) {
        if (quoteOctets < Ipv4Header.MINIMUM_OCTETS + PORTS_OCTETS) {
            return false;
        }
        int headerOctets = Ipv4Header.headerOctets(buffer, quote); // RFC 5508 REQ-3b: options are skipped
        transport = quote + headerOctets;
        int totalLength = Ipv4Header.totalLength(buffer, quote);
        int present = totalLength > headerOctets ? Math.min(quoteOctets, totalLength) : quoteOctets;
        transportOctets = present - headerOctets;
        return Ipv4Header.version(buffer, quote) == 4
                && headerOctets >= Ipv4Header.MINIMUM_OCTETS
                && transportOctets >= PORTS_OCTETS
                && Ipv4Header.fragmentOffsetOctets(buffer, quote) == 0;
    }

    private int sentSession(ByteBuffer buffer) {
        if (Ipv4Header.sourceAddress(buffer, quote) != sessions.rules.address) {
            return Sessions.NONE;
        }
        int port = port(buffer, Transport.sourceOffset(space));
        int remotePort = space == NaptRules.ICMP ? 0 : port(buffer, Transport.destinationOffset(space));
        int remote = Ipv4Header.destinationAddress(buffer, quote);
        return sessions.table.findInbound(remotePort, SessionFlags.word1(remote, port, space, 0));
    }

    private int receivedSession(ByteBuffer buffer) {
        int port = port(buffer, Transport.destinationOffset(space));
        int remotePort = space == NaptRules.ICMP ? 0 : port(buffer, Transport.sourceOffset(space));
        long inside = Ipv4Header.destinationAddress(buffer, quote);
        int remote = Ipv4Header.sourceAddress(buffer, quote);
        return sessions.table.findOutbound(
                inside << 32 | (long) port << 16 | remotePort, SessionFlags.word1(remote, 0, space, 0));
    }

    private int port(ByteBuffer buffer, int offset) {
        return buffer.getShort(transport + offset) & 0xffff;
    }

    /**
     * Rewrites one side of the quoted packet.
     *
     * @return the change of the sum of all rewritten words
     */
    private long rewrite(ByteBuffer buffer, int addressField, int address, int portOffset, int port, boolean toInside) {
        long word2 = words[SessionTable.at(session) + SessionTable.DELTAS];
        int addressDelta = direction((int) (word2 >>> 48), toInside);
        int transportDelta = direction((int) (word2 >>> 32) & 0xffff, toInside);
        int headerChecksum = Ipv4Header.headerChecksum(buffer, quote);
        long delta = edits.putCovered(quote + addressField, address >>> 16)
                + edits.putCovered(quote + addressField + 2, address & 0xffff)
                + edits.putCovered(quote + Ipv4Header.HEADER_CHECKSUM, Deltas.apply(headerChecksum, addressDelta))
                + edits.putCovered(transport + portOffset, port);
        int checksumOffset = Transport.checksumOffset(space);
        if (transportOctets >= checksumOffset + 2) {
            int old = port(buffer, checksumOffset);
            delta += edits.putCovered(transport + checksumOffset, Transport.checksum(space, old, transportDelta));
        }
        return delta;
    }

    private static int direction(int delta, boolean toInside) {
        return toInside ? Deltas.opposite(delta) : delta;
    }

    /** Returns whether a message is an error of a protocol that can be translated. */
    static boolean isError(ByteBuffer buffer, int ipv4, int icmp) {
        return Ipv4Header.protocol(buffer, ipv4) == ProtocolNumbers.ICMP
                && IcmpHeader.isError(IcmpHeader.type(buffer, icmp));
    }
}
