package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.u16;
import static io.softwire46.mape.conformance.model.Bytes.u8;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveIcmp;
import java.util.Set;

/**
 * ICMP messages of a product with faults.
 *
 * <p>Static methods only.
 */
final class Errors {
    private static final Set<Integer> TYPES = Set.of(3, 4, 5, 11, 12);
    private static final int QUOTE = 28;

    private Errors() {}

    static boolean isIcmpError(byte[] ipv4) {
        return ipv4.length >= QUOTE && ipv4[0] == 0x45 && ipv4[9] == 1 && TYPES.contains(u8(ipv4, 20));
    }

    static byte[] quoteOf(byte[] error) {
        return part(error, QUOTE, error.length);
    }

    /** Whether the quote has 8 octets behind the header of a first fragment. */
    static boolean showsPort(byte[] error) {
        byte[] quote = quoteOf(error);
        return quote.length >= QUOTE && quote[0] == 0x45 && (u16(quote, 6) & 0x1fff) == 0;
    }

    private static byte[] withQuote(byte[] error, byte[] quote) {
        byte[] message = Bytes.concat(part(error, 20, QUOTE), quote);
        return withMessage(error, message);
    }

    /** The packet with another ICMP message, its checksum and length. */
    static byte[] withMessage(byte[] packet, byte[] message) {
        Bytes.put16(message, 2, 0);
        Bytes.put16(message, 2, Bytes.checksum(message));
        byte[] changed = Bytes.concat(part(packet, 0, 20), message);
        Bytes.put16(changed, 2, changed.length);
        return Bytes.withHeaderChecksum(changed, 0);
    }

    static byte[] withSwappedPorts(byte[] error) {
        byte[] quote = quoteOf(error);
        int at = quote.length > 0 ? 4 * (quote[0] & 15) : 0;
        if (at < 20 || quote.length < at + 4 || quote[9] == 1) {
            return error;
        }
        byte[] swapped = quote.clone();
        Bytes.put16(swapped, at, u16(quote, at + 2));
        Bytes.put16(swapped, at + 2, u16(quote, at));
        return withQuote(error, swapped);
    }

    static byte[] withQuotedOffset(byte[] error, int offset) {
        byte[] quote = quoteOf(error);
        if (quote.length < 20) {
            return error;
        }
        Bytes.put16(quote, 6, offset);
        return withQuote(error, Bytes.withHeaderChecksum(quote, 0));
    }

    /** The packet to the owner of the first port that has one, if its quote has none. */
    static byte[] withSomePort(byte[] error, World world) {
        byte[] quote = quoteOf(error);
        if (quote.length < 20 || quote.length >= 24) {
            return error;
        }
        int address = Bytes.int32(error, 16);
        int port = 0;
        while (port < 65_535 && !isOwned(world, address, port)) {
            port += world.edge().isPresent() ? 1 : 256;
        }
        byte[] ports = {(byte) (port >>> 8), (byte) port, 0, 53, 0, 8, 0, 0};
        return withQuote(error, Bytes.concat(part(quote, 0, 20), ports));
    }

    private static boolean isOwned(World world, int address, int port) {
        return world.edge()
                .map(edge -> edge.owns(address, port))
                .orElseGet(() -> world.owner(address, port).isPresent());
    }

    /** Whether a fault answers a packet with TTL 1 that must not be answered. */
    static boolean isExpiredAnswered(byte[] packet, Set<ControlFault> faults) {
        int first = u8(packet, 12);
        boolean isMulticast = first >= 224 && first < 240;
        return (faults.contains(ControlFault.ERRORS_ABOUT_ERRORS) && isIcmpError(packet))
                || (faults.contains(ControlFault.ERRORS_ABOUT_FRAGMENTS) && (u16(packet, 6) & 0x1fff) != 0)
                || (faults.contains(ControlFault.ERRORS_TO_MULTICAST) && isMulticast);
    }

    static byte[] ofIpv4(byte[] about, int type, int code, int quoted) {
        byte[] quote = part(about, 0, Math.min(quoted, about.length));
        byte[] header = Bytes.hex("450000000000000040010000c0000008");
        return withMessage(Bytes.concat(header, part(about, 12, 16)), NaiveIcmp.message(type, code, 0, quote));
    }

    /** An ICMP error of the product itself about an IPv4 packet, with other fields. */
    static byte[] ownFault(byte[] about, byte[] error, Set<ControlFault> faults) {
        byte[] changed = error.clone();
        boolean isTooBig = changed[20] == 3 && changed[21] == 4;
        if (faults.contains(ControlFault.ERRORS_FROM_THE_DESTINATION)) {
            System.arraycopy(about, 16, changed, 12, 4);
        }
        if (faults.contains(ControlFault.ERROR_TTL_OF_THE_PACKET)) {
            changed[8] = about[8];
        }
        if (faults.contains(ControlFault.ERROR_UNUSED_WORD_SET) && !isTooBig) {
            changed[27] = 1;
        }
        if (faults.contains(ControlFault.BITS_BESIDE_MTU) && isTooBig) {
            changed[25] = 1;
        }
        return withMessage(changed, part(changed, 20, changed.length));
    }

    /** An ICMP error that relays an ICMPv6 error about a tunnel packet with an IPv4 packet, with other fields. */
    static byte[] relayedFault(byte[] icmpv6, byte[] error, Set<ControlFault> faults) {
        byte[] changed = error.clone();
        byte[] message = part(changed, 20, changed.length);
        if (faults.contains(ControlFault.RELAYED_FROM_THE_DESTINATION)) {
            System.arraycopy(error, QUOTE + 16, changed, 12, 4);
        }
        if (faults.contains(ControlFault.RELAYED_TTL_1)) {
            changed[8] = 1;
        }
        if (faults.contains(ControlFault.RELAYED_UNUSED_WORD_SET)) {
            System.arraycopy(icmpv6, 44, message, 4, 2);
            message[7] |= (byte) (message[1] == 4 ? 0 : 1);
        }
        if (faults.contains(ControlFault.RELAYED_WITH_ECT)) {
            changed[1] |= 2;
        }
        if (faults.contains(ControlFault.RELAYED_QUOTES_OF_THE_TUNNEL)) {
            message = Bytes.concat(part(message, 0, 8), part(icmpv6, 48, Math.min(icmpv6.length, 48 + 548)));
        }
        return withMessage(changed, message);
    }

    /** Whether a fault answers an unknown option that must not be answered. */
    static boolean isUnknownOptionAnswered(byte[] packet, Set<ControlFault> faults) {
        boolean isUnspecified = u16(packet, 8) == 0;
        boolean isItself = java.util.Arrays.equals(packet, 8, 24, packet, 24, 40);
        return (faults.contains(ControlFault.ERRORS_TO_UNSPECIFIED) && isUnspecified)
                || (faults.contains(ControlFault.ERRORS_ABOUT_ICMPV6_ERRORS) && packet[40] == 58)
                || (faults.contains(ControlFault.ERRORS_TO_ITSELF) && isItself);
    }

    /** An error about an unknown option. */
    static byte[] ofIpv6(byte[] about) {
        byte[] message = NaiveIcmp.message(4, 2, 42, part(about, 0, Math.min(1232, about.length)));
        return NaiveIcmp.packetV6(part(about, 24, 40), part(about, 8, 24), 0, 64, message);
    }

    /** An ICMPv6 packet with another second word, and the right checksum. */
    static byte[] withWord(byte[] packet, long word) {
        byte[] message = part(packet, 40, packet.length);
        Bytes.put16(message, 4, (int) (word >>> 16));
        Bytes.put16(message, 6, (int) word);
        return NaiveIcmp.packetV6(part(packet, 8, 24), part(packet, 24, 40), 0, 64, message);
    }

    /** The IPv4 packet in the tunnel packet that an ICMPv6 error quotes. */
    static byte[] tunnelledIn(byte[] packet) {
        int at = packet.length > 88 && packet[54] == 60 ? 96 : 88;
        return part(packet, Math.min(at, packet.length), packet.length);
    }

    /** An ICMPv6 error of the product itself. */
    static byte[] fault(byte[] about, byte[] error, Set<ControlFault> faults) {
        byte[] message = part(error, 40, error.length);
        if (faults.contains(ControlFault.ICMPV6_QUOTES_SHORT)) {
            message = part(message, 0, Math.min(message.length, 8 + 64));
        }
        if (faults.contains(ControlFault.ICMPV6_ERRORS_TOO_LONG)) {
            message = Bytes.concat(part(message, 0, 8), about);
        }
        byte[] source = part(error, 8, 24);
        if (faults.contains(ControlFault.ICMPV6_ERRORS_FROM_OTHER_ADDRESS)) {
            source[15] ^= 2;
        }
        if (faults.contains(ControlFault.ICMPV6_POINTER_TO_THE_HEADER) && message[0] == 4) {
            message[7] = 6;
        }
        int hopLimit = faults.contains(ControlFault.ICMPV6_ERROR_HOP_LIMIT_1) ? 1 : 64;
        byte[] changed = NaiveIcmp.packetV6(source, part(error, 24, 40), 0, hopLimit, message);
        if (faults.contains(ControlFault.ICMPV6_ERROR_CHECKSUM)) {
            changed[42] ^= 1;
        }
        return changed;
    }

    /** An echo reply. */
    static byte[] echoFault(byte[] reply, Set<ControlFault> faults) {
        byte[] source = part(reply, 8, 24);
        byte[] message = part(reply, 40, reply.length);
        if (faults.contains(ControlFault.ECHO_FROM_OTHER_ADDRESS)) {
            source[15] ^= 2;
        }
        if (faults.contains(ControlFault.ECHO_CUT)) {
            message = part(message, 0, Math.min(message.length, 64));
        }
        return NaiveIcmp.packetV6(source, part(reply, 24, 40), 0, 64, message);
    }
}
