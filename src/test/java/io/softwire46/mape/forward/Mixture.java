package io.softwire46.mape.forward;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
import static io.softwire46.mape.forward.Nodes.BR;
import static io.softwire46.mape.forward.Nodes.CE;
import static io.softwire46.mape.forward.Nodes.CE_ADDRESS;
import static io.softwire46.mape.forward.Nodes.CE_PORT;
import static io.softwire46.mape.forward.Nodes.HOST;
import static io.softwire46.mape.forward.tunnel.ErrorPackets.icmpv6;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Traffic with every outcome: packets that are forwarded, fragmented, answered, dropped, or cause an error; some have a changed
 * octet, some are truncated.
 */
public final class Mixture {
    /** Options that permit most outcomes. */
    public static final ForwardingOptions OPTIONS = Nodes.OPTIONS
            .with(ForwardingOption.MTU_V6, 1400)
            .with(ForwardingOption.MTU_V4, 900)
            .with(ForwardingOption.DYNAMIC_PMTU, true)
            .with(ForwardingOption.ICMPV4_NO_MAPPING_ERRORS, true)
            .with(ForwardingOption.ICMPV4_PROTOCOL_ERRORS, true)
            .with(ForwardingOption.ICMPV6_SOURCE_CHECK_ERRORS, true)
            .with(ForwardingOption.ICMP_ERROR_BURST, 8)
            .with(ForwardingOption.ICMP_ERRORS_PER_SECOND, 50);

    private static final String ROUTER = "2001:db9:aaaa::7";

    private final Random random;
    private final boolean atRelay;

    /**
     * Packets for one node.
     *
     * @param atRelay whether it is the border relay, or the CE of RFC 7597 example 1
     */
    public Mixture(Random random, boolean atRelay) {
        this.random = random;
        this.atRelay = atRelay;
    }

    public static Forwarder relay(ForwardingOptions options) {
        return Nodes.relay(options, Nodes.RULE);
    }

    public static Forwarder edge(ForwardingOptions options) {
        return Nodes.edge(Nodes.mesh(options, BR, Nodes.RULE), "2001:db8:12:3400::/56");
    }

    public List<byte[]> ipv4Packets(int count) {
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            packets.add(damaged(intoTheTunnel()));
        }
        return packets;
    }

    public List<byte[]> ipv6Packets(int count) {
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            packets.add(damaged(outOfTheTunnel()));
        }
        return packets;
    }

    private byte[] damaged(byte[] packet) {
        return switch (random.nextInt(12)) {
            case 0 -> Bytes.part(packet, 0, random.nextInt(packet.length + 1));
            case 1 -> {
                packet[random.nextInt(Math.min(packet.length, 100))] ^= (byte) (1 << random.nextInt(8));
                yield packet;
            }
            case 2 -> Bytes.concat(packet, Bytes.counting(random.nextInt(20)));
            default -> packet;
        };
    }

    private int size() {
        return random.nextInt(4) > 0 ? random.nextInt(100) : random.nextInt(3000);
    }

    private byte[] intoTheTunnel() {
        boolean down = atRelay;
        int port = random.nextInt(6) == 0 ? random.nextInt(2048) : CE_PORT;
        Ipv4PacketBuilder builder = down ? ipv4(HOST, CE_ADDRESS) : ipv4(CE_ADDRESS, anyDestination());
        builder.timeToLive(random.nextInt(8) == 0 ? 1 : 64);
        builder.flagsOffset(random.nextInt(4) == 0 ? Ipv4PacketBuilder.DONT_FRAGMENT : 0);
        builder.typeOfService(random.nextInt(256));
        return body(builder, down ? 80 : port, down ? port : random.nextInt(2) == 0 ? 80 : 1236);
    }

    private String anyDestination() {
        return random.nextInt(3) > 0 ? HOST : random.nextBoolean() ? "192.0.2.19" : CE_ADDRESS;
    }

    private byte[] body(Ipv4PacketBuilder builder, int fromPort, int toPort) {
        return switch (random.nextInt(8)) {
            case 0 -> builder.payload(47, Bytes.counting(size())).octets();
            case 1 -> builder.icmpQuery(8, CE_PORT).octets();
            case 2 -> builder.options("8204abcd").udp(fromPort, toPort, size()).octets();
            case 3 -> builder.tcp(fromPort, toPort).octets();
            default -> builder.udp(fromPort, toPort, size()).octets();
        };
    }

    private byte[] outOfTheTunnel() {
        String self = atRelay ? BR : CE;
        String other = atRelay ? CE : BR;
        return switch (random.nextInt(10)) {
            case 0 -> icmpv6(ROUTER, self, 64, 128, 0, random.nextInt(), Bytes.counting(size()));
            case 1 -> ipv6(other, self).payload(17, Bytes.counting(8 + size())).octets();
            case 2 -> ipv6("2001:db9::7", self).inner(fromTheOther()).octets();
            case 3 -> tunnelError(self, other);
            case 4 ->
                ipv6(other, self)
                        .header(60, "0000040104010100")
                        .trafficClass(random.nextInt(256))
                        .inner(fromTheOther())
                        .octets();
            default -> ipv6(other, self).inner(fromTheOther()).octets();
        };
    }

    private byte[] fromTheOther() {
        int port = random.nextInt(8) == 0 ? random.nextInt(2048) : CE_PORT;
        Ipv4PacketBuilder builder = atRelay ? ipv4(CE_ADDRESS, anyDestination()) : ipv4(HOST, CE_ADDRESS);
        builder.timeToLive(random.nextInt(8) == 0 ? 1 : 64);
        builder.flagsOffset(random.nextInt(4) == 0 ? Ipv4PacketBuilder.DONT_FRAGMENT : 0);
        return atRelay ? body(builder, port, 1236) : body(builder, 80, port);
    }

    private byte[] tunnelError(String self, String other) {
        Ipv4PacketBuilder builder = atRelay ? ipv4(HOST, CE_ADDRESS) : ipv4(CE_ADDRESS, HOST);
        builder.flagsOffset(random.nextBoolean() ? Ipv4PacketBuilder.DONT_FRAGMENT : 0);
        byte[] inner = builder.udp(atRelay ? 80 : CE_PORT, atRelay ? CE_PORT : 80, size())
                .octets();
        byte[] quote = ipv6(self, other).inner(inner).octets();
        boolean tooBig = random.nextBoolean();
        return icmpv6(
                ROUTER,
                self,
                64,
                tooBig ? 2 : 1,
                0,
                tooBig ? 1240 + random.nextInt(300) : 0,
                Bytes.part(quote, 0, Math.min(quote.length, 1232)));
    }
}
