package io.softwire46.mape.forward.fastpath;

import io.softwire46.mape.forward.lookup.KeyBatch;
import io.softwire46.mape.wire.Ecn;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.internal.Ipv4Words;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a burst needs to know of its packets to find the plain ones, as columns of one array: element {@code COLUMN + i} is of the
 * packet i.
 *
 * <p>Columns, so that the JIT makes vector instructions of a loop over them: without a branch, of some ten operations and none
 * that changes the sign, or it declines. The checks here take 2 ns a packet so, and 6 to 8 ns in one loop or with branches. One
 * array, so that a loop needs one register for all columns: an array for each cost 5 ns more in all.
 *
 * <p>A flaw is a number below 0; which of the {@link FastPathConditions} a packet meets is not kept. Each is named at the line that
 * finds it. For x from 0 on, x - 1 is below 0 where x is 0, and ~(x - 1)
 * where it is not.
 *
 * <p>Static methods only: the array is the caller's.
 */
public final class FastPathPackets {
    /** Packets that are looked at together: more than a core has misses under way, few enough to stay in its cache. */
    public static final int PACKETS = KeyBatch.PACKETS;

    public static final int FLAWS = KeyBatch.FLAWS;
    public static final int KEYS = KeyBatch.KEYS;
    public static final int SLOTS = KeyBatch.SLOTS;
    public static final int TAGS = KeyBatch.TAGS;
    public static final int HIGH = KeyBatch.HIGH;
    public static final int LOW = KeyBatch.LOW;

    /** The first words of the IPv4 packet, see {@link Ipv4Words}. */
    static final int FIRST = KeyBatch.END;

    public static final int SECOND = KeyBatch.END + PACKETS;
    public static final int THIRD = KeyBatch.END + 2 * PACKETS;

    /** Octets that are there of the IPv4 packet. */
    static final int RECEIVED = KeyBatch.END + 3 * PACKETS;

    /** Into the tunnel: what of the first word of the tunnel header depends on the packet. */
    public static final int HEADERS = KeyBatch.END + 4 * PACKETS;

    /** Into the tunnel: Time to Live, Protocol and Header Checksum as they become. */
    static final int HOPS = KeyBatch.END + 5 * PACKETS;

    /** Out of the tunnel: first word of the tunnel header. */
    static final int OUTER = KeyBatch.END + 4 * PACKETS;

    /** Out of the tunnel: its source address. */
    static final int SOURCE_HIGH = KeyBatch.END + 5 * PACKETS;

    static final int SOURCE_LOW = KeyBatch.END + 6 * PACKETS;

    /** Out of the tunnel: its destination address. */
    static final int DESTINATION_HIGH = KeyBatch.END + 7 * PACKETS;

    static final int DESTINATION_LOW = KeyBatch.END + 8 * PACKETS;

    /** A number below 0. */
    static final long FLAW = -1;

    private static final int ELEMENTS = KeyBatch.END + 9 * PACKETS;

    private static final long LOW_32_BITS = 0xffff_ffffL;

    /** Version 4, five words. */
    private static final long VERSION_IHL = 0x45;

    /** More Fragments and Fragment Offset. */
    private static final long FRAGMENT = 0x3fff;

    private FastPathPackets() {}

    public static long[] columns() {
        return new long[ELEMENTS];
    }

    /** Reads IPv4 packets. */
    static void readIpv4(long[] columns, Packet[] packets, int from, int count) {
        for (int i = 0; i < count; i++) {
            Packet packet = packets[from + i];
            int received = packet.length();
            columns[RECEIVED + i] = received;
            if (received >= Ipv4Words.MINIMUM_OCTETS) {
                ByteBuffer buffer = packet.buffer();
                int offset = packet.offset();
                columns[FIRST + i] = buffer.getLong(offset);
                columns[SECOND + i] = buffer.getLong(offset + 8);
                columns[THIRD + i] = buffer.getLong(offset + 16);
            }
        }
    }

    /** Reads tunnel packets; the IPv4 packet is looked for right behind the tunnel header. */
    static void readTunnel(long[] columns, Packet[] packets, int from, int count) {
        for (int i = 0; i < count; i++) {
            Packet packet = packets[from + i];
            int received = packet.length() - Ipv6Header.OCTETS;
            columns[RECEIVED + i] = received;
            if (received >= Ipv4Words.MINIMUM_OCTETS) {
                ByteBuffer buffer = packet.buffer();
                int offset = packet.offset();
                columns[OUTER + i] = buffer.getLong(offset);
                columns[SOURCE_HIGH + i] = buffer.getLong(offset + 8);
                columns[SOURCE_LOW + i] = buffer.getLong(offset + 16);
                columns[DESTINATION_HIGH + i] = buffer.getLong(offset + 24);
                columns[DESTINATION_LOW + i] = buffer.getLong(offset + 32);
                columns[FIRST + i] = buffer.getLong(offset + 40);
                columns[SECOND + i] = buffer.getLong(offset + 48);
                columns[THIRD + i] = buffer.getLong(offset + 56);
            }
        }
    }

    /**
     * Looks for flaws of IPv4 packets: they are not whole TCP or UDP without options, the header is wrong (RFC 1812 section 5.2.2),
     * the transport header is cut, or an address must not be forwarded (section 5.3.7). Where less than an IPv4 and a UDP header was
     * received, the columns are those of an earlier packet, which is longer than that, or too short itself.
     */
    static void judgeIpv4(long[] columns, int count) {
        for (int i = 0; i < count; i++) {
            columns[FLAWS + i] = (columns[FIRST + i] >>> 32)
                    + (columns[FIRST + i] & LOW_32_BITS)
                    + (columns[SECOND + i] >>> 32)
                    + (columns[SECOND + i] & LOW_32_BITS)
                    + (columns[THIRD + i] >>> 32);
        }
        for (int i = 0; i < count; i++) { // CHECKSUM: 0 where it is right
            long halves = (columns[FLAWS + i] & LOW_32_BITS) + (columns[FLAWS + i] >>> 32);
            long words = (halves & 0xffff) + (halves >>> 16);
            columns[FLAWS + i] = (words & 0xffff) + (words >>> 16) - 0xffff;
        }
        for (int i = 0; i < count; i++) { // VERSION, OPTIONS, FRAGMENT, TRUNCATED
            long different = (columns[FIRST + i] >>> 56 ^ VERSION_IHL) | (columns[FIRST + i] & FRAGMENT);
            columns[FLAWS + i] |= ~(different - 1) | columns[RECEIVED + i] - (columns[FIRST + i] >>> 32 & 0xffff);
        }
        for (int i = 0; i < count; i++) { // PROTOCOL
            long protocol = columns[SECOND + i] >>> 48 & 0xff;
            columns[FLAWS + i] |= ~((protocol ^ ProtocolNumbers.UDP) - 1 | (protocol ^ ProtocolNumbers.TCP) - 1);
        }
        for (int i = 0; i < count; i++) { // SHORT_TRANSPORT
            long notTcp = (columns[SECOND + i] >>> 48 & 0xff) ^ ProtocolNumbers.TCP;
            long more = ((notTcp - 1) >>> 60) & (Ipv4Words.MINIMUM_TCP_OCTETS - Ipv4Words.MINIMUM_OCTETS);
            columns[FLAWS + i] |= (columns[FIRST + i] >>> 32 & 0xffff) - Ipv4Words.MINIMUM_OCTETS - more;
        }
        for (int i = 0; i < count; i++) { // MARTIAN_SOURCE: 0/8, 127/8, and 224/3
            long network = columns[SECOND + i] >>> 24 & 0xff;
            columns[FLAWS + i] |= network - 1 | (network ^ 127) - 1 | 223 - network;
        }
        for (int i = 0; i < count; i++) { // MARTIAN_DESTINATION
            long network = columns[THIRD + i] >>> 56;
            columns[FLAWS + i] |= network - 1 | (network ^ 127) - 1 | 223 - network;
        }
    }

    /** Keys of IPv4 destination and destination port. */
    static void destinationKeys(long[] columns, int count) {
        for (int i = 0; i < count; i++) {
            columns[KEYS + i] = columns[THIRD + i] >>> 32 << 16 | (columns[THIRD + i] & 0xffff);
        }
    }

    /** Keys of IPv4 source and source port. */
    static void sourceKeys(long[] columns, int count) {
        for (int i = 0; i < count; i++) {
            columns[KEYS + i] = columns[SECOND + i] << 32 >>> 16 | (columns[THIRD + i] >>> 16 & 0xffff);
        }
    }

    /** Keys for which no rule was found are a flaw. */
    static void checkSlots(long[] columns, int count) {
        for (int i = 0; i < count; i++) { // NO_RULE, UNASSIGNED_PORT
            columns[FLAWS + i] |= columns[SLOTS + i];
        }
    }

    /** No packet is plain. */
    static void checkAll(long[] columns, int count) {
        Arrays.fill(columns, FLAWS, FLAWS + count, FLAW);
    }

    /** Out of the tunnel: flaws of the tunnel header, and of the congestion field between the two (RFC 6040 section 4.2). */
    static void checkTunnel(long[] columns, int count) {
        for (int i = 0; i < count; i++) { // OUTER_VERSION, NEXT_HEADER
            long different =
                    (columns[OUTER + i] >>> 60 ^ 6) | ((columns[OUTER + i] >>> 8 & 0xff) ^ ProtocolNumbers.IPV4);
            columns[FLAWS + i] |= ~(different - 1);
        }
        for (int i = 0; i < count; i++) { // OUTER_TRUNCATED, INNER_TRUNCATED
            long payload = columns[OUTER + i] >>> 16 & 0xffff;
            columns[FLAWS + i] |= columns[RECEIVED + i] - payload | payload - (columns[FIRST + i] >>> 32 & 0xffff);
        }
        // ECN: only where the outer one is 0, or both are alike, nothing changes or is counted
        for (int i = 0; i < count; i++) {
            long outer = columns[OUTER + i] >>> 52 & Ecn.MASK;
            columns[FLAWS + i] |= ~(outer - 1 | (outer ^ (columns[FIRST + i] >>> 48 & Ecn.MASK)) - 1);
        }
    }

    /** Out of the tunnel: a source other than the MAP address, or a rule with others inside, is a flaw. */
    static void checkSource(long[] columns, int count) {
        for (int i = 0; i < count; i++) { // SPOOFED; NO_RULE, UNASSIGNED_PORT; NESTED_RULES
            long different =
                    (columns[HIGH + i] ^ columns[SOURCE_HIGH + i]) | (columns[LOW + i] ^ columns[SOURCE_LOW + i]);
            columns[FLAWS + i] |= ~((different >>> 1 | (different & 1)) - 1) | columns[SLOTS + i] | columns[TAGS + i];
        }
    }
}
