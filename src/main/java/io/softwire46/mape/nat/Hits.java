package io.softwire46.mape.nat;

import io.softwire46.mape.nat.session.Deltas;
import io.softwire46.mape.nat.session.Identifications;
import io.softwire46.mape.nat.session.SessionTable;
import io.softwire46.mape.nat.session.TcpTracker;
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

    /** Maximum number of packets of a burst. */
    static final int BURST = 64;

    /** Place of a packet that is alone: it may be translated between packets of a burst. */
    private static final int ALONE = BURST;

    private final Sessions sessions;
    private final SessionTable table;
    private final long[] words;
    private final Identifications identifications;

    // The columns of a burst: the first 24 octets of each packet, its port space or a negative number, tag and session.
    private final long[] firsts = new long[BURST + 1];
    private final long[] seconds = new long[BURST + 1];
    private final long[] thirds = new long[BURST + 1];
    private final int[] spaces = new int[BURST + 1];
    private final long[] tags = new long[BURST + 1];
    private final int[] found = new int[BURST + 1];

    /** That of a packet that is alone, before its translation. */
    private short transportChecksum;

    Hits(Sessions sessions, Identifications identifications) {
        this.sessions = sessions;
        table = sessions.table;
        words = sessions.words;
        this.identifications = identifications;
    }

    /**
     * Reads an outbound packet of a burst.
     *
     * @param i its place in the burst
     * @param length octets that are present
     */
    void readOutbound(int i, ByteBuffer buffer, int ipv4, int length) {
        if (!read(i, buffer, ipv4, length)) {
            return;
        }
        long third = thirds[i];
        if ((int) (third >>> 32) == sessions.rules.address) {
            spaces[i] = NaptRules.NO_SPACE;
            return;
        }
        tags[i] = table.tag(seconds[i] << 32 | (third & LOW_32_BITS), (third & ~LOW_32_BITS) | (spaces[i] + 1) << 8);
    }

    /** Reads an inbound packet of a burst. */
    void readInbound(int i, ByteBuffer buffer, int ipv4, int length) {
        if (!read(i, buffer, ipv4, length)) {
            return;
        }
        long third = thirds[i];
        if ((int) (third >>> 32) != sessions.rules.address) {
            spaces[i] = NaptRules.NO_SPACE;
            return;
        }
        tags[i] = table.tag(third >>> 16 & 0xffff, seconds[i] << 32 | (third & 0xffff) << 16 | (spaces[i] + 1) << 8);
    }

    private boolean read(int i, ByteBuffer buffer, int ipv4, int length) {
        spaces[i] = NaptRules.NO_SPACE;
        if (length < Ipv4Words.MINIMUM_OCTETS) {
            return false;
        }
        long first = buffer.getLong(ipv4);
        long second = buffer.getLong(ipv4 + Ipv4Header.TIME_TO_LIVE);
        long third = buffer.getLong(ipv4 + Ipv4Header.DESTINATION_ADDRESS);
        firsts[i] = first;
        seconds[i] = second;
        thirds[i] = third;
        int space = space(first, second, third, length);
        spaces[i] = space;
        return space >= 0;
    }

    /** Finds the sessions of a burst of outbound packets. Independent reads follow one another, so that they overlap. */
    void findOutbound(int size) {
        for (int i = 0; i < size; i++) {
            found[i] = spaces[i] < 0 ? SessionTable.NONE : table.outboundCandidate(tags[i]);
        }
        touch(size);
    }

    /** Finds the sessions of a burst of inbound packets. */
    void findInbound(int size) {
        for (int i = 0; i < size; i++) {
            found[i] = spaces[i] < 0 ? SessionTable.NONE : table.inboundCandidate(tags[i]);
        }
        touch(size);
    }

    /** Reads a word of each record. */
    private void touch(int size) {
        for (int i = 0; i < size; i++) {
            if (found[i] >= 0 && words[SessionTable.at(found[i]) + SessionTable.REMOTE] == 0) {
                found[i] = SessionTable.NONE;
            }
        }
    }

    /**
     * Translates a packet that is alone, if it is ordinary, so that {@link #undo} can restore it.
     *
     * @return false if it is not; then nothing has changed
     */
    boolean outbound(ByteBuffer buffer, int ipv4, int length) {
        readOutbound(ALONE, buffer, ipv4, length);
        if (spaces[ALONE] < 0) {
            return false;
        }
        found[ALONE] = table.outboundCandidate(tags[ALONE]);
        remember(buffer, ipv4);
        return outbound(ALONE, buffer, ipv4);
    }

    /** The same for an inbound packet. */
    boolean inbound(ByteBuffer buffer, int ipv4, int length) {
        readInbound(ALONE, buffer, ipv4, length);
        if (spaces[ALONE] < 0) {
            return false;
        }
        found[ALONE] = table.inboundCandidate(tags[ALONE]);
        remember(buffer, ipv4);
        return inbound(ALONE, buffer, ipv4);
    }

    private void remember(ByteBuffer buffer, int ipv4) {
        int checksumOffset = spaces[ALONE] == NaptRules.TCP ? TCP_CHECKSUM : UDP_CHECKSUM;
        transportChecksum = buffer.getShort(ipv4 + checksumOffset);
    }

    /** Restores addresses, ports, Identification and checksums of the last packet that was alone and translated. */
    void undo(ByteBuffer buffer, int ipv4) {
        long second = seconds[ALONE];
        buffer.putShort(ipv4 + Ipv4Header.IDENTIFICATION, (short) (firsts[ALONE] >>> 16));
        buffer.putShort(ipv4 + Ipv4Header.HEADER_CHECKSUM, (short) (second >>> 32));
        buffer.putInt(ipv4 + Ipv4Header.SOURCE_ADDRESS, (int) second);
        buffer.putLong(ipv4 + Ipv4Header.DESTINATION_ADDRESS, thirds[ALONE]);
        int checksumOffset = spaces[ALONE] == NaptRules.TCP ? TCP_CHECKSUM : UDP_CHECKSUM;
        buffer.putShort(ipv4 + checksumOffset, transportChecksum);
    }

    /** Returns the total length of a packet of the burst; without meaning if the packet is not ordinary. */
    int totalLength(int i) {
        return Ipv4Words.totalLength(firsts[i]);
    }

    /**
     * Translates an ordinary outbound packet of the burst that was read. Earlier packets of the burst may have ended its session,
     * so the record is compared.
     *
     * @return false if it is not ordinary, or has no live session; then nothing has changed
     */
    boolean outbound(int i, ByteBuffer buffer, int ipv4) {
        int session = found[i];
        if (session < 0) {
            return false;
        }
        int at = SessionTable.at(session);
        long second = seconds[i];
        long third = thirds[i];
        int space = spaces[i];
        long word1 = words[at + SessionTable.REMOTE];
        long key = (third & ~LOW_32_BITS) | (space + 1) << 8;
        if (words[at] != (second << 32 | (third & LOW_32_BITS)) || (word1 & SessionTable.OUTBOUND_KEY) != key) {
            return false;
        }
        long first = firsts[i];
        NaptRules rules = sessions.rules;
        int end = (int) (words[at + SessionTable.END] >>> 32);
        if (sessions.tick - end >= 0 || (space == NaptRules.TCP && !isOrdinaryTcp(buffer, ipv4, first, at, true))) {
            return false;
        }
        long deltas = words[at + SessionTable.DELTAS];
        int ticks = space == NaptRules.TCP ? rules.establishedTicks : rules.udpTicks((int) third & 0xffff);
        int later = sessions.tick + ticks + 1;
        if (later - end < 0) { // a new table has shorter times
            return false;
        }
        words[at + SessionTable.END] = (long) later << 32 | (words[at + SessionTable.END] & LOW_32_BITS);
        int delta = (int) (deltas >>> 48);
        if ((first & Ipv4Header.DONT_FRAGMENT) == 0) { // RFC 6864 section 5.3.1
            int identification = identifications.next((int) (third >>> 32), (int) (second >>> 48) & 0xff);
            delta += (int) Deltas.word((int) (first >>> 16) & 0xffff, identification);
            buffer.putShort(ipv4 + Ipv4Header.IDENTIFICATION, (short) identification);
        }
        int checksum = Deltas.apply((int) (second >>> 32) & 0xffff, delta);
        long halves = second >>> 48 << 16 | checksum;
        buffer.putLong(ipv4 + Ipv4Header.TIME_TO_LIVE, halves << 32 | (rules.address & LOW_32_BITS));
        buffer.putShort(ipv4 + PORTS, (short) (word1 >>> 16));
        transportChecksum(buffer, ipv4, space, (int) (deltas >>> 32) & 0xffff);
        return true;
    }

    /** Translates an ordinary inbound packet of the burst that was read, as {@link #outbound} does. */
    boolean inbound(int i, ByteBuffer buffer, int ipv4) {
        int session = found[i];
        if (session < 0) {
            return false;
        }
        int at = SessionTable.at(session);
        long second = seconds[i];
        long third = thirds[i];
        int space = spaces[i];
        long word0 = words[at];
        long key = second << 32 | (third & 0xffff) << 16 | (space + 1) << 8;
        if ((words[at + SessionTable.REMOTE] & SessionTable.INBOUND_KEY) != key
                || (word0 & 0xffff) != (third >>> 16 & 0xffff)) {
            return false;
        }
        int end = (int) (words[at + SessionTable.END] >>> 32);
        if (sessions.tick - end >= 0
                || (space == NaptRules.TCP && !isOrdinaryTcp(buffer, ipv4, firsts[i], at, false))) {
            return false;
        }
        if (sessions.rules.inboundRefresh) {
            sessions.refresh(session, at);
        }
        long deltas = words[at + SessionTable.DELTAS];
        int checksum = Deltas.apply((int) (second >>> 32) & 0xffff, Deltas.opposite((int) (deltas >>> 48)));
        buffer.putShort(ipv4 + Ipv4Header.HEADER_CHECKSUM, (short) checksum);
        buffer.putLong(
                ipv4 + Ipv4Header.DESTINATION_ADDRESS,
                (word0 & ~LOW_32_BITS) | (third & 0xffff_0000L) | (word0 >>> 16 & 0xffff));
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
        long sum = (first >>> 32) + (first & LOW_32_BITS) + (second >>> 32) + (second & LOW_32_BITS) + (third >>> 32);
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
                    ? (long) end << 32 | (sequences & LOW_32_BITS)
                    : (sequences & ~LOW_32_BITS) | (end & LOW_32_BITS);
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
