package io.softwire46.mape.forward.edge;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.Published;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.EdgeTable;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.nat.NaptOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Traffic of a LAN behind a complete CE, and nodes for it. */
final class CompleteEdge {
    static final String PREFIX = "2001:db8:12:3400::/56";
    static final long SEED = 0x5eedL;
    static final long SECOND = 1_000_000_000L;

    private static final String[] HOSTS = {"192.168.1.10", "192.168.1.11", "10.0.0.7"};
    private static final String[] REMOTES = {"198.51.100.9", "203.0.113.5", "192.0.2.19", Nodes.CE_ADDRESS};
    /** A router between the BR and the remotes: 203.0.113.77. */
    private static final int ROUTER = 0xcb00714d;

    private static final int[] PORTS = {443, 53, 80, 40000};
    private static final int[] SIZES = {0, 3, 100, 1400, 1500, 3000};
    private static final int[] FLAGS = {0x02, 0x10, 0x18, 0x11, 0x04, 0x12};

    /** A packet that arrives at the CE. */
    record Arrival(boolean ipv4, byte[] octets, long nowNanos) {}

    private final Choices choices;

    /** IPv4 packets that left for the tunnel, to which answers arrive. */
    private final List<byte[]> sent = new ArrayList<>();

    private long nowNanos;

    CompleteEdge(Choices choices) {
        this.choices = choices;
    }

    static CustomerEdge node(ConfiguredDomain domain, NaptOptions options) {
        return CustomerEdge.seeded(Published.of(EdgeTable.of(domain, PREFIX, options)), SEED);
    }

    private <T> T pick(T[] values) {
        return values[choices.nextInt(values.length)];
    }

    private int pick(int[] values) {
        return values[choices.nextInt(values.length)];
    }

    /** Notes an IPv4 packet that left for the tunnel. */
    void sent(byte[] ipv4) {
        sent.add(ipv4);
    }

    /** Draws the next packet: from the LAN, or an answer from the tunnel. */
    Arrival next() {
        nowNanos += choices.nextInt(4) == 0 ? choices.nextInt(200) * SECOND : choices.nextInt(2);
        if (!sent.isEmpty() && choices.nextInt(2) == 1) {
            return new Arrival(
                    false,
                    Ipv6PacketBuilder.ipv6(Nodes.BR, Nodes.CE).inner(answer()).octets(),
                    nowNanos);
        }
        byte[] packet = fromLan();
        int padding = choices.nextInt(8) == 7 ? 6 : 0; // of the link layer
        return new Arrival(true, Arrays.copyOf(packet, packet.length + padding), nowNanos);
    }

    private byte[] fromLan() {
        String host = pick(HOSTS);
        String remote = pick(REMOTES);
        int own = 5000 + choices.nextInt(3);
        Ipv4PacketBuilder packet = Ipv4PacketBuilder.ipv4(host, remote)
                .identification(choices.nextInt(0x10000))
                .timeToLive(choices.nextInt(16) == 15 ? 1 : 64)
                .flagsOffset(choices.nextInt(2) == 0 ? Ipv4PacketBuilder.DONT_FRAGMENT : 0);
        return transport(packet, own, pick(PORTS));
    }

    private byte[] transport(Ipv4PacketBuilder packet, int from, int to) {
        return switch (choices.nextInt(4)) {
            case 0 -> packet.udp(from, to, pick(SIZES)).octets();
            case 1 -> packet.icmpQuery(8, from).octets();
            default -> packet.tcp(from, to, pick(FLAGS), new byte[0]).octets();
        };
    }

    /** An answer to a packet that left before: its addresses and ports exchanged, or an ICMP error about it. */
    private byte[] answer() {
        byte[] about = sent.get(choices.nextInt(sent.size()));
        int from = Bytes.int32(about, 16);
        int to = Bytes.int32(about, 12);
        int first = Bytes.u16(about, 20);
        int second = Bytes.u16(about, 22);
        Ipv4PacketBuilder packet = Ipv4PacketBuilder.ipv4(from, to);
        if (choices.nextInt(5) == 4) {
            return Ipv4PacketBuilder.ipv4(ROUTER, to)
                    .icmpError(choices.nextInt(2) == 0 ? 3 : 11, Bytes.part(about, 0, Math.min(about.length, 28)))
                    .octets();
        }
        return switch (about[9]) {
            case 1 -> packet.icmpQuery(0, Bytes.u16(about, 24)).octets();
            case 17 -> packet.udp(second, first, pick(SIZES) / 2).octets();
            default -> packet.tcp(second, first, pick(FLAGS), new byte[0]).octets();
        };
    }
}
