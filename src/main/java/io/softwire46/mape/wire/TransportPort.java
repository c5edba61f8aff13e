package io.softwire46.mape.wire;

import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;

/**
 * The port or ICMP Identifier by which a packet of a shared IPv4 address belongs to a CE.
 *
 * <table>
 * <caption>Position of the number</caption>
 * <tr><th>packet</th><th>destination side (to the CE)</th><th>source side (from the CE)</th></tr>
 * <tr><td>TCP, UDP, UDP-Lite, DCCP, SCTP</td><td>destination port</td><td>source port</td></tr>
 * <tr><td>ICMP query (RFC 7597 section 8.2)</td><td>Identifier</td><td>Identifier</td></tr>
 * <tr><td>ICMP error (RFC 7596 section 8.1, RFC 5508 REQ-3)</td>
 *     <td>source port or Identifier of the quoted packet</td>
 *     <td>destination port or Identifier of the quoted packet</td></tr>
 * </table>
 *
 * <p>An error that is sent to a CE quotes a packet that the CE sent, so the quoted source must be the error's
 * destination. An error from a CE quotes a packet that it received, so the quoted destination must be the error's
 * source. No other protocol has a port; ESP and GRE are not parsed.
 *
 * <p>Static methods only.
 */
public final class TransportPort {
    /** The protocol or the ICMP type has no port. */
    public static final int NO_PORT = -1;
    /** The packet is a fragment without transport header. */
    public static final int FRAGMENT = -2;
    /** The transport header is shorter than its protocol's minimum. */
    public static final int TRUNCATED = -3;
    /**
     * The packet quoted in an ICMP error yields no port: it is too short, not IPv4, not the first fragment, of a
     * protocol without ports, an ICMP message other than a query, or between other addresses.
     */
    public static final int BAD_QUOTE = -4;

    private static final int SOURCE_PORT = 0; // the same in all five protocols
    private static final int DESTINATION_PORT = 2;
    private static final int PORTS_OCTETS = 4;

    private TransportPort() {}

    /**
     * Returns the number on the destination side, which identifies the CE that a packet is sent to.
     *
     * @param buffer big-endian
     * @param ipv4Offset index of an IPv4 header that passed {@link Ipv4Header#check}
     * @param totalLength the header's total length; nothing following it is read
     * @return 0 to 65535, or {@link #NO_PORT}, {@link #FRAGMENT}, {@link #TRUNCATED}, {@link #BAD_QUOTE}, which are
     *     negative
     */
    public static int destinationSide(ByteBuffer buffer, int ipv4Offset, int totalLength) {
        return port(buffer, ipv4Offset, totalLength, DESTINATION_PORT);
    }

    /**
     * Returns the number on the source side, which identifies the CE that sent a packet.
     *
     * @param buffer big-endian
     * @param ipv4Offset index of an IPv4 header that passed {@link Ipv4Header#check}
     * @param totalLength the header's total length; nothing following it is read
     * @return 0 to 65535, or {@link #NO_PORT}, {@link #FRAGMENT}, {@link #TRUNCATED}, {@link #BAD_QUOTE}, which are
     *     negative
     */
    public static int sourceSide(ByteBuffer buffer, int ipv4Offset, int totalLength) {
        return port(buffer, ipv4Offset, totalLength, SOURCE_PORT);
    }

    /**
     * Returns the minimum header length of a protocol.
     *
     * @param protocol 0 to 255
     * @return octets; 0 if the protocol has no ports
     */
    public static int minimumHeaderOctets(int protocol) {
        return switch (protocol) {
            case ProtocolNumbers.UDP, ProtocolNumbers.UDP_LITE -> 8; // RFC 768, RFC 3828 section 3.1
            case ProtocolNumbers.TCP -> 20; // RFC 9293 section 3.1
            case ProtocolNumbers.DCCP, ProtocolNumbers.SCTP -> 12; // RFC 4340 section 5.1, RFC 9260 section 3.1
            default -> 0;
        };
    }

    /**
     * Returns whether the packet is an ICMP error, which must not be answered with an ICMP error (RFC 1812 section
     * 4.3.2.7).
     *
     * @param buffer big-endian
     * @param ipv4Offset index of an IPv4 header
     * @param length octets of the packet that are present, at least the header's; nothing following them is read
     * @return true for ICMP types 3, 4, 5, 11 and 12; false if the type is missing, as in later fragments
     */
    public static boolean isIcmpError(ByteBuffer buffer, int ipv4Offset, int length) {
        int headerOctets = Ipv4Header.headerOctets(buffer, ipv4Offset);
        return Ipv4Header.protocol(buffer, ipv4Offset) == ProtocolNumbers.ICMP
                && Ipv4Header.fragmentOffsetOctets(buffer, ipv4Offset) == 0
                && length > headerOctets
                && IcmpHeader.isError(IcmpHeader.type(buffer, ipv4Offset + headerOctets));
    }

    /**
     * Returns the number on the destination side of a packet of which only the start is present, such as the quote in
     * an error. Four octets following the IPv4 header are sufficient, or six in an ICMP query.
     *
     * @param buffer big-endian
     * @param ipv4Offset index of an IPv4 header
     * @param octets octets of the packet that are present; nothing following them is read
     * @return 0 to 65535, or {@link #BAD_QUOTE} without a port
     */
    public static int quotedDestinationSide(ByteBuffer buffer, int ipv4Offset, int octets) {
        return quotedSide(buffer, ipv4Offset, octets, Ipv4Header.DESTINATION_ADDRESS, DESTINATION_PORT);
    }

    /**
     * Returns the number on the source side, as {@link #quotedDestinationSide} does on the destination side.
     *
     * @param buffer big-endian
     * @param ipv4Offset index of an IPv4 header
     * @param octets octets of the packet that are present; nothing following them is read
     * @return 0 to 65535, or {@link #BAD_QUOTE} without a port
     */
    public static int quotedSourceSide(ByteBuffer buffer, int ipv4Offset, int octets) {
        return quotedSide(buffer, ipv4Offset, octets, Ipv4Header.SOURCE_ADDRESS, SOURCE_PORT);
    }

    private static int quotedSide(ByteBuffer buffer, int offset, int octets, int addressOffset, int portOffset) {
        return octets < Ipv4Header.MINIMUM_OCTETS
                ? BAD_QUOTE
                : quotedPort(buffer, offset, octets, addressOffset, buffer.getInt(offset + addressOffset), portOffset);
    }

    private static int port(ByteBuffer buffer, int ipv4Offset, int totalLength, int portOffset) {
        long start = buffer.getLong(ipv4Offset); // IHL in bits 4 to 7, the fragment offset at the end
        if ((start & Ipv4Header.FRAGMENT_OFFSET_MASK) != 0) {
            return FRAGMENT;
        }
        int headerOctets = (int) (start >>> 56 & 0xf) << 2;
        int protocol = Ipv4Header.protocol(buffer, ipv4Offset);
        int transportOctets = totalLength - headerOctets;
        int minimum = minimumHeaderOctets(protocol);
        if (minimum == 0) {
            return protocol == ProtocolNumbers.ICMP
                    ? icmpPort(buffer, ipv4Offset, ipv4Offset + headerOctets, transportOctets, portOffset)
                    : NO_PORT;
        }
        if (transportOctets < minimum) {
            return TRUNCATED;
        }
        return buffer.getShort(ipv4Offset + headerOctets + portOffset) & 0xffff;
    }

    private static int icmpPort(ByteBuffer buffer, int ipv4Offset, int icmpOffset, int icmpOctets, int portOffset) {
        if (icmpOctets < IcmpHeader.OCTETS) {
            return TRUNCATED;
        }
        int type = IcmpHeader.type(buffer, icmpOffset);
        if (IcmpHeader.isQuery(type)) {
            return IcmpHeader.identifier(buffer, icmpOffset); // RFC 7597 section 8.2
        }
        if (!IcmpHeader.isError(type)) {
            return NO_PORT;
        }
        int quoteOctets = icmpOctets - IcmpHeader.OCTETS;
        if (IcmpHeader.mayHaveLength(type)) {
            // RFC 4884 section 4: extension objects follow the given length and are not part of the quoted packet.
            int givenOctets = (buffer.get(icmpOffset + IcmpHeader.LENGTH) & 0xff) << 2;
            if (givenOctets != 0) {
                quoteOctets = Math.min(quoteOctets, givenOctets);
            }
        }
        int quote = icmpOffset + IcmpHeader.OCTETS;
        return portOffset == DESTINATION_PORT
                ? quotedPort(
                        buffer,
                        quote,
                        quoteOctets,
                        Ipv4Header.SOURCE_ADDRESS,
                        Ipv4Header.destinationAddress(buffer, ipv4Offset),
                        SOURCE_PORT)
                : quotedPort(
                        buffer,
                        quote,
                        quoteOctets,
                        Ipv4Header.DESTINATION_ADDRESS,
                        Ipv4Header.sourceAddress(buffer, ipv4Offset),
                        DESTINATION_PORT);
    }

    // Total length and checksum of the quote are ignored: some routers quote them changed or outdated.
    private static int quotedPort(
            ByteBuffer buffer, int quote, int quoteOctets, int addressOffset, int address, int portOffset) {
        if (quoteOctets < Ipv4Header.MINIMUM_OCTETS + PORTS_OCTETS) {
            return BAD_QUOTE;
        }
        int headerOctets = Ipv4Header.headerOctets(buffer, quote); // RFC 5508 REQ-3b: options must be skipped
        int transportOctets = quoteOctets - headerOctets;
        if (Ipv4Header.version(buffer, quote) != 4
                || headerOctets < Ipv4Header.MINIMUM_OCTETS
                || transportOctets < PORTS_OCTETS
                || Ipv4Header.fragmentOffsetOctets(buffer, quote) != 0
                || buffer.getInt(quote + addressOffset) != address) {
            return BAD_QUOTE;
        }
        int transport = quote + headerOctets;
        int protocol = Ipv4Header.protocol(buffer, quote);
        if (protocol == ProtocolNumbers.ICMP) {
            return transportOctets >= IcmpHeader.IDENTIFIER + 2
                            && IcmpHeader.isQuery(IcmpHeader.type(buffer, transport))
                    ? IcmpHeader.identifier(buffer, transport)
                    : BAD_QUOTE;
        }
        return minimumHeaderOctets(protocol) != 0 ? buffer.getShort(transport + portOffset) & 0xffff : BAD_QUOTE;
    }
}
