package io.softwire46.mape.forward.fastpath;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.EcnMode;
import io.softwire46.mape.config.ForwardingOptions.EgressDscp;
import io.softwire46.mape.config.ForwardingOptions.FlowLabel;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.counter.CounterSnapshot;
import io.softwire46.mape.forward.counter.Counters;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.edge.CompiledEdgeTable;
import io.softwire46.mape.forward.edge.EdgeState;
import io.softwire46.mape.forward.relay.CompiledRelayTable;
import io.softwire46.mape.forward.relay.RelayState;
import io.softwire46.mape.forward.tunnel.ForwardingContext;
import io.softwire46.mape.forward.tunnel.HeldFragments;
import io.softwire46.mape.forward.tunnel.NodeKeys;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.PacketBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The fast path alone: ordinary packets take it, with the octets and counters of single calls. It stops at the first packet that
 * it punts, and does not change that one. Single calls never take it.
 */
class FastPathTest {
    private static final int COUNT = 48;
    private static final int FROM = 2; // not at the start of the array
    private static final int HEADROOM = 48;
    private static final String SECOND_RULE =
            "ipv6Prefix=2001:db9::/36 ipv4Prefix=198.51.100.0/24 eaLength=12 psidOffset=4 psidLength=4 format=rfc7597";
    static final String PREFIX = "2001:db8:12:3400::/56";

    static Stream<ForwardingOptions> options() {
        ForwardingOptions defaults = ForwardingOptions.defaults();
        return Stream.of(
                defaults,
                defaults.with(ForwardingOption.FLOW_LABEL, FlowLabel.ZERO).with(ForwardingOption.TRAFFIC_CLASS, 46),
                defaults.with(ForwardingOption.ECN, EcnMode.COMPATIBILITY).with(ForwardingOption.HOP_LIMIT, 7),
                defaults.with(ForwardingOption.EGRESS_DSCP, EgressDscp.UNIFORM),
                defaults.with(ForwardingOption.TCP_MSS, OptionalInt.of(1200)).with(ForwardingOption.HAIRPIN, false));
    }

    /** The CEs of both rules, far apart. */
    private static List<CeMapping> ces() {
        List<CeMapping> ces = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            ces.add(owner(Nodes.RULE, "192.0.2." + (18 + 25 * i), 1232 + 4 * i));
            ces.add(owner(SECOND_RULE, "198.51.100." + (255 - 30 * i), 61_000 + 256 * i));
        }
        return ces;
    }

    private static CeMapping owner(String rule, String address, int port) {
        return MapRule.parse(rule)
                .owner(Addresses.parseIpv4("address", address), port)
                .orElseThrow();
    }

    private static String address(CeMapping ce) {
        return Addresses.toText(ce.ipv4Bits());
    }

    private static String mapAddress(CeMapping ce) {
        return ce.mapAddress().toCanonicalString();
    }

    private static int port(CeMapping ce, int i) {
        return ce.portSet().portAt(i % ce.portSet().size());
    }

    /** UDP and TCP of many sizes, with all values of ECN, and Times to Live from 2 on. */
    private static byte[] inner(String from, int fromPort, String to, int toPort, int i) {
        var packet = ipv4(from, to).typeOfService(i * 37 & 0xff).timeToLive(2 + i * 5);
        return i % 3 == 0
                ? packet.tcp(fromPort, toPort).octets()
                : packet.udp(fromPort, toPort, i * 29).octets();
    }

    private static byte[] tunnel(String from, String to, byte[] inner) {
        return ipv6(from, to).trafficClass(inner[1] & 0xff).inner(inner).octets();
    }

    private static Packet[] packets(List<byte[]> octets) {
        Packet[] packets = new Packet[FROM + octets.size()];
        for (int i = 0; i < octets.size(); i++) {
            byte[] each = octets.get(i);
            ByteBuffer buffer = ByteBuffer.allocate(HEADROOM + each.length + 16).put(HEADROOM, each);
            packets[FROM + i] = new Packet().attach(buffer, HEADROOM, each.length + i % 5, HEADROOM);
        }
        return packets;
    }

    private interface OneCall {
        Verdict take(Packet packet, long nowNanos);
    }

    /** All packets are ordinary, except the one at this index. */
    private static void assertFast(
            Burst.Steps steps,
            ForwardingContext context,
            OneCall alone,
            Counters expected,
            List<byte[]> octets,
            int other) {
        Packet[] packets = packets(octets);
        Packet[] single = packets(octets);
        int count = octets.size();
        Verdict[] verdicts = new Verdict[FROM + count];
        steps.classify(packets, FROM, count);
        int stop = other < 0 ? count : other;
        assertEquals(stop, steps.forward(packets, verdicts, FROM, 0, count));
        context.endBurst();
        for (int i = 0; i < stop; i++) {
            assertEquals(Verdict.FORWARDED, alone.take(single[FROM + i], 0), "packet " + i);
            assertEquals(Verdict.FORWARDED, verdicts[FROM + i]);
            assertArrayEquals(octets(single[FROM + i]), octets(packets[FROM + i]), "packet " + i);
            assertEquals(single[FROM + i].headroom(), packets[FROM + i].headroom());
        }
        assertSame(expected, context.counters);
        assertBatch(steps, context, expected, octets, stop, packets);
        steps.classify(packets(octets), FROM, count);
        if (other >= 0) {
            assertNull(verdicts[FROM + other]);
            assertArrayEquals(octets(packets(octets)[FROM + other]), octets(packets[FROM + other]), "unchanged");
            assertEquals(count, steps.forward(packets, verdicts, FROM, other + 1, count), "end it");
            context.endBurst();
        }
    }

    /** A batch of one buffer gives the packets and counts of the burst. */
    private static void assertBatch(
            Burst.Steps steps,
            ForwardingContext context,
            Counters expected,
            List<byte[]> octets,
            int stop,
            Packet[] packets) {
        Packet[] fresh = packets(octets);
        int count = octets.size();
        int slot = 128 + octets.stream().mapToInt(each -> each.length).max().orElseThrow();
        ByteBuffer buffer = ByteBuffer.allocateDirect(slot * (FROM + count));
        PacketBatch batch = new PacketBatch(buffer, FROM + count);
        for (int i = 0; i < FROM + count; i++) {
            int octet = slot * i + HEADROOM;
            if (i >= FROM) {
                buffer.put(octet, fresh[i].buffer(), fresh[i].offset(), fresh[i].length());
            }
            assertTrue(batch.add(octet, i < FROM ? 0 : fresh[i].length(), HEADROOM));
        }
        steps.classify(packets(Collections.nCopies(count, new byte[100])), FROM, count); // the columns of other packets
        CounterSnapshot before = context.counters.snapshot();
        batch.begin(FROM);
        steps.classify(batch, FROM, count);
        assertEquals(stop, steps.forward(batch, FROM, 0, count));
        context.endBurst();
        assertSame(expected.snapshot(), context.counters.snapshot().minus(before));
        for (int i = FROM; i < FROM + count; i++) {
            boolean fast = i < FROM + stop;
            assertEquals(fast ? PacketBatch.FORWARDED : PacketBatch.NOT_PROCESSED, batch.outcome(i));
            Packet window = batch.attach(i, new Packet());
            Packet same = fast ? packets[i] : fresh[i];
            assertArrayEquals(octets(same), octets(window), "packet " + i);
            assertEquals(same.headroom(), window.headroom());
            assertEquals(same.offset(), window.offset() - slot * i);
        }
    }

    static byte[] octets(Packet packet) {
        byte[] octets = new byte[packet.length()];
        packet.buffer().get(packet.offset(), octets);
        return octets;
    }

    private static void assertSame(Counters expected, Counters actual) {
        assertSame(expected.snapshot(), actual.snapshot());
    }

    private static void assertSame(CounterSnapshot one, CounterSnapshot other) {
        for (Direction direction : Direction.values()) {
            assertEquals(one.packets(direction, Verdict.FORWARDED), other.packets(direction, Verdict.FORWARDED));
            assertEquals(one.octets(direction, Verdict.FORWARDED), other.octets(direction, Verdict.FORWARDED));
            assertEquals(one.arrivedOctets(direction), other.arrivedOctets(direction));
        }
        for (Event event : Event.values()) {
            assertEquals(one.packets(event), other.packets(event), event::name);
            assertEquals(one.octets(event), other.octets(event), event::name);
        }
    }

    private static boolean clamps(ForwardingOptions options) {
        return options.tcpMss().isPresent();
    }

    static RelayState relayState(ConfiguredDomain... domains) {
        return new RelayState(
                CompiledRelayTable.of(List.of(domains)), NodeKeys.seeded(46), (window, now) -> HeldFragments.NOTHING);
    }

    static EdgeState edgeState(ConfiguredDomain domain) {
        CompiledEdgeTable table = CompiledEdgeTable.of(domain, Addresses.parseIpv6Prefix("endUserPrefix", PREFIX));
        return new EdgeState(table, NodeKeys.seeded(46), (window, now) -> HeldFragments.NOTHING);
    }

    /** The list unchanged, and with each packet that is not ordinary in the middle. */
    private static void all(List<byte[]> ordinary, List<byte[]> others, BiConsumer<List<byte[]>, Integer> test) {
        test.accept(ordinary, -1);
        for (byte[] other : others) {
            List<byte[]> mixed = new ArrayList<>(ordinary);
            mixed.set(COUNT / 2, other);
            test.accept(mixed, COUNT / 2);
        }
    }

    /** Packets between these endpoints that the fast path punts: bad checksum, fragment, options, ICMP, no ports, too large. */
    private static List<byte[]> irregular(String from, int fromPort, String to, int toPort) {
        byte[] damaged = inner(from, fromPort, to, toPort, 1);
        damaged[10] ^= 1;
        return List.of(
                damaged,
                ipv4(from, to).flagsOffset(0x2000).udp(fromPort, toPort).octets(),
                ipv4(from, to).options("01010101").udp(fromPort, toPort).octets(),
                ipv4(from, to).icmpQuery(8, fromPort).octets(),
                ipv4(from, to).payload(47, new byte[8]).octets());
    }

    private static List<byte[]> tunnels(String from, String to, List<byte[]> inner) {
        return inner.stream().map(each -> tunnel(from, to, each)).toList();
    }

    @ParameterizedTest
    @MethodSource("options")
    void borderRelayFromIpv4(ForwardingOptions options) {
        ConfiguredDomain domain = Nodes.domain(options, Nodes.BR, Nodes.RULE, SECOND_RULE);
        List<CeMapping> ces = ces();
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            CeMapping ce = ces.get(i % ces.size());
            packets.add(inner("203.0.113." + i, 5000 + i, address(ce), port(ce, i), i));
        }
        List<byte[]> others = new ArrayList<>(irregular(Nodes.HOST, 80, Nodes.CE_ADDRESS, Nodes.CE_PORT));
        others.add(inner(Nodes.HOST, 80, Nodes.CE_ADDRESS, 1023, 1)); // unassigned
        others.add(inner(Nodes.HOST, 80, "192.0.3.18", Nodes.CE_PORT, 1));
        others.add(inner("127.0.0.1", 80, Nodes.CE_ADDRESS, Nodes.CE_PORT, 1));
        others.add(ipv4(Nodes.HOST, Nodes.CE_ADDRESS)
                .timeToLive(1)
                .udp(80, Nodes.CE_PORT)
                .octets());
        others.add(
                ipv4(Nodes.HOST, Nodes.CE_ADDRESS).udp(80, Nodes.CE_PORT, 1433).octets()); // 1461, and 1460 fit
        packets.set(
                3,
                ipv4(Nodes.HOST, Nodes.CE_ADDRESS).udp(80, Nodes.CE_PORT, 1432).octets());
        if (clamps(options)) {
            others.add(ipv4(Nodes.HOST, Nodes.CE_ADDRESS)
                    .syn(80, Nodes.CE_PORT, 1460)
                    .octets());
        }
        all(packets, others, (all, other) -> {
            RelayState state = relayState(domain);
            BorderRelay alone = Nodes.relay(domain);
            FastPathRelayDownstream steps = new FastPathRelayDownstream(state);
            assertFast(steps, state.context, alone::fromIpv4, alone.counters(), all, other);
        });
    }

    @ParameterizedTest
    @MethodSource("options")
    void borderRelayFromIpv6(ForwardingOptions options) {
        ConfiguredDomain domain = Nodes.domain(options, Nodes.BR, Nodes.RULE, SECOND_RULE);
        List<CeMapping> ces = ces();
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            CeMapping ce = ces.get(i % ces.size());
            byte[] inner = inner(address(ce), port(ce, i), "203.0.113." + i, 5000 + i, i);
            packets.add(tunnel(mapAddress(ce), Nodes.BR, inner));
        }
        CeMapping ce = ces.get(0);
        byte[] inner = inner(address(ce), port(ce, 1), Nodes.HOST, 80, 1);
        List<byte[]> others =
                new ArrayList<>(tunnels(mapAddress(ce), Nodes.BR, irregular(address(ce), port(ce, 1), Nodes.HOST, 80)));
        others.add(tunnel(mapAddress(ces.get(2)), Nodes.BR, inner)); // spoofed
        others.add(tunnel(mapAddress(ce), Nodes.OTHER_BR, inner));
        others.add(tunnel(mapAddress(ce), "2001:db8:ffff:1::1", inner));
        others.add(tunnel(mapAddress(ce), "2001:db9:ffff::1", inner));
        others.add(tunnel(Nodes.BR, Nodes.BR, inner));
        others.add(
                ipv6(mapAddress(ce), Nodes.BR).trafficClass(3).inner(inner).octets()); // only the outer field marks CE
        if (options.hairpin()) {
            others.add(tunnel(
                    mapAddress(ce),
                    Nodes.BR,
                    inner(address(ce), port(ce, 1), address(ces.get(1)), port(ces.get(1), 0), 1)));
        } else {
            packets.set(
                    5,
                    tunnel(
                            mapAddress(ce),
                            Nodes.BR,
                            inner(address(ce), port(ce, 1), address(ces.get(1)), port(ces.get(1), 0), 1)));
        }
        if (clamps(options)) {
            others.add(tunnel(
                    mapAddress(ce),
                    Nodes.BR,
                    ipv4(address(ce), Nodes.HOST).syn(port(ce, 1), 80, 1460).octets()));
        }
        if (options.egressDscp() == EgressDscp.UNIFORM) {
            others.add(ipv6(mapAddress(ce), Nodes.BR)
                    .trafficClass(0x48)
                    .inner(inner)
                    .octets());
        }
        all(packets, others, (all, other) -> {
            RelayState state = relayState(domain);
            BorderRelay alone = Nodes.relay(domain);
            FastPathRelayUpstream steps = new FastPathRelayUpstream(state);
            assertFast(steps, state.context, alone::fromIpv6, alone.counters(), all, other);
        });
    }

    @ParameterizedTest
    @MethodSource("options")
    void customerEdgeFromIpv4(ForwardingOptions options) {
        ConfiguredDomain domain = Nodes.mesh(options, Nodes.BR, Nodes.RULE, SECOND_RULE);
        CeMapping own = owner(Nodes.RULE, Nodes.CE_ADDRESS, Nodes.CE_PORT);
        List<CeMapping> ces = ces();
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            CeMapping peer = ces.get(1 + i % (ces.size() - 1));
            packets.add(
                    i % 2 == 0
                            ? inner(address(own), port(own, i), "203.0.113." + i, 5000 + i, i)
                            : inner(address(own), port(own, i), address(peer), port(peer, i), i));
        }
        List<byte[]> others = new ArrayList<>(irregular(address(own), Nodes.CE_PORT, Nodes.HOST, 80));
        others.add(inner(address(own), Nodes.CE_PORT + 4, Nodes.HOST, 80, 1));
        others.add(inner("192.0.2.19", Nodes.CE_PORT, Nodes.HOST, 80, 1));
        others.add(inner(address(own), Nodes.CE_PORT, address(own), Nodes.CE_PORT + 1, 1)); // to the CE itself
        others.add(ipv4(address(own), Nodes.HOST)
                .timeToLive(1)
                .udp(Nodes.CE_PORT, 80)
                .octets());
        all(packets, others, (all, other) -> {
            EdgeState state = edgeState(domain);
            CustomerEdge alone = Nodes.edge(domain, PREFIX);
            FastPathEdgeUpstream steps = new FastPathEdgeUpstream(state);
            assertFast(steps, state.context, alone::fromIpv4, alone.counters(), all, other);
        });
    }

    @ParameterizedTest
    @MethodSource("options")
    void customerEdgeFromIpv6(ForwardingOptions options) {
        ConfiguredDomain domain = Nodes.mesh(options, Nodes.BR, Nodes.RULE, SECOND_RULE);
        CeMapping own = owner(Nodes.RULE, Nodes.CE_ADDRESS, Nodes.CE_PORT);
        List<CeMapping> ces = ces();
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            CeMapping peer = ces.get(1 + i % (ces.size() - 1));
            packets.add(
                    i % 2 == 0
                            ? tunnel(
                                    Nodes.BR,
                                    Nodes.CE,
                                    inner("203.0.113." + i, 5000 + i, address(own), port(own, i), i))
                            : tunnel(
                                    mapAddress(peer),
                                    Nodes.CE,
                                    inner(address(peer), port(peer, i), address(own), port(own, i), i)));
        }
        CeMapping peer = ces.get(1);
        byte[] inner = inner(Nodes.HOST, 80, address(own), Nodes.CE_PORT, 1);
        List<byte[]> others =
                new ArrayList<>(tunnels(Nodes.BR, Nodes.CE, irregular(Nodes.HOST, 80, address(own), Nodes.CE_PORT)));
        others.add(tunnel(Nodes.BR, Nodes.CE, inner(Nodes.HOST, 80, address(own), Nodes.CE_PORT + 4, 1)));
        others.add(tunnel(Nodes.BR, "2001:db8:12:3400:0:c000:212:35", inner));
        others.add(tunnel(Nodes.BR, "2001:db8:12:3401:0:c000:212:34", inner));
        others.add(tunnel(Nodes.OTHER_BR, Nodes.CE, inner));
        others.add(tunnel("2001:db8:ffff:1::1", Nodes.CE, inner));
        others.add(tunnel(mapAddress(peer), Nodes.CE, inner)); // not the peer's
        others.add(
                tunnel(mapAddress(ces.get(2)), Nodes.CE, inner(address(peer), port(peer, 1), address(own), 1232, 1)));
        others.add(tunnel(Nodes.CE, Nodes.CE, inner(address(own), Nodes.CE_PORT + 1, address(own), 1232, 1)));
        all(packets, others, (all, other) -> {
            EdgeState state = edgeState(domain);
            CustomerEdge alone = Nodes.edge(domain, PREFIX);
            FastPathEdgeDownstream steps = new FastPathEdgeDownstream(state);
            assertFast(steps, state.context, alone::fromIpv6, alone.counters(), all, other);
        });
    }
}
