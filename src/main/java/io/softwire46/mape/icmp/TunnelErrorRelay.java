package io.softwire46.mape.icmp;

import io.softwire46.mape.wire.Icmpv6Header;
import io.softwire46.mape.wire.InternetChecksum;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.TransportPort;
import java.nio.ByteBuffer;

/**
 * Reads ICMPv6 errors from within the tunnel, and determines the ICMP error for the source of the IPv4 packet (RFC 2473
 * section 8, RFC 7597 section 8.2).
 *
 * <table>
 * <caption>ICMP error for each ICMPv6 error</caption>
 * <tr><th>ICMPv6</th><th>ICMP</th></tr>
 * <tr><td>1, destination unreachable, any code</td><td>3/1, host unreachable</td></tr>
 * <tr><td>3/0, hop limit exceeded</td><td>3/1</td></tr>
 * <tr><td>4, parameter problem, about our Tunnel Encapsulation Limit of 0</td><td>3/1</td></tr>
 * <tr><td>2, packet too big, and the IPv4 packet has DF</td>
 *     <td>3/4, fragmentation needed, with the MTU less the tunnel headers</td></tr>
 * <tr><td>others</td><td>none</td></tr>
 * </table>
 *
 * <p>Anyone can send such an error. This class verifies the octets. Before relaying, the caller must verify that this
 * node would have sent the quoted packet: the outer source is an address of this node, and the outer destination is
 * what the mapping rules derive for the destination of the IPv4 packet.
 *
 * <p>The object holds the result of the last {@link #read}.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class TunnelErrorRelay {
    /** Result of {@link #pathMtu()} without a path MTU: -1. */
    public static final int NO_PATH_MTU = PacketTooBig.IGNORED;

    /** Result of reading an ICMPv6 message. */
    public enum Result {
        /** {@link TunnelErrorRelay#error} is to be sent about the IPv4 packet. */
        RELAY,
        /** No ICMP error corresponds to this type and code, or the packet was too big and has no DF. */
        NOTHING,
        /**
         * An error about an IPv4 packet about which no ICMP error may be sent (RFC 1812 section 4.3.2.7), such as every
         * packet with {@link TunnelErrorRelay#showsNoPort()}.
         */
        FORBIDDEN,
        /** The message is shorter than an ICMPv6 header. */
        TRUNCATED,
        /** The ICMPv6 checksum is wrong. */
        BAD_CHECKSUM,
        /**
         * The quote is not the start of a tunnel packet of this node with a valid IPv4 header and eight further octets.
         */
        BAD_QUOTE,
        /** A packet too big message that reports less than 1280 octets (RFC 8201 section 4). */
        MTU_TOO_SMALL
    }

    private final TunnelQuote quote = new TunnelQuote();
    private long outerSourceHi;
    private long outerSourceLo;
    private long outerDestinationHi;
    private long outerDestinationLo;
    private int tunnelHeaderOctets;
    private int pathMtu = NO_PATH_MTU;
    private boolean showsNoPort;
    private Icmpv4Error error = Icmpv4Error.HOST_UNREACHABLE;
    private int secondWord;

    /** Creates a reader; call {@link #read} before the accessors. */
    public TunnelErrorRelay() {}

    /**
     * Reads an ICMPv6 message.
     *
     * @param buffer big-endian
     * @param ipv6Offset index of an IPv6 header that passed {@link Ipv6Header#check}
     * @param icmpv6Offset index of the ICMPv6 message, where the walk along the extension headers ended
     * @param icmpv6Octets octets of the message: the rest of the IPv6 payload; no octet after them is read
     * @return the result; the accessors are valid after {@link Result#RELAY}, and after {@link Result#NOTHING} and
     *     {@link Result#FORBIDDEN} if there is a {@link #pathMtu()}
     */
    public Result read(ByteBuffer buffer, int ipv6Offset, int icmpv6Offset, int icmpv6Octets) {
        pathMtu = NO_PATH_MTU;
        if (icmpv6Octets < Icmpv6Header.OCTETS) {
            return Result.TRUNCATED;
        }
        if (InternetChecksum.computeIcmpv6(buffer, ipv6Offset, icmpv6Offset, icmpv6Octets) != 0) {
            return Result.BAD_CHECKSUM;
        }
        int type = Icmpv6Header.type(buffer, icmpv6Offset);
        boolean relevant = switch (type) {
            case Icmpv6Header.DESTINATION_UNREACHABLE,
                    Icmpv6Header.PACKET_TOO_BIG, // RFC 4443 section 3.2: the receiver ignores the code
                    Icmpv6Header.PARAMETER_PROBLEM -> true;
            case Icmpv6Header.TIME_EXCEEDED ->
                Icmpv6Header.code(buffer, icmpv6Offset) == Icmpv6Header.HOP_LIMIT_EXCEEDED;
            default -> false;
        };
        if (!relevant) {
            return Result.NOTHING;
        }
        if (type == Icmpv6Header.PACKET_TOO_BIG
                && Icmpv6Header.secondWord(buffer, icmpv6Offset) < Ipv6Header.MINIMUM_MTU) {
            return Result.MTU_TOO_SMALL;
        }
        int quoteOffset = icmpv6Offset + Icmpv6Header.OCTETS;
        if (!quote.parse(buffer, ipv6Offset, quoteOffset, quoteOctets(buffer, icmpv6Offset, icmpv6Octets, type))) {
            return Result.BAD_QUOTE;
        }
        outerSourceHi = Ipv6Header.sourceHi(buffer, quoteOffset);
        outerSourceLo = Ipv6Header.sourceLo(buffer, quoteOffset);
        outerDestinationHi = Ipv6Header.destinationHi(buffer, quoteOffset);
        outerDestinationLo = Ipv6Header.destinationLo(buffer, quoteOffset);
        tunnelHeaderOctets = quote.innerOffset - quoteOffset;
        return decide(buffer, type, quoteOffset, Icmpv6Header.secondWord(buffer, icmpv6Offset));
    }

    /**
     * Returns the length of the quote, which ends where extension objects begin, if there are any (RFC 4884 section 4).
     */
    private static int quoteOctets(ByteBuffer buffer, int icmpv6Offset, int icmpv6Octets, int type) {
        int octets = icmpv6Octets - Icmpv6Header.OCTETS;
        if (type != Icmpv6Header.DESTINATION_UNREACHABLE && type != Icmpv6Header.TIME_EXCEEDED) {
            return octets;
        }
        int given = (buffer.get(icmpv6Offset + Icmpv6Header.LENGTH) & 0xff) << 3;
        return given == 0 ? octets : Math.min(octets, given);
    }

    private Result decide(ByteBuffer buffer, int type, int quoteOffset, long word) {
        boolean forbidden = Icmpv4Suppression.forbids(buffer, quote.innerOffset, quote.innerOctets, false);
        showsNoPort = Ipv4Header.fragmentOffsetOctets(buffer, quote.innerOffset) != 0
                || TransportPort.isIcmpError(buffer, quote.innerOffset, quote.innerOctets);
        if (type == Icmpv6Header.PACKET_TOO_BIG) {
            pathMtu = PacketTooBig.usable(word);
            if (!forbidden && !Ipv4Header.dontFragment(buffer, quote.innerOffset)) {
                return Result.NOTHING;
            }
            error = Icmpv4Error.FRAGMENTATION_NEEDED;
            secondWord = Icmpv4Error.nextHopMtu(word - tunnelHeaderOctets);
        } else {
            if (type == Icmpv6Header.PARAMETER_PROBLEM && !isAboutZeroLimit(buffer, quoteOffset, word)) {
                return Result.NOTHING;
            }
            error = Icmpv4Error.HOST_UNREACHABLE;
            secondWord = 0;
        }
        return forbidden ? Result.FORBIDDEN : Result.RELAY;
    }

    // RFC 2473 section 8.1 says "one" where sections 4.1.1, 8.2 and 8.3 say zero; nodes follow the latter.
    private boolean isAboutZeroLimit(ByteBuffer buffer, int quoteOffset, long pointer) {
        return quote.limitOffset != 0
                && pointer == quote.limitOffset - quoteOffset
                && buffer.get(quote.limitOffset) == 0;
    }

    /** {@return bits 0 to 63 of the address from which the quoted tunnel packet was sent} */
    public long outerSourceHi() {
        return outerSourceHi;
    }

    /** {@return bits 64 to 127 of the address from which the quoted tunnel packet was sent} */
    public long outerSourceLo() {
        return outerSourceLo;
    }

    /** {@return bits 0 to 63 of the address to which the quoted tunnel packet was sent} */
    public long outerDestinationHi() {
        return outerDestinationHi;
    }

    /** {@return bits 64 to 127 of the address to which the quoted tunnel packet was sent} */
    public long outerDestinationLo() {
        return outerDestinationLo;
    }

    /** {@return index of the quoted IPv4 header in the buffer; the header is valid} */
    public int innerOffset() {
        return quote.innerOffset;
    }

    /**
     * {@return octets of the IPv4 packet that are present: at least its header and 8 octets, at most its total length}
     */
    public int innerOctets() {
        return quote.innerOctets;
    }

    /**
     * Returns whether the quoted IPv4 packet is a later fragment or an ICMP error, so that its start contains no port.
     *
     * @return true if only the addresses of the packet can be verified
     */
    public boolean showsNoPort() {
        return showsNoPort;
    }

    /** {@return octets of the tunnel headers preceding the IPv4 packet: 40, 48 or 56} */
    public int tunnelHeaderOctets() {
        return tunnelHeaderOctets;
    }

    /** {@return the ICMP error: host unreachable or fragmentation needed} */
    public Icmpv4Error error() {
        return error;
    }

    /** {@return the second word of the ICMP error: the next-hop MTU of fragmentation needed, else 0} */
    public int secondWord() {
        return secondWord;
    }

    /**
     * Returns the path MTU towards the outer destination, for tunnel ends that adapt to it (RFC 2473 section 6.7).
     *
     * @return 1280 to {@link PacketTooBig#MAXIMUM_MTU}, or {@link #NO_PATH_MTU}
     */
    public int pathMtu() {
        return pathMtu;
    }
}
