package io.softwire46.mape.icmp;

import io.softwire46.mape.wire.Icmpv6Header;
import io.softwire46.mape.wire.InternetChecksum;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;

/**
 * Writes ICMPv6 error messages about IPv6 packets (RFC 4443 sections 2.4 and 3).
 *
 * <pre>
 *   +---------------------+---------------------------+----------------------------------+
 *   |  IPv6 header (40)   |  type, code, checksum,    |  the packet that caused it,      |
 *   |                     |  MTU or pointer (8)       |  its first 1232 octets at most   |
 *   +---------------------+---------------------------+----------------------------------+
 * </pre>
 *
 * <p>{@link Icmpv6Suppression} and {@link TokenBucket} decide whether an error may be sent.
 *
 * <p>Static methods only.
 */
public final class Icmpv6Error {
    /** Maximum length of an error: the minimum MTU of a link (RFC 4443 section 2.4 c). */
    public static final int MAXIMUM_OCTETS = Ipv6Header.MINIMUM_MTU;
    /** Octets of the error before the quote. */
    public static final int HEADER_OCTETS = Ipv6Header.OCTETS + Icmpv6Header.OCTETS;
    /** Maximum length of the quote. */
    public static final int MAXIMUM_QUOTE_OCTETS = MAXIMUM_OCTETS - HEADER_OCTETS;

    private static final int VERSION_CLASS_LABEL = Ipv6Header.versionClassLabel(0, 0); // best effort, no flow

    private Icmpv6Error() {}

    /**
     * Writes an error about a packet. The error is addressed to the source of the packet and quotes the octets in the
     * buffer, up to the payload length.
     *
     * @param packet big-endian buffer of the packet
     * @param packetOffset index of its IPv6 header
     * @param packetOctets octets that are present; no octet after them is read
     * @param out big-endian buffer for the error, which must not overlap the packet
     * @param outOffset index of the error's first octet; up to {@link #MAXIMUM_OCTETS} octets are written
     * @param type 1 to 4, see {@link Icmpv6Header}
     * @param code 0 to 255
     * @param secondWord the MTU of a packet too big, the pointer of a parameter problem, as 32 bits without sign; else
     *     0
     * @param sourceHi bits 0 to 63 of the sender's unicast address (RFC 4443 section 2.2)
     * @param sourceLo bits 64 to 127 of the sender's address
     * @param hopLimit 1 to 255
     * @return octets of the error, {@value #HEADER_OCTETS} + 40 to 1280; 0, without writing, if fewer octets
     *     than an IPv6 header are present
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
            long sourceHi,
            long sourceLo,
            int hopLimit) {
        int octets = octets(packet, packetOffset, packetOctets);
        if (octets == 0) {
            return 0;
        }
        int quoteOctets = octets - HEADER_OCTETS;
        int messageOctets = Icmpv6Header.OCTETS + quoteOctets;
        Ipv6Header.write(
                out,
                outOffset,
                VERSION_CLASS_LABEL,
                messageOctets,
                ProtocolNumbers.ICMPV6,
                hopLimit,
                sourceHi,
                sourceLo,
                Ipv6Header.sourceHi(packet, packetOffset),
                Ipv6Header.sourceLo(packet, packetOffset));
        int icmpv6 = outOffset + Ipv6Header.OCTETS;
        int typeCode = type << 24 | code << 16;
        out.putInt(icmpv6, typeCode);
        out.putInt(icmpv6 + Icmpv6Header.SECOND_WORD, secondWord);
        out.put(icmpv6 + Icmpv6Header.OCTETS, packet, packetOffset, quoteOctets);
        int checksum = InternetChecksum.computeIcmpv6(out, outOffset, icmpv6, messageOctets);
        out.putInt(icmpv6, typeCode | checksum);
        return Ipv6Header.OCTETS + messageOctets;
    }

    /**
     * Returns the length of the error about a packet.
     *
     * @param packet big-endian buffer of the packet
     * @param packetOffset index of its IPv6 header
     * @param packetOctets octets that are present
     * @return the result of {@link #write} for the same packet
     */
    public static int octets(ByteBuffer packet, int packetOffset, int packetOctets) {
        if (packetOctets < Ipv6Header.OCTETS) {
            return 0;
        }
        int whole = Ipv6Header.OCTETS + Ipv6Header.payloadLength(packet, packetOffset);
        return HEADER_OCTETS + Math.min(Math.min(packetOctets, whole), MAXIMUM_QUOTE_OCTETS);
    }
}
