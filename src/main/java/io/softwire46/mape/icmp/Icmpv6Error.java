package io.softwire46.mape.icmp;

import io.softwire46.mape.wire.Icmpv6Header;
import io.softwire46.mape.wire.InternetChecksum;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;

/**
 * An ICMPv6 error about an IPv6 packet to this node: type and code, which {@link #write} completes to a message (RFC 4443
 * sections 2.4 and 3).
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
 * <p>Immutable.
 *
 * @param type 1 to 4, see {@link Icmpv6Header}
 * @param code 0 to 255
 */
public record Icmpv6Error(int type, int code) {
    /** The source address failed the ingress or egress policy. */
    public static final Icmpv6Error SOURCE_ADDRESS_FAILED_POLICY =
            new Icmpv6Error(Icmpv6Header.DESTINATION_UNREACHABLE, Icmpv6Header.SOURCE_ADDRESS_FAILED_POLICY);
    /** A fragment of the packet is missing after the reassembly time. */
    public static final Icmpv6Error REASSEMBLY_TIME_EXCEEDED =
            new Icmpv6Error(Icmpv6Header.TIME_EXCEEDED, Icmpv6Header.REASSEMBLY_TIME_EXCEEDED);

    /** Maximum length of an error: the minimum MTU of a link (RFC 4443 section 2.4 c). */
    public static final int MAXIMUM_OCTETS = Ipv6Header.MINIMUM_MTU;
    /** Octets of the error before the quote. */
    public static final int HEADER_OCTETS = Ipv6Header.OCTETS + Icmpv6Header.OCTETS;
    /** Maximum length of the quote. */
    public static final int MAXIMUM_QUOTE_OCTETS = MAXIMUM_OCTETS - HEADER_OCTETS;

    private static final int VERSION_CLASS_LABEL = Ipv6Header.versionClassLabel(0, 0); // best effort, no flow

    // Indexed by code.
    private static final Icmpv6Error[] PARAMETER_PROBLEMS = {
        parameterProblemOf(Icmpv6Header.ERRONEOUS_HEADER_FIELD),
        parameterProblemOf(Icmpv6Header.UNRECOGNIZED_NEXT_HEADER),
        parameterProblemOf(Icmpv6Header.UNRECOGNIZED_OPTION),
        parameterProblemOf(Icmpv6Header.INCOMPLETE_HEADER_CHAIN)
    };

    private static Icmpv6Error parameterProblemOf(int code) {
        return new Icmpv6Error(Icmpv6Header.PARAMETER_PROBLEM, code);
    }

    /**
     * Returns a parameter problem. The second word is its pointer.
     *
     * @param code 0 to 3, see {@link Icmpv6Header}
     * @return the error, always the same object
     */
    public static Icmpv6Error parameterProblem(int code) {
        return PARAMETER_PROBLEMS[code];
    }

    /**
     * Writes the error about a packet. It is sent from the destination of the packet (RFC 4443 section 2.2 a) to its
     * source, and quotes the octets in the window, up to the payload length.
     *
     * @param secondWord the MTU of a packet too big, the pointer of a parameter problem, as 32 bits without sign; else
     *     0
     * @param about a window on the packet; no octet after the window is read
     * @param hopLimit 1 to 255
     * @param out a window that does not overlap the packet, at least {@link #octets} long. It is not moved, and its
     *     further octets are not written
     * @return octets of the error, {@value #HEADER_OCTETS} + 40 to 1280; 0, without writing, if fewer octets
     *     than an IPv6 header are present
     */
    public int write(int secondWord, Packet about, int hopLimit, Packet out) {
        int octets = octets(about);
        if (octets == 0) {
            return 0;
        }
        ByteBuffer packet = about.buffer();
        int packetOffset = about.offset();
        ByteBuffer buffer = out.buffer();
        int messageOctets = octets - Ipv6Header.OCTETS;
        Ipv6Header.write(
                buffer,
                out.offset(),
                VERSION_CLASS_LABEL,
                messageOctets,
                ProtocolNumbers.ICMPV6,
                hopLimit,
                Ipv6Header.destinationHi(packet, packetOffset),
                Ipv6Header.destinationLo(packet, packetOffset),
                Ipv6Header.sourceHi(packet, packetOffset),
                Ipv6Header.sourceLo(packet, packetOffset));
        int icmpv6 = out.offset() + Ipv6Header.OCTETS;
        int typeCode = type << 24 | code << 16;
        buffer.putInt(icmpv6, typeCode);
        buffer.putInt(icmpv6 + Icmpv6Header.SECOND_WORD, secondWord);
        buffer.put(icmpv6 + Icmpv6Header.OCTETS, packet, packetOffset, octets - HEADER_OCTETS);
        int checksum = InternetChecksum.computeIcmpv6(buffer, out.offset(), icmpv6, messageOctets);
        buffer.putInt(icmpv6, typeCode | checksum);
        return octets;
    }

    /**
     * Returns the length of an error about a packet.
     *
     * @param about a window on the packet
     * @return the result of {@link #write} for the same packet
     */
    public static int octets(Packet about) {
        if (about.length() < Ipv6Header.OCTETS) {
            return 0;
        }
        int whole = Ipv6Header.OCTETS + Ipv6Header.payloadLength(about.buffer(), about.offset());
        return HEADER_OCTETS + Math.min(Math.min(about.length(), whole), MAXIMUM_QUOTE_OCTETS);
    }
}
