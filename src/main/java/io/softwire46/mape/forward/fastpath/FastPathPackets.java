package io.softwire46.mape.forward.fastpath;

import io.softwire46.mape.forward.lookup.KeyBatch;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.PacketBatch;
import io.softwire46.mape.wire.internal.Ecn;
import io.softwire46.mape.wire.internal.Ipv4Words;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The fields of a batch of packets that decide whether a packet is ordinary, as columns of one array: element {@code COLUMN + i}
 * is a field of packet i.
 *
 * <p>The column {@code PUNTS} of a packet is negative if it meets one of the {@link FastPathConditions}; which one is not stored.
 * Each condition is named at the line that checks it.
 *
 * <p>Static methods only: the caller owns the array.
 */
public final class FastPathPackets {
    /*
     * Idea: one array with a column per field, and one short loop per check over all packets of the batch.
     *
     * Invariant: a loop has no branch, about ten operations and no change of sign, so that the JIT compiles it to vector
     * instructions. A check is arithmetic whose result is negative for a packet to punt; results are combined with "or".
     * For x >= 0, x - 1 is negative if x is 0, and ~(x - 1) is negative if x is not 0.
     *
     * Cost: the vector loops take a fraction of the time of one loop with branches. The single array needs one register
     * for all columns, where one array per column needs a register and a bounds check for each.
     *
     * Trade-off: all checks run for all packets, including those that an earlier check has punted.
     */

    /** Packets of a batch: more than the cache misses that a core can have in flight, few enough to stay in its cache. */
    public static final int PACKETS = KeyBatch.PACKETS;

    public static final int PUNTS = KeyBatch.PUNTS;
    public static final int KEYS = KeyBatch.KEYS;
    public static final int SLOTS = KeyBatch.SLOTS;
    public static final int TAGS = KeyBatch.TAGS;
    public static final int HIGH = KeyBatch.HIGH;
    public static final int LOW = KeyBatch.LOW;

    /** The first 24 octets of the IPv4 packet as three words, see {@link Ipv4Words}. */
    static final int FIRST = KeyBatch.END;

    public static final int SECOND = KeyBatch.END + PACKETS;
    public static final int THIRD = KeyBatch.END + 2 * PACKETS;

    /** Received octets of the IPv4 packet. */
    static final int RECEIVED = KeyBatch.END + 3 * PACKETS;

    /** Total Length of the IPv4 packet. */
    static final int TOTALS = KeyBatch.END + 4 * PACKETS;

    /** Encapsulation: the part of the first word of the tunnel header that depends on the packet. */
    public static final int HEADERS = KeyBatch.END + 5 * PACKETS;

    /** Encapsulation: the new Time to Live, Protocol and Header Checksum. */
    static final int HOPS = KeyBatch.END + 6 * PACKETS;

    /** Decapsulation: the first word of the tunnel header. */
    static final int OUTER = KeyBatch.END + 5 * PACKETS;

    /** Decapsulation: the source address of the tunnel header. */
    static final int SOURCE_HIGH = KeyBatch.END + 6 * PACKETS;

    static final int SOURCE_LOW = KeyBatch.END + 7 * PACKETS;

    /** Decapsulation: the destination address of the tunnel header. */
    static final int DESTINATION_HIGH = KeyBatch.END + 8 * PACKETS;

    static final int DESTINATION_LOW = KeyBatch.END + 9 * PACKETS;

    /** A value of {@link #PUNTS} for a packet that takes the slow path. */
    static final long PUNT = -1;

    private static final int ELEMENTS = KeyBatch.END + 10 * PACKETS;

    /** Minimum octets of a tunnel packet that is read. */
    static final int MINIMUM_TUNNEL_OCTETS = Ipv6Header.OCTETS + Ipv4Words.MINIMUM_OCTETS;

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
                readIpv4(columns, packet.buffer(), packet.offset(), i);
            }
        }
    }

    /** Reads IPv4 packets of one buffer. */
    static void readIpv4(long[] columns, PacketBatch batch, int from, int count) {
        ByteBuffer buffer = batch.buffer();
        for (int i = 0; i < count; i++) {
            int received = batch.length(from + i);
            columns[RECEIVED + i] = received;
            if (received >= Ipv4Words.MINIMUM_OCTETS) {
                readIpv4(columns, buffer, batch.offset(from + i), i);
            }
        }
    }

    private static void readIpv4(long[] columns, ByteBuffer buffer, int offset, int i) {
        int at = bounded(offset, Ipv4Words.MINIMUM_OCTETS);
        columns[FIRST + i] = buffer.getLong(at);
        columns[SECOND + i] = buffer.getLong(at + 8);
        columns[THIRD + i] = buffer.getLong(at + 16);
    }

    /** Reads tunnel packets. The IPv4 packet is expected directly after the IPv6 header. */
    static void readTunnel(long[] columns, Packet[] packets, int from, int count) {
        for (int i = 0; i < count; i++) {
            Packet packet = packets[from + i];
            int received = packet.length() - Ipv6Header.OCTETS;
            columns[RECEIVED + i] = received;
            if (received >= Ipv4Words.MINIMUM_OCTETS) {
                readTunnel(columns, packet.buffer(), packet.offset(), i);
            }
        }
    }

    /** Reads tunnel packets of one buffer. */
    static void readTunnel(long[] columns, PacketBatch batch, int from, int count) {
        ByteBuffer buffer = batch.buffer();
        for (int i = 0; i < count; i++) {
            int received = batch.length(from + i) - Ipv6Header.OCTETS;
            columns[RECEIVED + i] = received;
            if (received >= Ipv4Words.MINIMUM_OCTETS) {
                readTunnel(columns, buffer, batch.offset(from + i), i);
            }
        }
    }

    private static void readTunnel(long[] columns, ByteBuffer buffer, int offset, int i) {
        int at = bounded(offset, MINIMUM_TUNNEL_OCTETS);
        columns[OUTER + i] = buffer.getLong(at);
        columns[SOURCE_HIGH + i] = buffer.getLong(at + 8);
        columns[SOURCE_LOW + i] = buffer.getLong(at + 16);
        columns[DESTINATION_HIGH + i] = buffer.getLong(at + 24);
        columns[DESTINATION_LOW + i] = buffer.getLong(at + 32);
        columns[FIRST + i] = buffer.getLong(at + 40);
        columns[SECOND + i] = buffer.getLong(at + 48);
        columns[THIRD + i] = buffer.getLong(at + 56);
    }

    /**
     * Returns an offset in a buffer, with bounds that the JIT sees: then it omits the check of each access for an index below 0.
     *
     * @param offset of a packet in a buffer
     * @param octets that the packet has at least, so that its offset is within the bounds
     */
    static int bounded(int offset, int octets) {
        return Math.max(0, Math.min(offset, Integer.MAX_VALUE - octets));
    }

    /**
     * Punts IPv4 packets that are not unfragmented TCP or UDP packets without options, whose header is malformed (RFC 1812
     * section 5.2.2), whose transport header is truncated, or with an address that must not be forwarded (section 5.3.7). If
     * fewer octets than an IPv4 and a UDP header were received, the columns are those of an earlier packet. The packet is then
     * punted, since the earlier packet is longer than the received octets, or was itself too short.
     */
    static void checkIpv4(long[] columns, int count) {
        for (int i = 0; i < count; i++) {
            columns[PUNTS + i] = (columns[FIRST + i] >>> 32)
                    + (columns[FIRST + i] & LOW_32_BITS)
                    + (columns[SECOND + i] >>> 32)
                    + (columns[SECOND + i] & LOW_32_BITS)
                    + (columns[THIRD + i] >>> 32);
        }
        for (int i = 0; i < count; i++) { // CHECKSUM: 0 if correct
            long halves = (columns[PUNTS + i] & LOW_32_BITS) + (columns[PUNTS + i] >>> 32);
            long words = (halves & 0xffff) + (halves >>> 16);
            columns[PUNTS + i] = (words & 0xffff) + (words >>> 16) - 0xffff;
        }
        for (int i = 0; i < count; i++) {
            columns[TOTALS + i] = columns[FIRST + i] >>> 32 & 0xffff;
        }
        for (int i = 0; i < count; i++) { // VERSION, OPTIONS, FRAGMENT, TRUNCATED
            long different = (columns[FIRST + i] >>> 56 ^ VERSION_IHL) | (columns[FIRST + i] & FRAGMENT);
            columns[PUNTS + i] |= ~(different - 1) | columns[RECEIVED + i] - columns[TOTALS + i];
        }
        for (int i = 0; i < count; i++) { // PROTOCOL
            long protocol = columns[SECOND + i] >>> 48 & 0xff;
            columns[PUNTS + i] |= ~((protocol ^ ProtocolNumbers.UDP) - 1 | (protocol ^ ProtocolNumbers.TCP) - 1);
        }
        for (int i = 0; i < count; i++) { // SHORT_TRANSPORT
            long notTcp = (columns[SECOND + i] >>> 48 & 0xff) ^ ProtocolNumbers.TCP;
            long more = ((notTcp - 1) >>> 60) & (Ipv4Words.MINIMUM_TCP_OCTETS - Ipv4Words.MINIMUM_OCTETS);
            columns[PUNTS + i] |= columns[TOTALS + i] - Ipv4Words.MINIMUM_OCTETS - more;
        }
        for (int i = 0; i < count; i++) { // MARTIAN_SOURCE: 0/8, 127/8, and 224/3
            long network = columns[SECOND + i] >>> 24 & 0xff;
            columns[PUNTS + i] |= network - 1 | (network ^ 127) - 1 | 223 - network;
        }
        for (int i = 0; i < count; i++) { // MARTIAN_DESTINATION
            long network = columns[THIRD + i] >>> 56;
            columns[PUNTS + i] |= network - 1 | (network ^ 127) - 1 | 223 - network;
        }
    }

    /** Returns whether a packet with a valid header without options is unfragmented, and has the ports of TCP or UDP. */
    static boolean hasPorts(long[] columns, int i) {
        int protocol = Ipv4Words.protocol(columns[SECOND + i]);
        int least = protocol == ProtocolNumbers.TCP ? Ipv4Words.MINIMUM_TCP_OCTETS : Ipv4Words.MINIMUM_OCTETS;
        return columns[FIRST + i] >>> 56 == VERSION_IHL
                && (columns[FIRST + i] & FRAGMENT) == 0
                && (protocol == ProtocolNumbers.TCP || protocol == ProtocolNumbers.UDP)
                && Ipv4Words.totalLength(columns[FIRST + i]) >= least;
    }

    /** Returns whether one of the addresses must not be forwarded, as {@link #checkIpv4} checks. */
    static boolean isMartian(long[] columns, int i) {
        return isMartian(columns[SECOND + i] >>> 24 & 0xff) || isMartian(columns[THIRD + i] >>> 56);
    }

    private static boolean isMartian(long network) {
        return network == 0 || network == 127 || network > 223;
    }

    /** Sets the keys to IPv4 destination and destination port. */
    static void destinationKeys(long[] columns, int count) {
        for (int i = 0; i < count; i++) {
            columns[KEYS + i] = columns[THIRD + i] >>> 32 << 16 | (columns[THIRD + i] & 0xffff);
        }
    }

    /** Sets the keys to IPv4 source and source port. */
    static void sourceKeys(long[] columns, int count) {
        for (int i = 0; i < count; i++) {
            columns[KEYS + i] = columns[SECOND + i] << 32 >>> 16 | (columns[THIRD + i] >>> 16 & 0xffff);
        }
    }

    /** Punts packets whose keys match no rule. */
    static void checkSlots(long[] columns, int count) {
        for (int i = 0; i < count; i++) { // NO_RULE, UNASSIGNED_PORT
            columns[PUNTS + i] |= columns[SLOTS + i];
        }
    }

    /** Returns the index of the first punted packet from {@code done} on, or {@code count}. */
    static int firstPunted(long[] columns, int done, int count) {
        int i = done;
        while (i < count && columns[PUNTS + i] >= 0) {
            i++;
        }
        return i;
    }

    /**
     * Returns whether all packets have an address.
     *
     * @param column of bits 0 to 63; bits 64 to 127 are in the following column
     */
    static boolean allHave(long[] columns, int column, int count, long high, long low) {
        long different = 0;
        for (int i = 0; i < count; i++) {
            different |= (columns[column + i] ^ high) | (columns[column + PACKETS + i] ^ low);
        }
        return different == 0;
    }

    /** Punts all packets. */
    static void checkAll(long[] columns, int count) {
        Arrays.fill(columns, PUNTS, PUNTS + count, PUNT);
    }

    /**
     * Decapsulation: punts packets whose tunnel header is malformed, or whose ECN fields need a change or an event (RFC 6040
     * section 4.2).
     */
    static void checkTunnel(long[] columns, int count) {
        for (int i = 0; i < count; i++) { // OUTER_VERSION, NEXT_HEADER
            long different =
                    (columns[OUTER + i] >>> 60 ^ 6) | ((columns[OUTER + i] >>> 8 & 0xff) ^ ProtocolNumbers.IPV4);
            columns[PUNTS + i] |= ~(different - 1);
        }
        for (int i = 0; i < count; i++) { // OUTER_TRUNCATED, INNER_TRUNCATED
            long payload = columns[OUTER + i] >>> 16 & 0xffff;
            columns[PUNTS + i] |= columns[RECEIVED + i] - payload | payload - columns[TOTALS + i];
        }
        // ECN: if the outer field is 0 or both are equal, nothing changes and no event is counted
        for (int i = 0; i < count; i++) {
            long outer = columns[OUTER + i] >>> 52 & Ecn.MASK;
            columns[PUNTS + i] |= ~(outer - 1 | (outer ^ (columns[FIRST + i] >>> 48 & Ecn.MASK)) - 1);
        }
    }

    /** Decapsulation: punts packets whose source is not the MAP address, or whose rule has nested rules. */
    static void checkSource(long[] columns, int count) {
        for (int i = 0; i < count; i++) { // SPOOFED; NO_RULE, UNASSIGNED_PORT; NESTED_RULES
            long different =
                    (columns[HIGH + i] ^ columns[SOURCE_HIGH + i]) | (columns[LOW + i] ^ columns[SOURCE_LOW + i]);
            columns[PUNTS + i] |= ~((different >>> 1 | (different & 1)) - 1) | columns[SLOTS + i] | columns[TAGS + i];
        }
    }
}
