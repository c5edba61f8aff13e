package io.softwire46.mape.forward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.Fragmentation;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.OptionsDraw;
import io.softwire46.mape.conformance.draw.TrafficDraw;
import io.softwire46.mape.conformance.draw.TrafficDraw.Endpoint;
import io.softwire46.mape.conformance.draw.TrafficDraw.Flow;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.conformance.model.NaiveFragments;
import io.softwire46.mape.conformance.model.NaiveMap;
import io.softwire46.mape.conformance.model.NaiveRelay;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.testing.Placement;
import io.softwire46.mape.testing.World;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/**
 * Packets that one end of the tunnel encapsulates are accepted by the other end: all unfragmented packets between a CE and any
 * endpoint.
 */
class TunnelRoundTripProperties {
    private static final int PACKETS = 10;

    @Provide
    Arbitrary<World> worlds() {
        return World.worlds();
    }

    /** Options that drop no packet and leave the inner header unchanged. */
    private static ConfiguredDomain open(ConfiguredDomain domain, boolean mesh) {
        ForwardingOptions drawn = domain.options();
        ForwardingOptions options = OptionsDraw.withoutReassembly(ForwardingOptions.defaults())
                .with(ForwardingOption.SOURCE_CHECK, drawn.sourceCheck())
                .with(ForwardingOption.HOP_LIMIT, drawn.hopLimit())
                .with(ForwardingOption.TRAFFIC_CLASS, drawn.trafficClass())
                .with(ForwardingOption.ECN, drawn.ecn())
                .with(ForwardingOption.FLOW_LABEL, drawn.flowLabel())
                .with(ForwardingOption.ENCAPSULATION_LIMIT, drawn.encapsulationLimit());
        return new ConfiguredDomain(domain.domain().withMesh(mesh), options);
    }

    /** A CE of the domain with its edge. A CE that validation rejects, or that another rule hides, is not served. */
    private static CustomerEdge edge(ConfiguredDomain domain, List<NaiveMap.Rule> rules, Endpoint ce) {
        NaiveMap.Rule rule = rules.get(ce.place());
        String prefix = rule.ipv6() + ce.ce().ea();
        boolean served = NaiveMap.byIpv6(rules, prefix) == ce.place()
                && NaiveMap.byIpv6(rules, ce.ce().mapAddressFromRule()) == ce.place()
                && domain.validateForEdge(World.address(prefix)).stream().noneMatch(Finding::isError);
        return served ? CustomerEdge.seeded(domain, World.address(prefix), 1) : null;
    }

    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    @Property(tries = 120)
    void borderRelayAndCustomerEdge(@ForAll("worlds") World world, @ForAll Random random) {
        ConfiguredDomain domain = open(world.domains().get(0), random.nextBoolean());
        List<NaiveMap.Rule> rules = new NaiveRelay(List.of(domain)).rules();
        BorderRelay relay = BorderRelay.seeded(RuleTable.of(domain), random.nextLong());
        TrafficDraw draw = new TrafficDraw(Choices.of(random.nextLong()), rules);
        int there = TrafficDraw.outside();
        Assume.that(NaiveMap.byIpv4(rules, NaiveMap.Text.ipv4(there), 53) == NaiveMap.NO_RULE);
        int served = 0;
        for (int i = 0; i < PACKETS; i++) {
            Endpoint ce = usual(draw);
            CustomerEdge edge = ce == null ? null : edge(domain, rules, ce);
            if (edge == null) {
                continue;
            }
            byte[] to = draw.whole(Flow.toCe(ce));
            Placement.Result inTunnel = toTheCe(relay, to);
            assertEquals(Verdict.FORWARDED, inTunnel.verdict(), Bytes.hex(to));
            assertArrives(to, toTheCe(edge, inTunnel.octets()));

            byte[] from = draw.whole(Flow.fromCe(ce));
            inTunnel = fromTheCe(edge, from);
            assertEquals(Verdict.FORWARDED, inTunnel.verdict(), Bytes.hex(from));
            assertArrives(from, fromTheCe(relay, inTunnel.octets()));
            served++;
        }
        mostAreServed(served);
    }

    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    @Property(tries = 120)
    void customerEdgeAndCustomerEdge(@ForAll("worlds") World world, @ForAll Random random) {
        ConfiguredDomain domain = forwarding(open(world.domains().get(0), true));
        List<NaiveMap.Rule> rules = new NaiveRelay(List.of(domain)).rules();
        TrafficDraw draw = new TrafficDraw(Choices.of(random.nextLong()), rules);
        int served = 0;
        for (int i = 0; i < PACKETS; i++) {
            Endpoint one = usual(draw);
            Endpoint two = usual(draw);
            CustomerEdge sender =
                    one == null || two == null || one.ce().equals(two.ce()) ? null : edge(domain, rules, one);
            CustomerEdge receiver = sender == null ? null : edge(domain, rules, two);
            if (receiver == null) {
                continue;
            }
            byte[] packet = udp(one, two);
            Placement.Result inTunnel = fromTheCe(sender, packet);
            assertEquals(Verdict.FORWARDED, inTunnel.verdict(), Bytes.hex(packet));
            assertEquals(two.ce().mapAddress(), Bytes.bits(inTunnel.octets(), 24, 40), "straight to the other CE");
            assertArrives(packet, toTheCe(receiver, inTunnel.octets()));
            served++;
        }
        mostAreServed(served);
    }

    /** Fragments of a packet that was fragmented before encapsulation arrive as RFC 791 defines them. */
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    @Property(tries = 60)
    void innerFragments(@ForAll("worlds") World world, @ForAll Random random) {
        ConfiguredDomain drawn = open(world.domains().get(0), false);
        ForwardingOptions options = drawn.options()
                .with(ForwardingOption.FRAGMENTATION, Fragmentation.INNER)
                .with(ForwardingOption.MTU_V6, 1280);
        ConfiguredDomain domain = new ConfiguredDomain(drawn.domain(), options);
        List<NaiveMap.Rule> rules = new NaiveRelay(List.of(domain)).rules();
        BorderRelay relay = BorderRelay.seeded(RuleTable.of(domain), random.nextLong());
        Assume.that(NaiveMap.byIpv4(rules, NaiveMap.Text.ipv4(TrafficDraw.outside()), 53) == NaiveMap.NO_RULE);
        TrafficDraw draw = new TrafficDraw(Choices.of(random.nextLong()), rules);
        int served = 0;
        for (int i = 0; i < PACKETS; i++) {
            Endpoint ce = usual(draw);
            CustomerEdge edge = ce == null || rules.get(ce.place()).isShared() ? null : edge(domain, rules, ce);
            if (edge == null) {
                continue;
            }
            byte[] to = large(TrafficDraw.outside(), ce.address(), random);
            byte[] from = large(ce.address(), TrafficDraw.outside(), random);
            Placement.Result toCe =
                    Placement.HEAP_EXACT.run(to, 48, packet -> relay.fromIpv4(packet, 0), Nodes.further(relay));
            Placement.Result toRelay =
                    Placement.HEAP_INSIDE.run(from, 48, packet -> edge.fromIpv4(packet, 0), Nodes.further(edge));
            arrive(to, options, toCe, tunnel -> toTheCe(edge, tunnel));
            arrive(from, options, toRelay, tunnel -> fromTheCe(relay, tunnel));
            served++;
        }
        Statistics.label("parts")
                .collect(served > 0)
                .coverage(seen -> seen.check(true).percentage(p -> p > 20));
    }

    private static byte[] large(int source, int destination, Random random) {
        return Ipv4PacketBuilder.ipv4(source, destination)
                .options(random.nextBoolean() ? "" : "8304000007040000")
                .payload(47, Bytes.counting(1241 + random.nextInt(6000)))
                .octets();
    }

    private static void arrive(
            byte[] sent,
            ForwardingOptions options,
            Placement.Result inTunnel,
            Function<byte[], Placement.Result> exit) {
        int mtu = options.tunnelMtu();
        List<byte[]> parts = NaiveFragments.fragmentIpv4(Nodes.oneHopLess(sent), mtu);
        assertEquals(Verdict.FORWARDED, inTunnel.verdict());
        assertEquals(parts.size(), inTunnel.outputs().size());
        for (int i = 0; i < parts.size(); i++) {
            Placement.Result got = exit.apply(inTunnel.outputs().get(i));
            assertEquals(Verdict.FORWARDED, got.verdict());
            assertArrayEquals(parts.get(i), got.octets());
        }
    }

    /** Checks that packets could be sent in some of the domains. */
    private static void mostAreServed(int served) {
        Statistics.label("served")
                .collect(served > 0)
                .coverage(seen -> seen.check(true).percentage(p -> p > 50));
    }

    private static byte[] udp(Endpoint one, Endpoint two) {
        return Ipv4PacketBuilder.ipv4(one.address(), two.address())
                .udp(one.port(), two.port())
                .octets();
    }

    /** All rules with the F flag (RFC 7598 section 4.1). */
    private static ConfiguredDomain forwarding(ConfiguredDomain domain) {
        MapDomain flagged = MapDomain.parse(domain.domain().toString().replace(" forwarding=false", ""));
        return new ConfiguredDomain(flagged, domain.options());
    }

    /** An endpoint with an address that packets are forwarded for (RFC 1812 section 5.3.7), or null. */
    private static Endpoint usual(TrafficDraw draw) {
        return draw.endpoint().filter(ce -> TrafficDraw.isUnicast(ce.address())).orElse(null);
    }

    private static Placement.Result toTheCe(BorderRelay relay, byte[] ipv4) {
        return Placement.HEAP_EXACT.run(ipv4, 48, packet -> relay.fromIpv4(packet, 0));
    }

    private static Placement.Result toTheCe(CustomerEdge edge, byte[] ipv6) {
        return Placement.DIRECT_INSIDE.run(ipv6, 0, packet -> edge.fromIpv6(packet, 0));
    }

    private static Placement.Result fromTheCe(CustomerEdge edge, byte[] ipv4) {
        return Placement.DIRECT_EXACT.run(ipv4, 48, packet -> edge.fromIpv4(packet, 0));
    }

    private static Placement.Result fromTheCe(BorderRelay relay, byte[] ipv6) {
        return Placement.HEAP_INSIDE.run(ipv6, 0, packet -> relay.fromIpv6(packet, 0));
    }

    /** The original with the TTL lower by one: encapsulation decrements it, decapsulation does not (RFC 2473 section 3). */
    private static void assertArrives(byte[] sent, Placement.Result got) {
        assertEquals(Verdict.FORWARDED, got.verdict(), Bytes.hex(sent));
        byte[] octets = got.octets();
        assertEquals(0, Bytes.checksum(Bytes.part(octets, 0, 4 * (octets[0] & 15))), "header checksum");
        assertArrayEquals(Nodes.oneHopLess(sent), octets);
    }
}
