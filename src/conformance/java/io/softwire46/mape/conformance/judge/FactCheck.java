package io.softwire46.mape.conformance.judge;

import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.model.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares a packet with the facts that it has to have.
 *
 * <p>Static methods only.
 */
final class FactCheck {
    /** The first fact that a packet does not have. */
    record Difference(Mode mode, String fact, String allowed, String seen) {
        @Override
        public String toString() {
            return fact + ": allowed " + allowed + ", seen " + seen;
        }
    }

    private FactCheck() {}

    /** Returns the first difference in the order of {@link Facts#NAMES}, or null. */
    static @Nullable Difference first(Facts facts, Received received) {
        PacketView packet = new PacketView(received.octets());
        // RFC 8200 section 3: no node forwards a packet with hop limit 0
        if (packet.hasIpv6Header() && packet.octets()[7] == 0) {
            return new Difference(Mode.WRONG_OUTER, "hopLimit", "1 to 255", "0");
        }
        for (String name : Facts.NAMES) {
            if (facts.has(name)) {
                Difference difference = check(name, facts, received, packet);
                if (difference != null) {
                    return difference;
                }
            }
        }
        return null;
    }

    private static @Nullable Difference check(String name, Facts facts, Received received, PacketView packet) {
        return switch (name) {
            case Facts.SIDE -> side(facts.text(name), received, packet);
            case Facts.INNER -> inner(facts, packet);
            case Facts.REJOINS -> sameDatagram(facts, packet);
            case Facts.IDENTIFICATION -> identification(facts.numbers(name), packet);
            case Facts.TTL -> octet(Mode.WRONG_TTL, name, facts, packet, 8);
            case Facts.TOS -> octet(Mode.WRONG_ECN, name, facts, packet, 1);
            case Facts.CHECKSUMS -> {
                String wrong = packet.wrongChecksum();
                yield wrong.isEmpty() ? null : new Difference(Mode.WRONG_CHECKSUM, name, "right", "wrong " + wrong);
            }
            case Facts.SIZE -> size(facts, packet);
            case Facts.ICMP -> IcmpCheck.first(facts.icmpFacts(), packet);
            case Facts.DSCP ->
                equal(
                        packet.isIpv6() ? Mode.WRONG_OUTER : Mode.WRONG_INNER,
                        name,
                        facts.number(name),
                        packet.typeOfService() >>> 2);
            case Facts.ECN -> equal(Mode.WRONG_ECN, name, facts.number(name), packet.typeOfService() & 3);
            case Facts.ENCAPSULATION_LIMIT ->
                equal(Mode.WRONG_OUTER, name, facts.number(name), packet.encapsulationLimit());
            case Facts.SOURCE_PORT -> SourcePort.check(facts.numbers(name), packet);
            case Facts.FLOW, Facts.DATAGRAM, Facts.DISTINCT_PORT -> null; // facts about several packets
            default -> outer(name, facts, packet);
        };
    }

    /** A packet on the IPv4 side is an IPv4 packet, and one on the IPv6 side an IPv6 packet. */
    private static @Nullable Difference side(String allowed, Received received, PacketView packet) {
        String version = packet.isIpv6() ? "ipv6" : "ipv4";
        Difference difference = equal(Mode.MISDELIVERED, Facts.SIDE, allowed, received.side());
        return difference != null ? difference : equal(Mode.MISDELIVERED, "IP version", allowed, version);
    }

    private static @Nullable Difference outer(String name, Facts facts, PacketView packet) {
        if (!packet.hasIpv6Header()) {
            return new Difference(Mode.MISDELIVERED, name, "a tunnel header", "none");
        }
        byte[] destination = packet.outerDestination();
        return switch (name) {
            case Facts.OUTER_SOURCE -> equal(Mode.WRONG_OUTER, name, facts.text(name), IpText.of(packet.outerSource()));
            case Facts.OUTER_DESTINATION -> equal(Mode.MISDELIVERED, name, facts.text(name), IpText.of(destination));
            case Facts.OUTER_DESTINATION_PREFIX -> prefix(facts.text(name), destination);
            case Facts.INTERFACE_ID ->
                equal(Mode.MISDELIVERED, name, facts.text(name), Bytes.hex(Bytes.part(destination, 8, 16)));
            case Facts.NEXT_HEADER -> equal(Mode.WRONG_OUTER, name, facts.number(name), packet.firstNextHeader());
            case Facts.PAYLOAD_LENGTH -> equal(Mode.WRONG_OUTER, name, facts.number(name), packet.payloadLength());
            default -> trafficClass(facts.number(name), packet.trafficClass());
        };
    }

    static @Nullable Difference trafficClass(long allowed, int seen) {
        boolean sameDscp = allowed >>> 2 == seen >>> 2;
        return equal(sameDscp ? Mode.WRONG_ECN : Mode.WRONG_OUTER, Facts.TRAFFIC_CLASS, allowed, seen);
    }

    private static @Nullable Difference prefix(String prefix, byte[] destination) {
        int slash = prefix.indexOf('/');
        int length = Integer.parseInt(prefix.substring(slash + 1));
        String allowed = bits(Bytes.address(prefix.substring(0, slash)), length);
        return allowed.equals(bits(destination, length))
                ? null
                : new Difference(Mode.MISDELIVERED, Facts.OUTER_DESTINATION_PREFIX, prefix, IpText.of(destination));
    }

    private static String bits(byte[] address, int length) {
        return Bytes.bits(address, 0, 16).substring(0, length);
    }

    private static @Nullable Difference inner(Facts facts, PacketView packet) {
        byte[] seen = packet.ipv4();
        byte[] allowed = Bytes.hex(facts.text(Facts.INNER));
        if (seen == null) {
            return new Difference(Mode.WRONG_INNER, Facts.INNER, "an IPv4 packet", "none");
        }
        byte[] one = withoutFree(allowed, facts);
        byte[] other = withoutFree(seen, facts);
        int at = Arrays.mismatch(one, other);
        return at < 0
                ? null
                : new Difference(
                        Mode.WRONG_INNER,
                        Facts.INNER + ", octet " + at,
                        Ipv4Field.at(allowed, at) + allowed.length + " octets " + around(allowed, at),
                        Ipv4Field.at(seen, at) + seen.length + " octets " + around(seen, at));
    }

    /** A piece that shows an IPv4 header has the addresses, protocol and Identification of the whole. */
    private static @Nullable Difference sameDatagram(Facts facts, PacketView packet) {
        FragmentView seen = FragmentView.inner(packet.ipv4());
        FragmentView whole = FragmentView.inner(Bytes.hex(facts.text(Facts.REJOINS)));
        return seen == null || whole == null
                ? null
                : equal(Mode.WRONG_INNER, "addresses, protocol and Identification", whole.key(), seen.key());
    }

    /** A copy with zero in TTL, checksum and what is a fact of its own. */
    private static byte[] withoutFree(byte[] ipv4, Facts facts) {
        byte[] copy = facts.has(Facts.SOURCE_PORT) ? SourcePort.withoutValues(ipv4) : ipv4.clone();
        List<Integer> free = new ArrayList<>(List.of(8, 10, 11));
        if (facts.has(Facts.TOS)) {
            free.add(1);
        }
        if (facts.has(Facts.IDENTIFICATION)) {
            free.addAll(List.of(4, 5));
        }
        for (int at : free) {
            if (at < copy.length) {
                copy[at] = 0;
            }
        }
        return copy;
    }

    static String around(byte[] octets, int at) {
        int from = Math.max(0, Math.min(at, octets.length) - 4);
        return (from > 0 ? "…" : "") + Bytes.hex(Bytes.part(octets, from, Math.min(octets.length, from + 16)));
    }

    private static @Nullable Difference identification(List<Long> portSet, PacketView packet) {
        int number = packet.identification();
        return SourcePort.isIn(portSet, number)
                ? null
                : new Difference(
                        Mode.WRONG_INNER, Facts.IDENTIFICATION, SourcePort.text(portSet), Integer.toString(number));
    }

    private static @Nullable Difference octet(Mode mode, String name, Facts facts, PacketView packet, int at) {
        byte[] ipv4 = packet.ipv4();
        List<Long> allowed = facts.numbers(name);
        if (ipv4 == null || ipv4.length <= at) {
            return new Difference(Mode.WRONG_INNER, name, allowed.toString(), "no IPv4 header");
        }
        long seen = Bytes.u8(ipv4, at);
        return allowed.contains(seen) ? null : new Difference(mode, name, allowed.toString(), Long.toString(seen));
    }

    private static @Nullable Difference size(Facts facts, PacketView packet) {
        List<Long> range = facts.numbers(Facts.SIZE);
        int octets = packet.octets().length;
        return octets >= range.get(0) && octets <= range.get(1)
                ? null
                : new Difference(
                        Mode.WRONG_SIZE, Facts.SIZE, range.get(0) + " to " + range.get(1), Integer.toString(octets));
    }

    static @Nullable Difference equal(Mode mode, String name, Object allowed, Object seen) {
        String one = allowed.toString();
        String other = seen.toString();
        return one.equals(other) ? null : new Difference(mode, name, one, other);
    }
}
