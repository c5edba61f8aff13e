package io.softwire46.mape.nat;

import io.softwire46.mape.wire.InternetChecksum;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.internal.Ipv4Words;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;

/**
 * The fast path: ordinary packets of live sessions. A packet is ordinary if it is whole, TCP or UDP without IPv4 options, with a
 * Time to Live above 1, without SYN, FIN and RST, and if its TCP session is established. The caller gives all others to
 * {@link Outbound} and {@link Inbound}, which treat ordinary packets in the same way.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class Hits {
    private static final long LOW_32_BITS = 0xffff_ffffL;
    private static final int FRAGMENT = Ipv4Header.MORE_FRAGMENTS | Ipv4Header.FRAGMENT_OFFSET_MASK;
    private static final int PORTS = Ipv4Header.OPTIONS;
    private static final int UDP_CHECKSUM = PORTS + 6;
    private static final int TCP_SEQUENCE = PORTS + 4;
    private static final int TCP_OFFSET_FLAGS = PORTS + 12;
    private static final int TCP_CHECKSUM = PORTS + 16;

    private final Sessions sessions;
    private final SessionTable table;
    private final long[] words;
    private final Identifications identifications;

    Hits(Sessions sessions, Identifications identifications) {
        this.sessions = sessions;
        table = sessions.table;
        words = sessions.words;
        this.identifications = identifications;
    }

    /**
     * Translates an ordinary outbound packet.
     *
     * @param length octets that are present
     * @return false if it is not ordinary, or has no live session; then nothing has changed
     */
    boolean outbound(ByteBuffer buffer, int ipv4, int length) {
        if (length < Ipv4Words.MINIMUM_OCTETS) {
            return false;
        }
        long first = buffer.getLong(ipv4);
        long second = buffer.getLong(ipv4 + Ipv4Header.TIME_TO_LIVE);
        long third = buffer.getLong(ipv4 + Ipv4Header.DESTINATION_ADDRESS);
        int space = space(first, second, third, length);
        NaptRules rules = sessions.rules;
        if (space < 0 || (int) (third >>> 32) == rules.address) {
            return false;
        }
        long word0 = second << 32 | third & LOW_32_BITS;
        int session = table.findOutbound(word0, third & ~LOW_32_BITS | space + 1 << 8);
        if (session < 0) {
            return false;
        }
        int at = SessionTable.at(session);
        int end = (int) (words[at + SessionTable.END] >>> 32);
        if (sessions.tick - end >= 0 || space == NaptRules.TCP && !isOrdinaryTcp(buffer, ipv4, first, at, true)) {
            return false;
        }
        long word1 = words[at + SessionTable.REMOTE];
        long deltas = words[at + SessionTable.DELTAS];
        int later = sessions.tick + rules.ticks(space, (int) word1 & 0xff, (int) third & 0xffff) + 1;
        if (later - end < 0) { // a new table has shorter times
            return false;
        }
        words[at + SessionTable.END] = (long) later << 32 | words[at + SessionTable.END] & LOW_32_BITS;
        int delta = (int) (deltas >>> 48);
        if ((first & Ipv4Header.DONT_FRAGMENT) == 0) { // RFC 6864 section 5.3.1
            int identification = identifications.next((int) (third >>> 32), (int) (second >>> 48) & 0xff);
            delta += (int) Deltas.word((int) (first >>> 16) & 0xffff, identification);
            buffer.putShort(ipv4 + Ipv4Header.IDENTIFICATION, (short) identification);
        }
        int checksum = Deltas.apply((int) (second >>> 32) & 0xffff, delta);
        long halves = second >>> 48 << 16 | checksum;
        buffer.putLong(ipv4 + Ipv4Header.TIME_TO_LIVE, halves << 32 | rules.address & LOW_32_BITS);
        buffer.putShort(ipv4 + PORTS, (short) (word1 >>> 16));
        transportChecksum(buffer, ipv4, space, (int) (deltas >>> 32) & 0xffff);
        return true;
    }

    /** Translates an ordinary inbound packet, as {@link #outbound} does. */
    boolean inbound(ByteBuffer buffer, int ipv4, int length) {
        if (length < Ipv4Words.MINIMUM_OCTETS) {
            return false;
        }
        long first = buffer.getLong(ipv4);
        long second = buffer.getLong(ipv4 + Ipv4Header.TIME_TO_LIVE);
        long third = buffer.getLong(ipv4 + Ipv4Header.DESTINATION_ADDRESS);
        int space = space(first, second, third, length);
        NaptRules rules = sessions.rules;
        if (space < 0 || (int) (third >>> 32) != rules.address) {
            return false;
        }
        int remotePort = (int) (third >>> 16) & 0xffff;
        long key = second << 32 | (third & 0xffff) << 16 | space + 1 << 8;
        int session = table.findInbound(remotePort, key);
        if (session < 0) {
            return false;
        }
        int at = SessionTable.at(session);
        int end = (int) (words[at + SessionTable.END] >>> 32);
        if (sessions.tick - end >= 0 || space == NaptRules.TCP && !isOrdinaryTcp(buffer, ipv4, first, at, false)) {
            return false;
        }
        if (rules.inboundRefresh) {
            sessions.refresh(session, at);
        }
        long word0 = words[at];
        long deltas = words[at + SessionTable.DELTAS];
        int checksum = Deltas.apply((int) (second >>> 32) & 0xffff, Deltas.opposite((int) (deltas >>> 48)));
        buffer.putShort(ipv4 + Ipv4Header.HEADER_CHECKSUM, (short) checksum);
        buffer.putLong(
                ipv4 + Ipv4Header.DESTINATION_ADDRESS,
                word0 & ~LOW_32_BITS | third & 0xffff_0000L | word0 >>> 16 & 0xffff);
        transportChecksum(buffer, ipv4, space, Deltas.opposite((int) (deltas >>> 32) & 0xffff));
        return true;
    }

    /** Returns the port space if the headers are those of an ordinary packet, else a negative number. */
    private static int space(long first, long second, long third, int length) {
        int totalLength = Ipv4Words.totalLength(first);
        int protocol = Ipv4Words.protocol(second);
        int space;
        int minimum;
        if (protocol == ProtocolNumbers.TCP) {
            space = NaptRules.TCP;
            minimum = Ipv4Words.MINIMUM_TCP_OCTETS;
        } else if (protocol == ProtocolNumbers.UDP) {
            space = NaptRules.UDP;
            minimum = Ipv4Words.MINIMUM_OCTETS;
        } else {
            return NaptRules.NO_SPACE;
        }
        long sum = (first >>> 32)
                + (first & LOW_32_BITS)
                + (second >>> 32)
                + (second & LOW_32_BITS)
                + (third >>> 32);
        boolean isOrdinary = first >>> 56 == 0x45
                && totalLength >= minimum
                && totalLength <= length
                && (first & FRAGMENT) == 0
                && second >>> 56 > 1
                && InternetChecksum.fold(sum) == 0xffff;
        return isOrdinary ? space : NaptRules.NO_SPACE;
    }

    /** Checks a TCP packet and notes its sequence number if it is ordinary. */
    private boolean isOrdinaryTcp(ByteBuffer buffer, int ipv4, long first, int at, boolean fromInside) {
        int offsetFlags = buffer.getInt(ipv4 + TCP_OFFSET_FLAGS);
        if ((offsetFlags >>> 16 & TcpTracker.EVENTS) != 0
                || ((int) words[at + SessionTable.REMOTE] & 0xff) != TcpTracker.ESTABLISHED) {
            return false;
        }
        int dataOctets = Ipv4Words.totalLength(first) - Ipv4Header.MINIMUM_OCTETS - (offsetFlags >>> 28 << 2);
        int end = buffer.getInt(ipv4 + TCP_SEQUENCE) + Math.max(0, dataOctets);
        long sequences = words[at + SessionTable.SEQUENCES];
        int next = (int) (fromInside ? sequences >>> 32 : sequences);
        if (end - next > 0) {
            words[at + SessionTable.SEQUENCES] = fromInside
                    ? (long) end << 32 | sequences & LOW_32_BITS
                    : sequences & ~LOW_32_BITS | end & LOW_32_BITS;
        }
        return true;
    }

    private static void transportChecksum(ByteBuffer buffer, int ipv4, int space, int delta) {
        if (space == NaptRules.TCP) {
            int old = buffer.getShort(ipv4 + TCP_CHECKSUM) & 0xffff;
            buffer.putShort(ipv4 + TCP_CHECKSUM, (short) Deltas.apply(old, delta));
            return;
        }
        int old = buffer.getShort(ipv4 + UDP_CHECKSUM) & 0xffff;
        if (old != 0) { // RFC 768: 0 is no checksum
            int checksum = Deltas.apply(old, delta);
            buffer.putShort(ipv4 + UDP_CHECKSUM, (short) (checksum == 0 ? 0xffff : checksum));
        }
    }
}
