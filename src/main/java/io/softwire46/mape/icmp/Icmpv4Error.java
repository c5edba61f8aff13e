package io.softwire46.mape.icmp;

import io.softwire46.mape.wire.IcmpHeader;
import io.softwire46.mape.wire.InternetChecksum;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;

/**
 * Writes ICMP error messages about IPv4 packets (RFC 792, RFC 1812 section 4.3.2).
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
 * <p>Static methods only.
 */
public final class Icmpv4Error {
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

    private Icmpv4Error() {}

    /**
     * Writes an error about a packet. The error is addressed to the source of the packet and quotes the octets in the
     * buffer, up to the total length.
     *
     * @param packet big-endian buffer of the packet
     * @param packetOffset index of its IPv4 header, which passed {@link Ipv4Header#check}
     * @param packetOctets octets that are present, fewer than the total length if the packet is itself a quote; no octet
     *     after them is read
     * @param out big-endian buffer for the error, which must not overlap the packet
     * @param outOffset index of the error's first octet; up to {@link #MAXIMUM_OCTETS} octets are written
     * @param type 3, 11 or 12, see {@link IcmpHeader}
     * @param code 0 to 255
     * @param secondWord 0, {@link #nextHopMtu} for 3/4, {@link #pointer} for 12/0
     * @param source the sender's address, the 32 bits (RFC 1812 section 4.3.2.4)
     * @param identification 0 to 65535, not repeated soon: the error may be fragmented (RFC 6864 section 4.3)
     * @return octets of the error, {@value #HEADER_OCTETS} + 20 to {@value #MAXIMUM_OCTETS}; 0, without
     *     writing, if fewer octets than an IPv4 header are present
     */
    public static int write(
            ByteBuffer packet,
            int packetOffset,
            int packetOctets,
            ByteBuffer out,
            int outOffset,
            int type,
            int code,
            int secondWord,
            int source,
            int identification) {
        int octets = octets(packet, packetOffset, packetOctets);
        if (octets == 0) {
            return 0;
        }
        int quoteOctets = octets - HEADER_OCTETS;
        int typeOfService = INTERNETWORK_CONTROL | (Ipv4Header.typeOfService(packet, packetOffset) & TOS_BITS);
        Ipv4Header.write(
                out,
                outOffset,
                typeOfService,
                octets,
                identification,
                0,
                TIME_TO_LIVE,
                ProtocolNumbers.ICMP,
                source,
                Ipv4Header.sourceAddress(packet, packetOffset));
        int icmp = outOffset + Ipv4Header.MINIMUM_OCTETS;
        int typeCode = type << 24 | code << 16;
        out.putInt(icmp, typeCode);
        out.putInt(icmp + IcmpHeader.IDENTIFIER, secondWord);
        out.put(icmp + IcmpHeader.OCTETS, packet, packetOffset, quoteOctets);
        int checksum = InternetChecksum.compute(out, icmp, octets - Ipv4Header.MINIMUM_OCTETS);
        out.putInt(icmp, typeCode | checksum);
        return octets;
    }

    /**
     * Returns the length of the error about a packet.
     *
     * @param packet big-endian buffer of the packet
     * @param packetOffset index of its IPv4 header
     * @param packetOctets octets that are present
     * @return the result of {@link #write} for the same packet
     */
    public static int octets(ByteBuffer packet, int packetOffset, int packetOctets) {
        if (packetOctets < Ipv4Header.MINIMUM_OCTETS) {
            return 0;
        }
        int whole = Math.max(Ipv4Header.MINIMUM_OCTETS, Ipv4Header.totalLength(packet, packetOffset));
        return HEADER_OCTETS + Math.min(Math.min(packetOctets, whole), MAXIMUM_QUOTE_OCTETS);
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
