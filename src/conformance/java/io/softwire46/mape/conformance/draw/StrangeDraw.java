package io.softwire46.mape.conformance.draw;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;

import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.conformance.draw.TrafficDraw.Flow;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import java.util.List;
import java.util.Random;

/**
 * Draws packets with a thing or two that a border relay or a customer edge has to notice, large ones among them.
 *
 * <p>Not thread-safe: use one instance per draw.
 */
public final class StrangeDraw {
    private static final int HUGE_ONCE_IN = 12;

    private final TrafficDraw traffic;
    private final Random random;
    private final List<ForwardingOptions> options;

    public StrangeDraw(TrafficDraw traffic, List<ForwardingOptions> options) {
        this.traffic = traffic;
        this.random = traffic.random;
        this.options = options;
    }

    /** A packet of a size at which something begins, or of any. */
    public byte[] sized(Flow flow) {
        ForwardingOptions some = options.get(random.nextInt(options.size()));
        int limit = traffic.once(HUGE_ONCE_IN)
                ? traffic.pick(some.maxPacketSize() - 40, 65_535 - 8, 65_535)
                : traffic.pick(
                        Math.min(some.mtuV6(), 1500) - 40,
                        1280 - 40,
                        1500,
                        some.mtuV4().orElse(1500) + 4,
                        1600 + random.nextInt(2500));
        int total = Math.min(65_535, Math.max(100, limit + traffic.pick(0, -8, -16) + random.nextInt(9) - 4));
        String header =
                traffic.pick("", "", "", "07070400000000009404000083040000", "01830100", "44280500", "00ffffff");
        int payload = total - 20 - header.length() / 2;
        return ipv4(flow.source(), flow.destination())
                .typeOfService(random.nextInt(256))
                .timeToLive(2 + random.nextInt(254))
                .flagsOffset(traffic.pick(0, 0, 0, 0x4000, 0x4000, 0x4000, 0x8000, 0x2000, 0x2003, 0x0005, 0x1f80))
                .options(header)
                .ports(traffic.pick(17, 17, 6, 132), flow.sourcePort(), flow.destinationPort(), payload)
                .octets();
    }

    /** A right packet of a size that the smallest path MTUs decide about. */
    public byte[] nearSmallest(Flow flow) {
        return ipv4(flow.source(), flow.destination())
                .flagsOffset(traffic.pick(0, Ipv4PacketBuilder.DONT_FRAGMENT))
                .ports(17, flow.sourcePort(), flow.destinationPort(), 1280 - 80 + random.nextInt(80))
                .octets();
    }

    /** An IPv4 packet with any defect. */
    public byte[] ipv4Packet(Flow right) {
        Flow flow = new Flow(
                traffic.once(12) ? oddAddress(right.source()) : right.source(),
                traffic.once(12) ? traffic.edgyPort() : right.sourcePort(),
                traffic.once(12) ? oddAddress(right.destination()) : right.destination(),
                traffic.once(8) ? traffic.edgyPort() : right.destinationPort(),
                right.ceIsDestination());
        byte[] packet = traffic.once(4) ? sized(flow) : traffic.whole(flow);
        switch (random.nextInt(16)) {
            case 0, 8 -> packet = withoutPorts(flow);
            case 1, 9 -> packet[8] = (byte) random.nextInt(3);
            case 2 -> Bytes.put16(packet, 6, traffic.pick(0x2000, 0x2001, 1, 0x4000));
            case 3 ->
                packet = ipv4(flow.source(), flow.destination())
                        .icmpQuery(9, flow.destinationPort())
                        .octets();
            case 4 ->
                packet = ipv4(flow.source(), flow.destination())
                        .ports(
                                traffic.pick(6, 17, 33, 132, 136, 1),
                                flow.sourcePort(),
                                flow.destinationPort(),
                                4 + random.nextInt(17))
                        .octets();
            case 5 -> packet = Bytes.concat(packet, new byte[1 + random.nextInt(20)]);
            case 6 -> packet = Bytes.part(packet, 0, random.nextInt(packet.length));
            case 7 -> {
                for (int i = random.nextInt(3); i >= 0; i--) {
                    packet[random.nextInt(Math.min(packet.length, 60))] = (byte) random.nextInt();
                }
            }
            case 10 ->
                packet = ipv4(flow.source(), flow.destination())
                        .icmpError(traffic.pick(3, 11, 12), oddQuote(flow))
                        .octets();
            default -> {}
        }
        return traffic.once(10) ? packet : Bytes.withHeaderChecksum(packet, 0);
    }

    /** A packet right in everything but one thing: no port, a port that may be no one's, or no time left. */
    public byte[] refused(Flow flow) {
        Ipv4PacketBuilder packet = ipv4(flow.source(), flow.destination());
        return switch (random.nextInt(3)) {
            case 0 -> withoutPorts(flow);
            case 1 ->
                packet.udp(flow.sourcePort(), traffic.pick(0, 80, 1023, random.nextInt(65536)))
                        .octets();
            default ->
                packet.timeToLive(random.nextInt(2))
                        .udp(flow.sourcePort(), flow.destinationPort())
                        .octets();
        };
    }

    private byte[] withoutPorts(Flow flow) {
        return ipv4(flow.source(), flow.destination())
                .payload(traffic.pick(47, 50, 41, 253), Bytes.counting(24))
                .octets();
    }

    /** Of a packet that did not go the other way, or of which that cannot be seen. */
    private byte[] oddQuote(Flow flow) {
        Flow back = flow.reversed();
        byte[] packet = traffic.whole(new Flow(
                traffic.once(3) ? back.destination() : back.source(),
                back.sourcePort(),
                back.destination(),
                back.destinationPort(),
                flow.ceIsDestination()));
        if (traffic.once(3)) {
            Bytes.put16(packet, 6, traffic.pick(1, 0x2000));
        }
        return Bytes.part(packet, 0, traffic.once(3) ? random.nextInt(packet.length) : packet.length);
    }

    private int oddAddress(int address) {
        return switch (random.nextInt(6)) {
            case 0 -> 0xe0000001;
            case 1 -> -1;
            case 2 -> 0x7f000001;
            case 3 -> 0x0a000001;
            case 4 -> random.nextInt();
            default -> address ^ (1 << random.nextInt(32));
        };
    }

    /** A tunnel packet around an inner one, with a defect now and then. */
    public byte[] tunnel(String source, String destination, byte[] inner, boolean strange) {
        byte[] whole = inner.length < 2 ? new byte[20] : inner;
        Ipv6PacketBuilder packet = Ipv6PacketBuilder.ipv6(
                        Bytes.ofBits(strange ? odd(source) : source),
                        Bytes.ofBits(strange ? odd(destination) : destination))
                .trafficClass(
                        strange || traffic.once(4) ? random.nextInt(256) : 4 * random.nextInt(64) + (whole[1] & 3))
                .flowLabel(random.nextInt(1 << 20))
                .hopLimit(1 + random.nextInt(255))
                .inner(whole);
        if (whole.length > 65_000) {
            return packet.octets(); // no room for more
        }
        if (traffic.once(6)) {
            packet.header(0, "0000010400000000");
        }
        if (traffic.once(4)) {
            packet.header(60, "0000040104010100");
        }
        if (!strange) {
            return packet.octets();
        }
        switch (random.nextInt(12)) {
            case 0 -> packet.header(0, "0000010400000000");
            case 1 -> packet.header(43, "000000" + traffic.pick("00", "01", "ff") + "00000000");
            case 2 -> packet.header(44, traffic.pick("0000000112345678", "0000000012345678", "0000000912345678"));
            case 3 -> packet.header(60, "00000100" + traffic.pick("4a", "8a", "ca", "0a") + "020000");
            case 4 -> packet.payload(traffic.pick(41, 59, 6, 253, 44), whole);
            case 5 -> packet.header(51, "000400000000000000000000" + "000000000000000000000000");
            case 6 -> {
                // after a defect, a packet about which no error may be sent
                packet.header(60, "00000100" + traffic.pick("8a", "0a") + "020000")
                        .payload(58, Bytes.concat(new byte[] {(byte) (int) traffic.pick(1, 128, 137)}, new byte[7]));
            }
            case 7 -> {
                for (int i = random.nextInt(3); i < 8; i++) {
                    packet.header(60, "0000010400000000");
                }
            }
            default -> {}
        }
        byte[] octets = packet.octets();
        return switch (random.nextInt(12)) {
            case 0 -> Bytes.part(octets, 0, random.nextInt(octets.length + 1));
            case 1 -> Bytes.concat(octets, new byte[1 + random.nextInt(9)]);
            case 2 -> {
                octets[random.nextInt(Math.min(octets.length, 110))] = (byte) random.nextInt();
                yield octets;
            }
            default -> octets;
        };
    }

    private String odd(String address) {
        int at = random.nextInt(128);
        return switch (random.nextInt(24)) {
            case 0, 1 -> address.substring(0, at) + (address.charAt(at) == '0' ? '1' : '0') + address.substring(at + 1);
            case 2 -> traffic.pick("11111111" + address.substring(8), "0".repeat(128), "0".repeat(127) + "1");
            default -> address;
        };
    }
}
