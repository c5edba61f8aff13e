package io.softwire46.mape.conformance.draw;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.conformance.model.NaiveMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Draws the ends of flows between the CEs of rules and others, and IPv4 packets that are right in everything. The simplest
 * packet is an empty UDP datagram.
 *
 * <p>Not thread-safe: use one instance per draw.
 */
public final class TrafficDraw {
    private static final String OUTSIDE = "203.0.113.9";
    private static final List<String> OPTIONS = List.of(
            "", "", "", "", "01010101", "07070400000000000000000000000000", "8304000044080500000000000794040000000000");

    private final Choices choices;
    private final List<NaiveMap.Rule> rules;

    /** A drawer of traffic of the CEs of these rules. */
    public TrafficDraw(Choices choices, List<NaiveMap.Rule> rules) {
        this.choices = choices;
        this.rules = rules;
    }

    /** An address and a port that a CE owns; the port is arbitrary where the address is not shared. */
    public record Endpoint(int place, NaiveMap.Ce ce, int address, int port) {}

    /** Source and destination of a packet, and which of both is the CE whose ICMP identifier it has. */
    public record Flow(int source, int sourcePort, int destination, int destinationPort, boolean ceIsDestination) {
        public static Flow toCe(Endpoint ce) {
            return new Flow(outside(), 53, ce.address, ce.port, true);
        }

        public static Flow fromCe(Endpoint ce) {
            return new Flow(ce.address, ce.port, outside(), 53, false);
        }

        /** From one CE to another; identifiers are those of the first, or of the second. */
        public static Flow between(Endpoint one, Endpoint two, boolean ceIsDestination) {
            return new Flow(one.address, one.port, two.address, two.port, ceIsDestination);
        }

        /** The opposite direction. */
        public Flow reversed() {
            return new Flow(destination, destinationPort, source, sourcePort, !ceIsDestination);
        }

        int cePort() {
            return ceIsDestination ? destinationPort : sourcePort;
        }
    }

    /** A CE of one of the rules; empty if a longer rule contains the drawn CE. */
    public Optional<Endpoint> endpoint() {
        return address(() -> endpoint(choices.nextInt(rules.size())));
    }

    private Optional<Endpoint> endpoint(int place) {
        NaiveMap.Rule rule = rules.get(place);
        NaiveMap.Ce ce = NaiveMap.ce(rule, rule.ipv6() + NaiveMap.Text.bits(edgyBits(rule.ea()), rule.ea()))
                .orElseThrow();
        Endpoint endpoint = endpointOf(place, rule, ce);
        return NaiveMap.byIpv4(rules, NaiveMap.Text.ipv4(endpoint.address), endpoint.port) == place
                ? Optional.of(endpoint)
                : Optional.empty();
    }

    /** Any address and port of a CE. */
    public Endpoint endpointOf(int place, NaiveMap.Rule rule, NaiveMap.Ce ce) {
        int hostBits = 32 - ce.ipv4().length();
        return address(() -> {
            String host = NaiveMap.Text.bits(choices.bits(hostBits), hostBits);
            int address = Bytes.int32(Bytes.ofBits(ce.ipv4() + host), 0);
            return new Endpoint(place, ce, address, rule.isShared() ? portOf(rule, ce) : edgyPort());
        });
    }

    /** RFC 7597 section 5.1, figure 2: A, PSID and j side by side. */
    private int portOf(NaiveMap.Rule rule, NaiveMap.Ce ce) {
        int least = rule.offset() > 0 ? 1 : 0;
        int a = choices.between(least, (1 << rule.offset()) - 1);
        int rest = 16 - rule.offset() - rule.psidBits();
        return Integer.parseInt(
                NaiveMap.Text.bits(a, rule.offset()) + ce.psid() + NaiveMap.Text.bits(choices.bits(rest), rest), 2);
    }

    private <T> T address(Supplier<T> drawer) {
        return choices.in(Stage.ADDRESSES, drawer);
    }

    private long edgyBits(int count) {
        return switch (choices.nextInt(6)) {
            case 0 -> 0;
            case 1 -> -1;
            default -> choices.bits(count);
        };
    }

    int edgyPort() {
        return address(() -> switch (choices.nextInt(8)) {
            case 0 -> 80;
            case 1 -> 0;
            case 2 -> 65535;
            default -> choices.nextInt(65536);
        });
    }

    public static int outside() {
        return Bytes.int32(Bytes.address(OUTSIDE), 0);
    }

    /** Whether packets are forwarded for it (RFC 1812 section 5.3.7). */
    public static boolean isUnicast(int address) {
        int network = address >>> 24;
        return network != 0 && network != 127 && network < 224;
    }

    Choices choices() {
        return choices;
    }

    /** A number of octets of a payload. */
    int payload(int most) {
        return choices.in(Stage.PAYLOAD, () -> choices.between(0, most));
    }

    /** A whole small packet with a port, ICMP and its errors included, right in everything. */
    public byte[] whole(Flow flow) {
        return choices.in(Stage.HEADERS, () -> {
            Ipv4PacketBuilder packet = ipv4(flow.source, flow.destination)
                    .typeOfService(choices.nextInt(256))
                    .timeToLive(choices.between(2, 255, 64))
                    .flagsOffset(choices.nextBoolean() ? Ipv4PacketBuilder.DONT_FRAGMENT : 0)
                    .options(choices.pick(OPTIONS));
            int source = flow.sourcePort;
            int destination = flow.destinationPort;
            Ipv4PacketBuilder whole = switch (choices.nextInt(9)) {
                case 4 -> packet.tcp(source, destination);
                case 5 -> packet.icmpQuery(choices.pick(8, 0, 13, 14, 15, 16, 17, 18), flow.cePort());
                case 6 -> packet.icmpError(choices.pick(3, 4, 5, 11, 12), quote(flow));
                case 7 -> packet.ports(choices.pick(33, 132, 136), source, destination, 12 + payload(8));
                case 8 -> packet.tcp(source, destination, choices.pick(0x02, 0x12, 0x02, 0x10), tcpOptions());
                default -> packet.udp(source, destination, payload(39));
            };
            return whole.octets();
        });
    }

    /** Kinds of RFC 9293 section 3.2 in any order, the MSS at even and odd places, the last perhaps truncated. */
    private byte[] tcpOptions() {
        byte[] list = {};
        while (list.length < 16) {
            list = Bytes.concat(
                    list,
                    Bytes.hex(choices.pick("01", "01", "0402", "030307", "0200", "00")),
                    Bytes.hex(choices.pick("", "0204" + choices.pick("05b4", "ffff", "0057", "0400"))));
        }
        return Bytes.part(list, 0, 4 * choices.between(1, 4));
    }

    /** The packet of the opposite direction, or its first octets. */
    private byte[] quote(Flow flow) {
        Flow back = flow.reversed();
        Ipv4PacketBuilder packet =
                ipv4(back.source, back.destination).options(choices.nextBoolean() ? "0101010101010101" : "");
        boolean query = choices.once(3);
        byte[] octets = (query ? packet.icmpQuery(8, back.cePort()) : packet.udp(back.sourcePort, back.destinationPort))
                .octets();
        int least = 4 * (octets[0] & 15) + 8; // RFC 792
        return Bytes.part(octets, 0, least + payload(octets.length - least));
    }
}
