package io.softwire46.mape.conformance.judge;

import static io.softwire46.mape.conformance.judge.FactCheck.equal;

import io.softwire46.mape.conformance.judge.FactCheck.Difference;
import io.softwire46.mape.conformance.model.Bytes;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares an ICMP message with the facts that it has to have.
 *
 * <p>Static methods only.
 */
final class IcmpCheck {
    private IcmpCheck() {}

    /** Returns the first difference, or null. */
    static @Nullable Difference first(IcmpFacts facts, PacketView packet) {
        boolean isV6 = Long.valueOf(6).equals(facts.values().get(IcmpFacts.FAMILY));
        byte[] message = isV6 ? packet.icmpv6() : packet.icmpv4();
        String kind = isV6 ? "an ICMPv6 message" : "an ICMP message";
        if (message == null || message.length < 8) {
            return new Difference(Mode.MISSING_ICMP, Facts.ICMP, kind, "another packet");
        }
        for (Map.Entry<String, Object> fact : facts.values().entrySet()) {
            Difference difference = check(fact.getKey(), fact.getValue(), message, packet, facts);
            if (difference != null) {
                return difference;
            }
        }
        return packet.isIcmpv4ChecksumRight()
                ? null
                : new Difference(Mode.WRONG_CHECKSUM, Facts.ICMP, "right", "wrong ICMP checksum");
    }

    private static @Nullable Difference check(
            String name, Object allowed, byte[] message, PacketView packet, IcmpFacts facts) {
        boolean isV6 = packet.icmpv6() != null;
        Object seen = switch (name) {
            case IcmpFacts.TYPE -> Bytes.u8(message, 0);
            case IcmpFacts.CODE -> Bytes.u8(message, 1);
            case IcmpFacts.SOURCE -> IpText.of(address(packet, isV6, true));
            case IcmpFacts.DESTINATION -> IpText.of(address(packet, isV6, false));
            case IcmpFacts.DATA -> Bytes.hex(Bytes.part(message, 4, message.length));
            case IcmpFacts.MTU -> isV6 ? Integer.toUnsignedLong(Bytes.int32(message, 4)) : (long) Bytes.u16(message, 6);
            case IcmpFacts.POINTER ->
                isV6 ? Integer.toUnsignedLong(Bytes.int32(message, 4)) : (long) Bytes.u8(message, 4);
            default -> allowed;
        };
        if (name.equals(IcmpFacts.QUOTE)) {
            long least = facts.values().get(IcmpFacts.LEAST_QUOTE) instanceof Long octets ? octets : 0;
            return quote((String) allowed, least, message);
        }
        return equal(Mode.WRONG_ICMP, "icmp." + name, allowed, seen);
    }

    private static byte[] address(PacketView packet, boolean isV6, boolean isSource) {
        if (isV6) {
            return isSource ? packet.outerSource() : packet.outerDestination();
        }
        byte[] ipv4 = packet.ipv4();
        int at = isSource ? 12 : 16;
        return ipv4 == null ? new byte[4] : Bytes.part(ipv4, at, at + 4);
    }

    /** The quote is a beginning of the packet, except for what a router may have changed before it sent the error. */
    private static @Nullable Difference quote(String packet, long least, byte[] message) {
        byte[] whole = Bytes.hex(packet);
        byte[] quote = Bytes.part(message, 8, message.length);
        int compared = Math.min(whole.length, quote.length);
        if (quote.length < Math.min(least, whole.length)) {
            return new Difference(
                    Mode.WRONG_ICMP, "icmp.quote", "at least " + least + " octets", quote.length + " octets");
        }
        int at = Arrays.mismatch(free(whole, compared), free(quote, compared));
        if (at >= 0) {
            return new Difference(Mode.WRONG_ICMP, "icmp.quote, octet " + at, Bytes.shown(whole), Bytes.shown(quote));
        }
        return isPadded(message) ? null : leaked(whole, quote);
    }

    /** Octets after the quoted packet that are not zero: they are of other packets. */
    private static @Nullable Difference leaked(byte[] whole, byte[] quote) {
        for (int at = whole.length; at < quote.length; at++) {
            if (quote[at] != 0) {
                return new Difference(
                        Mode.LEAKED, "icmp.quote, octet " + at, whole.length + " octets", Bytes.shown(quote));
            }
        }
        return null;
    }

    /** RFC 4884 section 4: a length in octet 4 or 5 announces extensions after the padded quote. */
    private static boolean isPadded(byte[] message) {
        return message[4] != 0 || message[5] != 0;
    }

    /** The beginning of a packet, with zero in TTL or hop limit, TOS or traffic class, and checksum. */
    private static byte[] free(byte[] packet, int octets) {
        byte[] copy = Bytes.part(packet, 0, octets);
        int[] changed = copy.length > 0 && copy[0] >>> 4 == 4 ? new int[] {1, 8, 10, 11} : new int[] {1, 2, 3, 7};
        for (int at : changed) {
            if (at < copy.length) {
                copy[at] = 0;
            }
        }
        return copy;
    }
}
