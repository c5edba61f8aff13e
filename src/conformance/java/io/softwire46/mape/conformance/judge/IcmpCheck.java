package io.softwire46.mape.conformance.judge;

import static io.softwire46.mape.conformance.judge.FactCheck.equal;

import io.softwire46.mape.conformance.judge.FactCheck.Difference;
import io.softwire46.mape.conformance.model.Bytes;
import java.util.Arrays;
import java.util.List;
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
        Difference unused = unused(message, isV6);
        if (unused != null) {
            return unused;
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
        if (name.equals(IcmpFacts.SOURCE_OUTSIDE)) {
            return outside((List<?>) allowed, address(packet, isV6, true));
        }
        if (name.equals(IcmpFacts.LEAST_TTL)) {
            long ttl = octet(packet, isV6, isV6 ? 7 : 8);
            return ttl >= (Long) allowed
                    ? null
                    : new Difference(Mode.WRONG_ICMP, "icmp.ttl", "at least " + allowed, Long.toString(ttl));
        }
        if (name.equals(IcmpFacts.TOS)) {
            long tos = isV6 ? packet.trafficClass() : octet(packet, false, 1);
            return ((List<?>) allowed).contains(tos)
                    ? null
                    : new Difference(Mode.WRONG_ICMP, "icmp.tos", allowed.toString(), Long.toString(tos));
        }
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

    /** An octet of the header of the packet that carries the message. */
    private static long octet(PacketView packet, boolean isV6, int at) {
        byte[] header = isV6 ? packet.octets() : packet.ipv4();
        return header == null || header.length <= at ? 0 : Bytes.u8(header, at);
    }

    private static @Nullable Difference outside(List<?> prefixes, byte[] source) {
        for (Object each : prefixes) {
            String prefix = (String) each;
            int slash = prefix.indexOf('/');
            int length = Integer.parseInt(prefix.substring(slash + 1));
            String bits = Bytes.bits(Bytes.address(prefix.substring(0, slash)), 0, 4);
            if (Bytes.bits(source, 0, source.length).startsWith(bits.substring(0, length))) {
                return new Difference(
                        Mode.WRONG_ICMP,
                        "icmp.source",
                        "an address of the product",
                        IpText.of(source) + " in " + prefix);
            }
        }
        return null;
    }

    /**
     * Octets of the second word that no RFC uses and that are not zero (RFC 792, RFC 1191 section 4, RFC 4443 sections 3.1 and
     * 3.3). One of them is the length of the quote if extensions follow this (RFC 4884 section 4).
     */
    private static @Nullable Difference unused(byte[] message, boolean isV6) {
        int type = Bytes.u8(message, 0);
        boolean isUnused = isV6 ? type == 1 || type == 3 : type == 3 || type == 11;
        if (!isUnused) {
            return null;
        }
        boolean hasMtu = !isV6 && type == 3 && Bytes.u8(message, 1) == 4;
        int length = isV6 ? 4 : 5;
        for (int at = 4; at < (hasMtu ? 6 : 8); at++) {
            if (message[at] != 0 && (at != length || !isExtended(message))) {
                return new Difference(
                        Mode.WRONG_ICMP,
                        hasMtu ? "icmp.unused, beside the MTU" : "icmp.unused",
                        "0",
                        Bytes.hex(Bytes.part(message, 4, 8)));
            }
        }
        return null;
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
        return isExtended(message) ? null : leaked(whole, quote);
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

    /**
     * RFC 4884 section 4: octet 4 of ICMPv6, in units of 8 octets, or 5 of ICMP, in units of 4, is the length of a padded quote of
     * at least 128 octets, which extensions of version 2 follow.
     */
    private static boolean isExtended(byte[] message) {
        boolean isV4 = message[5] != 0;
        int end = 8 + (isV4 ? 4 * Bytes.u8(message, 5) : 8 * Bytes.u8(message, 4));
        return end >= 8 + 128 && message.length >= end + 4 && Bytes.u8(message, end) >>> 4 == 2;
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
