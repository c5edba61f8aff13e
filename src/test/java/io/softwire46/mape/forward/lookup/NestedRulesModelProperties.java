package io.softwire46.mape.forward.lookup;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.SourceCheckMode;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.OptionsDraw;
import io.softwire46.mape.conformance.draw.TrafficDraw;
import io.softwire46.mape.conformance.draw.TrafficDraw.Endpoint;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveEdge;
import io.softwire46.mape.conformance.model.NaiveMap;
import io.softwire46.mape.conformance.model.NaiveMap.Text;
import io.softwire46.mape.conformance.model.NaiveOutcome;
import io.softwire46.mape.conformance.model.NaiveRelay;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.testing.ModelAssertions;
import io.softwire46.mape.testing.World;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;

/**
 * Rules with nested IPv6 prefixes that take CEs of the outer rules (RFC 7598 section 4.1: the longest match), at BR and CE, in
 * both directions, as single calls and as one burst, compared with bit-string models. Half of the packets are of CEs that an
 * inner rule hides.
 */
class NestedRulesModelProperties {
    private static final int PACKETS = 70;
    private static final int ROOM = 56;
    private static final IPv6Address BR = World.address(Bytes.bits(Bytes.address("fd00::1"), 0, 16));

    private final NestedWorld world = new NestedWorld();

    /** Two to five rules, each but the first inside one of the others, around a CE of it. */
    private static final class NestedWorld {
        private final List<MapRule> rules = new ArrayList<>();
        private final List<NaiveMap.Rule> naive = new ArrayList<>();
        private TrafficDraw traffic = new TrafficDraw(Choices.of(0), List.of());

        void draw(Random random) {
            rules.clear();
            naive.clear();
            InterfaceIdFormat format = InterfaceIdFormat.values()[random.nextInt(2)];
            int count = 2 + random.nextInt(4);
            for (int i = 0; i < count; i++) {
                String inside = "001" + "0".repeat(125);
                int n = 16 + random.nextInt(17);
                if (i > 0) {
                    int around = random.nextInt(naive.size());
                    inside = ce(random, around).mapAddressFromRule();
                    n = naive.get(around).ipv6().length() + 1 + random.nextInt(random.nextInt(4) == 0 ? 50 : 16);
                }
                add(rule(random, i, inside, n).format(format).build());
            }
            traffic = new TrafficDraw(Choices.of(random.nextLong()), naive);
        }

        private void add(MapRule rule) {
            boolean repeated = naive.stream()
                    .anyMatch(each -> each.ipv6().equals(NaiveMap.Rule.of(rule).ipv6()));
            if (!repeated) { // V41
                rules.add(rule);
                naive.add(NaiveMap.Rule.of(rule));
            }
        }

        /** A rule of any kind, with its own IPv4 addresses below 20.0.0.0, 21.0.0.0, ... */
        private static MapRule.Builder rule(Random random, int number, String inside, int n) {
            int kind = random.nextInt(3);
            int r = 12 + random.nextInt(kind == 2 ? 18 : 21);
            int k = kind == 0 ? 1 + random.nextInt(8) : 0;
            int o = kind == 2 ? random.nextInt(32 - r) : 32 - r + k;
            int length = Math.min(n, 128 - o);
            return MapRule.builder()
                    .ipv6Prefix(World.address(inside.substring(0, length)))
                    .ipv4Prefix(new IPv4Address(20 + number << 24 | random.nextInt(1 << 24)).toPrefixBlock(r))
                    .eaLength(o)
                    .psidOffset(k == 0 ? null : random.nextInt(7));
        }

        NaiveMap.Ce ce(Random random, int place) {
            NaiveMap.Rule rule = naive.get(place);
            return NaiveMap.ce(
                            rule,
                            rule.ipv6()
                                    + Text.bits(
                                            random.nextLong(), rules.get(place).eaLength()))
                    .orElseThrow();
        }

        /** An endpoint of any rule, mostly one that an inner rule hides, if there is one among a few. */
        Endpoint endpoint(Random random) {
            boolean seekHidden = random.nextBoolean();
            Endpoint endpoint;
            int tries = 0;
            do {
                int place = random.nextInt(rules.size());
                endpoint = traffic.endpointOf(place, naive.get(place), ce(random, place));
            } while (seekHidden != isHidden(endpoint) && ++tries < 40);
            return endpoint;
        }

        boolean isHidden(Endpoint endpoint) {
            return NaiveMap.byIpv6(naive, endpoint.ce().mapAddressFromRule()) != endpoint.place();
        }

        ConfiguredDomain domain(ForwardingOptions options) {
            MapDomain domain = MapDomain.of("nested", RuleSet.of(rules), List.of(BR), true);
            assertTrue(domain.findings().stream().noneMatch(Finding::isError));
            return new ConfiguredDomain(domain, options);
        }
    }

    private static ForwardingOptions options(Random random) {
        SourceCheckMode mode = random.nextInt(3) == 0 ? SourceCheckMode.EA : SourceCheckMode.STRICT;
        return OptionsDraw.withoutReassembly(ForwardingOptions.defaults())
                .with(ForwardingOption.HAIRPIN, random.nextBoolean())
                .with(ForwardingOption.SOURCE_CHECK, mode);
    }

    private interface Model {
        NaiveOutcome take(byte[] packet, int headroom, long nowNanos);
    }

    private interface Single {
        Verdict take(Packet packet, long nowNanos);
    }

    @Property(tries = 250)
    @StatisticsReport(StatisticsReportMode.OFF)
    void aBorderRelayChecksSourcesByTheLongestMatch(@ForAll Random random) {
        world.draw(random);
        ConfiguredDomain domain = world.domain(options(random));
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < PACKETS; i++) {
            Endpoint ce = world.endpoint(random);
            Endpoint sender = random.nextInt(5) == 0 ? world.endpoint(random) : ce;
            byte[] inner = ipv4(sender.address(), TrafficDraw.outside())
                    .udp(sender.port(), 53, random.nextInt(30))
                    .octets();
            packets.add(ipv6(Bytes.ofBits(ce.ce().mapAddressFromRule()), BR.getBytes())
                    .inner(inner)
                    .octets());
            boolean own = sender.address() == ce.address() && sender.port() == ce.port();
            Statistics.label("CE").collect(world.isHidden(ce), own);
        }
        NaiveRelay model = new NaiveRelay(List.of(domain));
        assertSame(packets, model::fromIpv6, Nodes.relay(domain)::fromIpv6, Nodes.relay(domain)::fromIpv6);
        Statistics.label("CE").coverage(seen -> {
            seen.check(true, true).percentage(p -> p > 10);
            seen.check(false, true).percentage(p -> p > 10);
        });
    }

    @Property(tries = 250)
    void aBorderRelayDerivesDestinationsFromTheirOwnRule(@ForAll Random random) {
        world.draw(random);
        ConfiguredDomain domain = world.domain(options(random));
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < PACKETS; i++) {
            Endpoint ce = world.endpoint(random);
            packets.add(ipv4(TrafficDraw.outside(), ce.address())
                    .udp(53, ce.port(), random.nextInt(30))
                    .octets());
        }
        NaiveRelay model = new NaiveRelay(List.of(domain));
        assertSame(packets, model::fromIpv4, Nodes.relay(domain)::fromIpv4, Nodes.relay(domain)::fromIpv4);
    }

    @Property(tries = 250)
    void aCustomerEdgeChecksItsPeersByTheLongestMatch(@ForAll Random random) {
        world.draw(random);
        ConfiguredDomain domain = world.domain(options(random));
        String prefix = endUserPrefix(random);
        NaiveEdge model = edgeModel(domain, prefix);
        Endpoint own = world.traffic.endpointOf(0, model.bmr(), model.own());
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < PACKETS; i++) {
            Endpoint ce = world.endpoint(random);
            Endpoint sender = random.nextInt(5) == 0 ? world.endpoint(random) : ce;
            byte[] inner = ipv4(sender.address(), own.address())
                    .udp(sender.port(), own.port(), random.nextInt(30))
                    .octets();
            packets.add(ipv6(
                            Bytes.ofBits(ce.ce().mapAddressFromRule()),
                            Bytes.ofBits(model.own().mapAddress()))
                    .inner(inner)
                    .octets());
        }
        CustomerEdge single = CustomerEdge.seeded(domain, World.address(prefix), 46);
        CustomerEdge burst = CustomerEdge.seeded(domain, World.address(prefix), 46);
        assertSame(packets, model::fromIpv6, single::fromIpv6, burst::fromIpv6);
    }

    @Property(tries = 250)
    void aCustomerEdgeSendsToItsPeersByTheirOwnRule(@ForAll Random random) {
        world.draw(random);
        ConfiguredDomain domain = world.domain(options(random));
        String prefix = endUserPrefix(random);
        NaiveEdge model = edgeModel(domain, prefix);
        Endpoint own = world.traffic.endpointOf(0, model.bmr(), model.own());
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < PACKETS; i++) {
            Endpoint ce = world.endpoint(random);
            packets.add(ipv4(own.address(), ce.address())
                    .udp(own.port(), ce.port(), random.nextInt(30))
                    .octets());
        }
        CustomerEdge single = CustomerEdge.seeded(domain, World.address(prefix), 46);
        CustomerEdge burst = CustomerEdge.seeded(domain, World.address(prefix), 46);
        assertSame(packets, model::fromIpv4, single::fromIpv4, burst::fromIpv4);
    }

    /** The prefix of a CE of any rule; by the longest match it is sometimes a CE of an inner rule. */
    private String endUserPrefix(Random random) {
        int place = random.nextInt(world.rules.size());
        return world.ce(random, place)
                .mapAddressFromRule()
                .substring(0, world.rules.get(place).derivedPrefixLength());
    }

    private static NaiveEdge edgeModel(ConfiguredDomain domain, String prefix) {
        boolean usable = domain.validateForEdge(World.address(prefix)).stream().noneMatch(Finding::isError);
        Assume.that(usable);
        return new NaiveEdge(domain, prefix);
    }

    /** The outcome of each packet alone, and of all of them in one burst, is that of the model. */
    private static void assertSame(List<byte[]> packets, Model model, Single single, Nodes.BurstCall burst) {
        Packet[] windows =
                packets.stream().map(NestedRulesModelProperties::window).toArray(Packet[]::new);
        Verdict[] verdicts = new Verdict[PACKETS];
        assertEquals(PACKETS, burst.take(windows, verdicts, 0, PACKETS, 1));
        for (int i = 0; i < PACKETS; i++) {
            byte[] packet = packets.get(i);
            NaiveOutcome expected = model.take(packet, ROOM, 1);
            Packet alone = window(packet);
            ModelAssertions.assertSame(expected, single.take(alone, 1).name(), left(expected, alone), packet);
            ModelAssertions.assertSame(expected, verdicts[i].name(), left(expected, windows[i]), packet);
        }
    }

    private static Packet window(byte[] octets) {
        ByteBuffer buffer = ByteBuffer.allocate(ROOM + octets.length).put(ROOM, octets);
        return new Packet().attach(buffer, ROOM, octets.length, ROOM);
    }

    /** Small packets are forwarded unfragmented or not at all. */
    private static List<byte[]> left(NaiveOutcome expected, Packet packet) {
        if (!expected.isForwarded()) {
            return List.of();
        }
        byte[] octets = new byte[packet.length()];
        packet.buffer().get(packet.offset(), octets);
        return List.of(octets);
    }
}
