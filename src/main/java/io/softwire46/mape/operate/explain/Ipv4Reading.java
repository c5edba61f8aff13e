package io.softwire46.mape.operate.explain;

import static io.softwire46.mape.operate.explain.Octets.u16;
import static io.softwire46.mape.operate.explain.Octets.u32;
import static io.softwire46.mape.operate.explain.Octets.u8;

import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.map.internal.Addresses;
import java.util.Set;

/** The IPv4 header: its fields and its checks (RFC 791 section 3.1, RFC 1812 sections 5.2.2 and 5.3.7). Static methods only. */
final class Ipv4Reading {
    static final int ICMP = 1;
    static final int TCP = 6;
    static final int UDP = 17;

    private static final Set<Integer> ICMP_ERRORS = Set.of(3, 4, 5, 11, 12);

    private Ipv4Reading() {}

    /** Checks a header; returns FORWARDED or the reason to drop the packet. */
    static Verdict check(byte[] packet, Trace trace, StepName name) {
        trace.step(name, "RFC 1812 section 5.2.2");
        trace.note("octets", packet.length);
        if (packet.length < 20) {
            return trace.drop(Verdict.DROP_TRUNCATED);
        }
        int header = headerOctets(packet);
        int total = u16(packet, 2);
        trace.note("version", u8(packet, 0) >>> 4, 0, 1)
                .note("header octets", header, 0, 1)
                .note("total length", total, 2, 4);
        boolean isMalformed = u8(packet, 0) >>> 4 != 4 || header < 20 || total < header;
        if (trace.test(Check.IPV4_HEADER, isMalformed)) {
            return trace.drop(Verdict.DROP_BAD_IPV4_HEADER);
        }
        if (trace.test(Check.IPV4_TRUNCATED, total > packet.length)) {
            return trace.drop(Verdict.DROP_TRUNCATED);
        }
        int checksum = Octets.checksum(packet, 0, header);
        if (trace.isDetailed()) {
            trace.note("header checksum", checksum == 0 ? "correct" : "wrong", 10, 12)
                    .note("source", text(u32(packet, 12)), 12, 16)
                    .note("destination", text(u32(packet, 16)), 16, 20);
        }
        return trace.test(Check.IPV4_CHECKSUM, checksum != 0)
                ? trace.drop(Verdict.DROP_BAD_CHECKSUM)
                : Verdict.FORWARDED;
    }

    static String text(int address) {
        return Addresses.toText(address);
    }

    static int headerOctets(byte[] packet) {
        return 4 * (packet[0] & 15);
    }

    static int source(byte[] packet) {
        return u32(packet, 12);
    }

    /** Checks the header of a packet and that its destination is one host. */
    static Verdict checkUnicast(byte[] packet, Work work) {
        Verdict header = check(packet, work.trace, StepName.IPV4_HEADER);
        if (header == Verdict.FORWARDED && work.test(Check.MULTICAST, isMulticast(destination(packet)))) {
            return work.trace
                    .note("destination", "multicast or broadcast", 16, 20)
                    .drop(Verdict.NOT_MAP);
        }
        return header;
    }

    static Verdict checkMartian(byte[] packet, Work work) {
        return work.test(Check.MARTIAN, isMartian(source(packet), destination(packet)))
                ? work.trace
                        .note("source or destination", "is not forwarded (RFC 1812 section 5.3.7)", 12, 20)
                        .drop(Verdict.DROP_MARTIAN)
                : Verdict.FORWARDED;
    }

    static int destination(byte[] packet) {
        return u32(packet, 16);
    }

    static int protocol(byte[] packet) {
        return u8(packet, 9);
    }

    static int offsetOctets(byte[] packet) {
        return 8 * (u16(packet, 6) & 0x1fff);
    }

    static boolean hasMore(byte[] packet) {
        return (packet[6] & 0x20) != 0;
    }

    static boolean isFragment(byte[] packet) {
        return (u16(packet, 6) & 0x3fff) != 0;
    }

    static boolean dontFragment(byte[] packet) {
        return (packet[6] & 0x40) != 0;
    }

    static boolean isMulticast(int address) {
        return address >>> 28 == 14 || address == -1;
    }

    /** RFC 1812 section 5.3.7; of a destination, multicast has been excluded. */
    static boolean isMartian(int source, int destination) {
        return isBogus(source >>> 24) || source >>> 28 == 14 || isBogus(destination >>> 24);
    }

    private static boolean isBogus(int network) {
        return network == 0 || network == 127 || network >= 240;
    }

    /** RFC 1812 section 4.3.2.7: returns whether no error may be sent about a packet of which the header is valid. */
    static boolean isSilent(byte[] packet) {
        int network = u8(packet, 12);
        int header = headerOctets(packet);
        boolean mayBeError =
                protocol(packet) == ICMP && (packet.length <= header || ICMP_ERRORS.contains(u8(packet, header)));
        return network == 0
                || network == 127
                || network >= 224
                || isMulticast(destination(packet))
                || offsetOctets(packet) != 0
                || mayBeError;
    }

    /** Returns whether a first fragment or whole packet is an ICMP error, as far as its octets show. */
    static boolean isIcmpError(byte[] packet) {
        int header = headerOctets(packet);
        return protocol(packet) == ICMP
                && offsetOctets(packet) == 0
                && packet.length > header
                && ICMP_ERRORS.contains(u8(packet, header));
    }

    static boolean isIcmpErrorType(int type) {
        return ICMP_ERRORS.contains(type);
    }

    /** Returns a copy with the TTL decremented (RFC 1812 section 5.3.1). */
    static byte[] oneHopLess(byte[] packet) {
        byte[] copy = packet.clone();
        copy[8]--;
        Octets.setHeaderChecksum(copy, 0);
        return copy;
    }

    /** RFC 1858 section 3, RFC 3128 section 3: returns whether a fragment hides ports or TCP flags. */
    static boolean isTiny(byte[] packet) {
        int octets = u16(packet, 2) - headerOctets(packet);
        int start = offsetOctets(packet);
        return switch (protocol(packet)) {
            case TCP -> start == 8 || (start == 0 && octets < 20);
            case UDP, ICMP -> start == 0 && octets < 8;
            default -> false;
        };
    }
}
