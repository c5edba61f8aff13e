package io.softwire46.mape.conformance.draw;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;

import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.conformance.draw.TrafficDraw.Flow;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import java.util.List;

/**
 * Draws packets with a thing or two that a border relay or a customer edge has to notice, large ones among them.
 *
 * <p>Not thread-safe: use one instance per draw.
 */
public final class StrangeDraw {
    private static final int HUGE_ONCE_IN = 12;

    private final TrafficDraw traffic;
    private final Choices choices;
    private final List<ForwardingOptions> options;

    public StrangeDraw(TrafficDraw traffic, List<ForwardingOptions> options) {
        this.traffic = traffic;
        this.choices = traffic.choices();
        this.options = options;
    }

    /** A packet of a size at which something begins, or of any. */
    public byte[] sized(Flow flow) {
        return choices.in(Stage.HEADERS, () -> sizedPacket(flow));
    }

    private byte[] sizedPacket(Flow flow) {
        ForwardingOptions some = choices.pick(options);
        int limit = choices.once(HUGE_ONCE_IN)
                ? choices.pick(some.maxPacketSize() - 40, 65_535 - 8, 65_535)
                : choices.pick(
                        Math.min(some.mtuV6(), 1500) - 40,
                        1280 - 40,
                        1500,
                        some.mtuV4().orElse(1500) + 4,
                        choices.between(1600, 4099));
        int total = Math.min(65_535, Math.max(100, limit + choices.pick(0, -8, -16) + choices.between(-4, 4, 0)));
        String header =
                choices.pick("", "", "", "07070400000000009404000083040000", "01830100", "44280500", "00ffffff");
        int payload = total - 20 - header.length() / 2;
        return ipv4(flow.source(), flow.destination())
                .typeOfService(choices.nextInt(256))
                .timeToLive(choices.between(2, 255, 64))
                .flagsOffset(choices.pick(0, 0, 0, 0x4000, 0x4000, 0x4000, 0x8000, 0x2000, 0x2003, 0x0005, 0x1f80))
                .options(header)
                .ports(choices.pick(17, 17, 6, 132), flow.sourcePort(), flow.destinationPort(), payload)
                .octets();
    }

    /** A right packet of a size that the smallest path MTUs decide about. */
    public byte[] nearSmallest(Flow flow) {
        return choices.in(Stage.HEADERS, () -> nearSmallestPacket(flow));
    }

    private byte[] nearSmallestPacket(Flow flow) {
        return ipv4(flow.source(), flow.destination())
                .flagsOffset(choices.pick(0, Ipv4PacketBuilder.DONT_FRAGMENT))
                .ports(17, flow.sourcePort(), flow.destinationPort(), choices.between(1280 - 80, 1279))
                .octets();
    }

    /** An IPv4 packet with any defect. */
    public byte[] ipv4Packet(Flow right) {
        return choices.in(Stage.HEADERS, () -> damagedIpv4(right));
    }

    private byte[] damagedIpv4(Flow right) {
        Flow flow = new Flow(
                choices.once(12) ? oddAddress(right.source()) : right.source(),
                choices.once(12) ? traffic.edgyPort() : right.sourcePort(),
                choices.once(12) ? oddAddress(right.destination()) : right.destination(),
                choices.once(8) ? traffic.edgyPort() : right.destinationPort(),
                right.ceIsDestination());
        byte[] packet = choices.once(4) ? sized(flow) : traffic.whole(flow);
        switch (choices.nextInt(16)) {
            case 5, 6 -> packet = withoutPorts(flow);
            case 7, 8 -> packet[8] = (byte) choices.nextInt(3);
            case 9 -> Bytes.put16(packet, 6, choices.pick(0x2000, 0x2001, 1, 0x4000));
            case 10 ->
                packet = ipv4(flow.source(), flow.destination())
                        .icmpQuery(9, flow.destinationPort())
                        .octets();
            case 11 ->
                packet = ipv4(flow.source(), flow.destination())
                        .ports(
                                choices.pick(6, 17, 33, 132, 136, 1),
                                flow.sourcePort(),
                                flow.destinationPort(),
                                4 + traffic.payload(16))
                        .octets();
            case 12 -> packet = Bytes.concat(packet, new byte[choices.between(1, 20)]);
            case 13 -> packet = Bytes.part(packet, 0, choices.nextInt(packet.length));
            case 14 -> {
                for (int i = choices.nextInt(3); i >= 0; i--) {
                    packet[choices.nextInt(Math.min(packet.length, 60))] = (byte) choices.nextInt(256);
                }
            }
            case 15 ->
                packet = ipv4(flow.source(), flow.destination())
                        .icmpError(choices.pick(3, 11, 12), oddQuote(flow))
                        .octets();
            default -> {}
        }
        return choices.once(10) ? packet : Bytes.withHeaderChecksum(packet, 0);
    }

    /** A packet right in everything but one thing: no port, a port that may be no one's, or no time left. */
    public byte[] refused(Flow flow) {
        return choices.in(Stage.HEADERS, () -> refusedPacket(flow));
    }

    private byte[] refusedPacket(Flow flow) {
        Ipv4PacketBuilder packet = ipv4(flow.source(), flow.destination());
        return switch (choices.nextInt(3)) {
            case 0 -> withoutPorts(flow);
            case 1 ->
                packet.udp(flow.sourcePort(), choices.pick(0, 80, 1023, choices.nextInt(65536)))
                        .octets();
            default ->
                packet.timeToLive(choices.nextInt(2))
                        .udp(flow.sourcePort(), flow.destinationPort())
                        .octets();
        };
    }

    private byte[] withoutPorts(Flow flow) {
        return ipv4(flow.source(), flow.destination())
                .payload(choices.pick(47, 50, 41, 253), Bytes.counting(24))
                .octets();
    }

    /** Of a packet that did not go the other way, or of which that cannot be seen. */
    private byte[] oddQuote(Flow flow) {
        Flow back = flow.reversed();
        byte[] packet = traffic.whole(new Flow(
                choices.once(3) ? back.destination() : back.source(),
                back.sourcePort(),
                back.destination(),
                back.destinationPort(),
                flow.ceIsDestination()));
        if (choices.once(3)) {
            Bytes.put16(packet, 6, choices.pick(1, 0x2000));
        }
        return Bytes.part(packet, 0, choices.once(3) ? choices.nextInt(packet.length) : packet.length);
    }

    private int oddAddress(int address) {
        return switch (choices.nextInt(6)) {
            case 0 -> 0x0a000001;
            case 1 -> 0xe0000001;
            case 2 -> -1;
            case 3 -> 0x7f000001;
            case 4 -> choices.nextInt();
            default -> address ^ (1 << choices.nextInt(32));
        };
    }

    /** A tunnel packet around an inner one, with a defect now and then. */
    public byte[] tunnel(String source, String destination, byte[] inner, boolean strange) {
        return choices.in(Stage.HEADERS, () -> tunnelPacket(source, destination, inner, strange));
    }

    private byte[] tunnelPacket(String source, String destination, byte[] inner, boolean strange) {
        byte[] whole = inner.length < 2 ? new byte[20] : inner;
        Ipv6PacketBuilder packet = Ipv6PacketBuilder.ipv6(
                        Bytes.ofBits(strange ? odd(source) : source),
                        Bytes.ofBits(strange ? odd(destination) : destination))
                .trafficClass(
                        strange || choices.once(4) ? choices.nextInt(256) : 4 * choices.nextInt(64) + (whole[1] & 3))
                .flowLabel(choices.nextInt(1 << 20))
                .hopLimit(choices.between(1, 255, 64))
                .inner(whole);
        if (whole.length > 65_000) {
            return packet.octets(); // no room for more
        }
        if (choices.once(6)) {
            packet.header(0, "0000010400000000");
        }
        if (choices.once(4)) {
            packet.header(60, "0000040104010100");
        }
        if (!strange) {
            return packet.octets();
        }
        switch (choices.nextInt(12)) {
            case 4 -> packet.header(0, "0000010400000000");
            case 5 -> packet.header(43, "000000" + choices.pick("00", "01", "ff") + "00000000");
            case 6 -> packet.header(44, choices.pick("0000000112345678", "0000000012345678", "0000000912345678"));
            case 7 -> packet.header(60, "00000100" + choices.pick("4a", "8a", "ca", "0a") + "020000");
            case 8 -> packet.payload(choices.pick(41, 59, 6, 253, 44), whole);
            case 9 -> packet.header(51, "000400000000000000000000" + "000000000000000000000000");
            case 10 -> {
                // after a defect, a packet about which no error may be sent
                packet.header(60, "00000100" + choices.pick("8a", "0a") + "020000")
                        .payload(58, Bytes.concat(new byte[] {(byte) (int) choices.pick(1, 128, 137)}, new byte[7]));
            }
            case 11 -> {
                for (int i = choices.nextInt(3); i < 8; i++) {
                    packet.header(60, "0000010400000000");
                }
            }
            default -> {}
        }
        byte[] octets = packet.octets();
        return switch (choices.nextInt(12)) {
            case 9 -> Bytes.part(octets, 0, choices.nextInt(octets.length + 1));
            case 10 -> Bytes.concat(octets, new byte[choices.between(1, 9)]);
            case 11 -> {
                octets[choices.nextInt(Math.min(octets.length, 110))] = (byte) choices.nextInt(256);
                yield octets;
            }
            default -> octets;
        };
    }

    private String odd(String address) {
        int at = choices.nextInt(128);
        return switch (choices.nextInt(24)) {
            case 21, 22 ->
                address.substring(0, at) + (address.charAt(at) == '0' ? '1' : '0') + address.substring(at + 1);
            case 23 -> choices.pick("11111111" + address.substring(8), "0".repeat(128), "0".repeat(127) + "1");
            default -> address;
        };
    }
}
