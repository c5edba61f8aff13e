package io.softwire46.mape.testing;

import static io.softwire46.mape.testing.Ipv4PacketBuilder.ipv4;

import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Draws packets toward and from the CEs of rules: most of them right in everything, the others with one or two things that a
 * border relay or a customer edge has to notice.
 *
 * <p>Not thread-safe: one a draw.
 */
public final class TrafficDraw {
    private static final String OUTSIDE = "203.0.113.9";

    private final Random random;
    private final List<NaiveMap.Rule> rules;

    public TrafficDraw(Random random, List<NaiveMap.Rule> rules) {
        this.random = random;
        this.rules = rules;
    }

    /** An address and a port that a CE owns; the port is arbitrary where the address is not shared. */
    public record Endpoint(int place, NaiveMap.Ce ce, int address, int port) {}

    /** Somebody behind one of the rules; empty where another rule hides who was drawn. */
    public Optional<Endpoint> endpoint() {
        return endpoint(random.nextInt(rules.size()));
    }

    private Optional<Endpoint> endpoint(int place) {
        NaiveMap.Rule rule = rules.get(place);
        NaiveMap.Ce ce = NaiveMap.ce(rule, rule.ipv6() + NaiveMap.Text.bits(edgyLong(), rule.ea()))
                .orElseThrow();
        Endpoint endpoint = endpointOf(place, rule, ce);
        return NaiveMap.byIpv4(rules, NaiveMap.Text.ipv4(endpoint.address), endpoint.port) == place
                ? Optional.of(endpoint)
                : Optional.empty();
    }

    /** Any address and port of a CE. */
    public Endpoint endpointOf(int place, NaiveMap.Rule rule, NaiveMap.Ce ce) {
        String host = NaiveMap.Text.bits(random.nextLong(), 32 - ce.ipv4().length());
        int address = Bytes.int32(Bytes.ofBits(ce.ipv4() + host), 0);
        return new Endpoint(place, ce, address, rule.isShared() ? portOf(rule, ce) : edgyPort());
    }

    /** RFC 7597 section 5.1, figure 2: A, PSID and j side by side. */
    private int portOf(NaiveMap.Rule rule, NaiveMap.Ce ce) {
        int least = rule.offset() > 0 ? 1 : 0;
        int a = least + random.nextInt((1 << rule.offset()) - least);
        int rest = 16 - rule.offset() - rule.psidBits();
        return Integer.parseInt(
                NaiveMap.Text.bits(a, rule.offset()) + ce.psid() + NaiveMap.Text.bits(random.nextInt(), rest), 2);
    }

    private long edgyLong() {
        return switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> -1;
            default -> random.nextLong();
        };
    }

    private int edgyPort() {
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> 80;
            case 2 -> 65535;
            default -> random.nextInt(65536);
        };
    }

    public static int outside() {
        return Bytes.int32(Bytes.address(OUTSIDE), 0);
    }

    /** A whole packet with a port, ICMP and its errors included, right in everything. */
    public byte[] whole(int source, int sourcePort, int destination, int destinationPort, boolean ceIsDestination) {
        Ipv4PacketBuilder packet = ipv4(source, destination)
                .typeOfService(random.nextInt(256))
                .timeToLive(2 + random.nextInt(254))
                .flagsOffset(random.nextBoolean() ? Ipv4PacketBuilder.DONT_FRAGMENT : 0)
                .options(List.of("", "", "01010101", "07070400000000000000000000000000")
                        .get(random.nextInt(4)));
        int cePort = ceIsDestination ? destinationPort : sourcePort;
        switch (random.nextInt(8)) {
            case 0 -> packet.tcp(sourcePort, destinationPort);
            case 1 -> packet.icmpQuery(List.of(0, 8, 13, 14, 15, 16, 17, 18).get(random.nextInt(8)), cePort);
            case 2 ->
                packet.icmpError(
                        List.of(3, 4, 5, 11, 12).get(random.nextInt(5)),
                        quote(destination, destinationPort, source, sourcePort, cePort));
            case 3 ->
                packet.ports(
                        List.of(33, 132, 136).get(random.nextInt(3)),
                        sourcePort,
                        destinationPort,
                        12 + random.nextInt(9));
            default -> packet.udp(sourcePort, destinationPort, random.nextInt(40));
        }
        return packet.octets();
    }

    /** The packet that went the other way, or its first octets. */
    private byte[] quote(int source, int sourcePort, int destination, int destinationPort, int cePort) {
        Ipv4PacketBuilder packet = ipv4(source, destination).options(random.nextBoolean() ? "" : "0101010101010101");
        boolean query = random.nextInt(3) == 0;
        byte[] octets = (query ? packet.icmpQuery(8, cePort) : packet.udp(sourcePort, destinationPort)).octets();
        int least = 4 * (octets[0] & 15) + 8; // RFC 792
        return Bytes.part(octets, 0, least + random.nextInt(octets.length - least + 1));
    }

    /** An IPv4 packet with any defect between two endpoints. */
    public byte[] strange(int source, int sourcePort, int destination, int destinationPort, boolean ceIsDestination) {
        int from = random.nextInt(12) == 0 ? oddAddress(source) : source;
        int to = random.nextInt(12) == 0 ? oddAddress(destination) : destination;
        int fromPort = random.nextInt(12) == 0 ? edgyPort() : sourcePort;
        int toPort = random.nextInt(12) == 0 ? edgyPort() : destinationPort;
        byte[] packet = whole(from, fromPort, to, toPort, ceIsDestination);
        switch (random.nextInt(12)) {
            case 0 -> packet = ipv4(from, to).payload(47, Bytes.counting(24)).octets();
            case 1 -> packet[8] = (byte) random.nextInt(3);
            case 2 -> Bytes.put16(packet, 6, List.of(0x2000, 0x2001, 1, 0x4000).get(random.nextInt(4)));
            case 3 ->
                packet = ipv4(from, to)
                        .udp(
                                fromPort,
                                toPort,
                                List.of(1280, 1500, 1500).get(random.nextInt(3)) - 70 - random.nextInt(40))
                        .octets();
            case 4 -> packet = ipv4(from, to).icmpQuery(9, toPort).octets();
            case 5 ->
                packet = ipv4(from, to)
                        .ports(
                                List.of(6, 17, 33, 132, 136, 1).get(random.nextInt(6)),
                                fromPort,
                                toPort,
                                4 + random.nextInt(17))
                        .octets();
            case 6 -> packet = Bytes.concat(packet, new byte[1 + random.nextInt(20)]);
            case 7 -> packet = Bytes.part(packet, 0, random.nextInt(packet.length));
            default -> {
                for (int i = random.nextInt(3); i > 0; i--) {
                    packet[random.nextInt(packet.length)] = (byte) random.nextInt();
                }
            }
        }
        return random.nextInt(8) == 0 ? packet : Bytes.withHeaderChecksum(packet, 0);
    }

    private int oddAddress(int address) {
        return switch (random.nextInt(6)) {
            case 0 -> 0xe0000001;
            case 1 -> -1;
            case 2 -> 0x7f000001;
            case 3 -> 0x0a000001;
            case 4 -> random.nextInt();
            default -> address ^ 1 << random.nextInt(32);
        };
    }

    /** A tunnel packet around an inner one, with a defect now and then. */
    public byte[] tunnel(String source, String destination, byte[] inner, boolean strange) {
        Ipv6PacketBuilder packet = Ipv6PacketBuilder.ipv6(
                        Bytes.ofBits(strange ? odd(source) : source),
                        Bytes.ofBits(strange ? odd(destination) : destination))
                .trafficClass(random.nextInt(256) & (strange ? 0xff : 0xfc) | (strange ? 0 : inner[1] & 3))
                .flowLabel(random.nextInt(1 << 20))
                .hopLimit(1 + random.nextInt(255))
                .inner(inner);
        if (random.nextInt(4) == 0) {
            packet.header(0, "0000010400000000");
        }
        if (random.nextInt(4) == 0) {
            packet.header(60, "0000040104010100");
        }
        if (!strange) {
            return packet.octets();
        }
        switch (random.nextInt(16)) {
            case 0 -> packet.header(0, "0000010400000000");
            case 1 -> packet.header(43, "000000" + (random.nextBoolean() ? "00" : "01") + "00000000");
            case 2 -> packet.header(44, "0000000112345678");
            case 3 -> packet.header(60, "0000" + List.of("4a", "8a", "ca", "0a").get(random.nextInt(4)) + "0400000000");
            case 4 -> packet.payload(List.of(41, 58, 59, 6).get(random.nextInt(4)), inner);
            case 5 -> packet.header(51, "000400000000000000000000" + "000000000000000000000000");
            default -> {}
        }
        byte[] octets = packet.octets();
        return switch (random.nextInt(8)) {
            case 0 -> Bytes.part(octets, 0, random.nextInt(octets.length + 1));
            case 1 -> Bytes.concat(octets, new byte[1 + random.nextInt(9)]);
            case 2 -> {
                octets[random.nextInt(octets.length)] = (byte) random.nextInt();
                yield octets;
            }
            default -> octets;
        };
    }

    private String odd(String address) {
        if (random.nextInt(12) > 0) {
            return address;
        }
        int at = random.nextInt(128);
        return address.substring(0, at) + (address.charAt(at) == '0' ? '1' : '0') + address.substring(at + 1);
    }
}
