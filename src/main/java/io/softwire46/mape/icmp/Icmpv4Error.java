package io.softwire46.mape.icmp;

import io.softwire46.mape.wire.IcmpHeader;
import io.softwire46.mape.wire.InternetChecksum;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;

/**
 * An ICMP error about an IPv4 packet: type and code, which {@link #write} completes to a message (RFC 792, RFC 1812 section
 * 4.3.2).
 *
 * <pre>
 *   +---------------------+---------------------------+----------------------------------+
 *   |  IPv4 header (20)   |  type, code, checksum,    |  the packet that caused it,      |
 *   |                     |  second word (8)          |  its first 548 octets at most    |
 *   +---------------------+---------------------------+----------------------------------+
 * </pre>
 *
 * <p>{@link Icmpv4Suppression} and {@link TokenBucket} decide whether an error may be sent.
 *
 * <p>Immutable.
 *
 * @param type 3, 11 or 12, see {@link IcmpHeader}
 * @param code 0 to 255
 */
public record Icmpv4Error(int type, int code) {
    /** The host cannot be reached. */
    public static final Icmpv4Error HOST_UNREACHABLE =
            new Icmpv4Error(IcmpHeader.DESTINATION_UNREACHABLE, IcmpHeader.HOST_UNREACHABLE);
    /** The transport protocol is not supported. */
    public static final Icmpv4Error PROTOCOL_UNREACHABLE =
            new Icmpv4Error(IcmpHeader.DESTINATION_UNREACHABLE, IcmpHeader.PROTOCOL_UNREACHABLE);
    /** Nothing listens on the port. */
    public static final Icmpv4Error PORT_UNREACHABLE =
            new Icmpv4Error(IcmpHeader.DESTINATION_UNREACHABLE, IcmpHeader.PORT_UNREACHABLE);
    /** The packet is too big and has DF. The second word is {@link #nextHopMtu}. */
    public static final Icmpv4Error FRAGMENTATION_NEEDED =
            new Icmpv4Error(IcmpHeader.DESTINATION_UNREACHABLE, IcmpHeader.FRAGMENTATION_NEEDED);
    /** The operator forbids the packet (RFC 1812 section 5.2.7.1). */
    public static final Icmpv4Error COMMUNICATION_PROHIBITED =
            new Icmpv4Error(IcmpHeader.DESTINATION_UNREACHABLE, IcmpHeader.COMMUNICATION_PROHIBITED);
    /** Time to Live ran out in transit. */
    public static final Icmpv4Error TIME_TO_LIVE_EXCEEDED =
            new Icmpv4Error(IcmpHeader.TIME_EXCEEDED, IcmpHeader.TIME_TO_LIVE_EXCEEDED);
    /** A fragment of the datagram is missing after the reassembly time. */
    public static final Icmpv4Error REASSEMBLY_TIME_EXCEEDED =
            new Icmpv4Error(IcmpHeader.TIME_EXCEEDED, IcmpHeader.REASSEMBLY_TIME_EXCEEDED);

    /** Maximum length of an error: 576 octets, which limits the quote (RFC 1812 section 4.3.2.3). */
    public static final int MAXIMUM_OCTETS = 576;
    /** Octets of the error before the quote. */
    public static final int HEADER_OCTETS = Ipv4Header.MINIMUM_OCTETS + IcmpHeader.OCTETS;
    /** Maximum length of the quote. */
    public static final int MAXIMUM_QUOTE_OCTETS = MAXIMUM_OCTETS - HEADER_OCTETS;
    /** Initial Time to Live, which does not depend on the packet (RFC 1812 section 4.3.2.2). */
    public static final int TIME_TO_LIVE = 64;

    private static final int MINIMUM_MTU = 68; // RFC 791 section 3.2
    private static final int MAXIMUM_MTU = 0xffff;

    // RFC 1812 section 4.3.2.5: precedence 6, and the TOS bits of the packet. The bit that RFC 1349 calls the last TOS
    // bit is part of ECN since RFC 3168, and ICMP messages are not ECN-capable, so three TOS bits remain.
    private static final int INTERNETWORK_CONTROL = 0xc0;
    private static final int TOS_BITS = 0x1c;

    /**
     * Writes the error about a packet. It is addressed to the source of the packet and quotes the octets in the window, up
     * to the total length.
     *
     * @param secondWord 0, {@link #nextHopMtu} for 3/4, {@link #pointer} for 12/0
     * @param about a window on the packet, whose header passed {@link Ipv4Header#check}; shorter than the total length if
     *     the packet is itself a quote. No octet after the window is read
     * @param source the sender's address, the 32 bits (RFC 1812 section 4.3.2.4)
     * @param out a window that does not overlap the packet, at least {@link #octets} long. It is not moved, and its
     *     further octets are not written
     * @param identification 0 to 65535, not repeated soon: the error may be fragmented (RFC 6864 section 4.3)
     * @return octets of the error, {@value #HEADER_OCTETS} + 20 to {@value #MAXIMUM_OCTETS}; 0, without
     *     writing, if fewer octets than an IPv4 header are present
     */
    public int write(int secondWord, Packet about, int source, Packet out, int identification) {
        int octets = octets(about);
        if (octets == 0) {
            return 0;
        }
        ByteBuffer packet = about.buffer();
        int packetOffset = about.offset();
        ByteBuffer buffer = out.buffer();
        int typeOfService = INTERNETWORK_CONTROL | (Ipv4Header.typeOfService(packet, packetOffset) & TOS_BITS);
        Ipv4Header.write(
                buffer,
                out.offset(),
                typeOfService,
                octets,
                identification,
                0,
                TIME_TO_LIVE,
                ProtocolNumbers.ICMP,
                source,
                Ipv4Header.sourceAddress(packet, packetOffset));
        int icmp = out.offset() + Ipv4Header.MINIMUM_OCTETS;
        int typeCode = type << 24 | code << 16;
        buffer.putInt(icmp, typeCode);
        buffer.putInt(icmp + IcmpHeader.IDENTIFIER, secondWord);
        buffer.put(icmp + IcmpHeader.OCTETS, packet, packetOffset, octets - HEADER_OCTETS);
        int checksum = InternetChecksum.compute(buffer, icmp, octets - Ipv4Header.MINIMUM_OCTETS);
        buffer.putInt(icmp, typeCode | checksum);
        return octets;
    }

    /**
     * Returns the length of an error about a packet.
     *
     * @param about a window on the packet
     * @return the result of {@link #write} for the same packet
     */
    public static int octets(Packet about) {
        if (about.length() < Ipv4Header.MINIMUM_OCTETS) {
            return 0;
        }
        int whole = Math.max(Ipv4Header.MINIMUM_OCTETS, Ipv4Header.totalLength(about.buffer(), about.offset()));
        return HEADER_OCTETS + Math.min(Math.min(about.length(), whole), MAXIMUM_QUOTE_OCTETS);
    }

    /**
     * Returns the second word of "fragmentation needed": 16 zero bits and the MTU (RFC 1191 section 4).
     *
     * @param mtu the largest packet that would pass, in octets, any value
     * @return the word; a value outside of 68 to 65535 is replaced by the nearest one of these
     */
    public static int nextHopMtu(long mtu) {
        return (int) Math.max(MINIMUM_MTU, Math.min(MAXIMUM_MTU, mtu));
    }

    /**
     * Returns the second word of a parameter problem with code 0 (RFC 792).
     *
     * @param octet where in the packet the problem is, 0 to 255
     * @return the word
     */
    public static int pointer(int octet) {
        return octet << 24;
    }
}
