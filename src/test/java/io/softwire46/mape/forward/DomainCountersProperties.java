package io.softwire46.mape.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.Published;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.counter.CounterSnapshot;
import io.softwire46.mape.forward.counter.Counters.DomainCounters;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.fastpath.BurstTraffic;
import io.softwire46.mape.forward.fastpath.BurstWorld;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Each packet counts once, in the domain that the node returns for it. Domains and packets without a domain add up to the totals.
 */
class DomainCountersProperties {
    private static final int TRIES = 40;
    private static final long SEED = 46;
    private static final String NONE = "";

    @Provide
    Arbitrary<BurstWorld> worlds() {
        return WorldArbitraries.worlds().withoutEdgeCases();
    }

    @Provide
    Arbitrary<List<BurstTraffic.Burst>> bursts() {
        return BurstTraffic.bursts().withoutEdgeCases();
    }

    /** Packets and octets by domain, direction and verdict, of single calls. */
    private static final class Tally {
        private final Map<String, long[]> counts = new HashMap<>();

        void add(String domain, Direction direction, Verdict verdict, long octets) {
            long[] sum = counts.computeIfAbsent(domain + " " + direction + " " + verdict, key -> new long[2]);
            sum[0]++;
            sum[1] += octets;
        }

        void remove(String domain) {
            counts.keySet().removeIf(key -> key.startsWith(domain + " "));
        }

        long get(String domain, Direction direction, Verdict verdict, int which) {
            return counts.getOrDefault(domain + " " + direction + " " + verdict, new long[2])[which];
        }
    }

    private static Packet packet(byte[] octets, int headroom) {
        ByteBuffer buffer = ByteBuffer.allocate(headroom + octets.length).put(headroom, octets);
        return new Packet().attach(buffer, headroom, octets.length, headroom);
    }

    private static void pull(Forwarder node) {
        while (node.nextOctets() > 0) {
            int octets = node.nextOctets();
            assertTrue(node.next(new Packet().attach(ByteBuffer.allocate(octets), 0, octets, 0)));
        }
    }

    /** Passes a packet, counts it in the domain that the node returns, and returns the verdict. */
    private static Verdict take(Forwarder node, boolean ipv4, byte[] octets, int headroom, long now, Tally tally) {
        Direction direction = ipv4 ? Direction.V4_TO_V6 : Direction.V6_TO_V4;
        CounterSnapshot before = node.counters().snapshot();
        Packet packet = packet(octets, headroom);
        Verdict verdict = ipv4 ? node.fromIpv4(packet, now) : node.fromIpv6(packet, now);
        long counted = node.counters().snapshot().minus(before).octets(direction, verdict);
        int domain = node.lastDomain();
        int rule = node.lastRule();
        tally.add(domain < 0 ? NONE : name(node, domain), direction, verdict, counted);
        pull(node);
        assertEquals(List.of(domain, rule), List.of(node.lastDomain(), node.lastRule()), "whatever is pulled");
        if (rule >= 0) {
            assertEquals(domain, domainOfRule(node.domains(), rule));
        }
        return verdict;
    }

    private static String name(Forwarder node, int domain) {
        return node.domains().get(domain).domain().name();
    }

    /** Rules are numbered through all domains. */
    private static int domainOfRule(List<ConfiguredDomain> domains, int rule) {
        int first = 0;
        for (int d = 0; d < domains.size(); d++) {
            first += domains.get(d).domain().rules().rules().size();
            if (rule < first) {
                return d;
            }
        }
        throw new AssertionError(rule + " of " + first);
    }

    private static void assertCounted(Tally tally, Forwarder node) {
        CounterSnapshot total = node.counters().snapshot();
        for (Direction direction : Direction.values()) {
            long arrived = 0;
            for (Verdict verdict : Verdict.values()) {
                long packets = tally.get(NONE, direction, verdict, 0);
                long octets = tally.get(NONE, direction, verdict, 1);
                for (DomainCounters each : node.domainCounters()) {
                    assertEquals(
                            tally.get(each.domain(), direction, verdict, 0),
                            each.counters().packets(direction, verdict),
                            () -> each.domain() + " " + direction + " " + verdict);
                    assertEquals(
                            tally.get(each.domain(), direction, verdict, 1),
                            each.counters().octets(direction, verdict),
                            () -> each.domain() + " " + direction + " " + verdict);
                    packets += each.counters().packets(direction, verdict);
                    octets += each.counters().octets(direction, verdict);
                }
                assertEquals(total.packets(direction, verdict), packets, verdict::name);
                assertEquals(total.octets(direction, verdict), octets, verdict::name);
            }
            for (DomainCounters each : node.domainCounters()) {
                arrived += each.counters().snapshot().arrivedOctets(direction);
            }
            assertTrue(arrived <= total.arrivedOctets(direction));
        }
    }

    @Property(tries = TRIES)
    void borderRelay(@ForAll("worlds") BurstWorld world, @ForAll("bursts") List<BurstTraffic.Burst> bursts) {
        Forwarder node = BorderRelay.seeded(RuleTable.of(world.domains()), SEED);
        List<byte[]> fromIpv4 = world.forRelay(true);
        List<byte[]> fromIpv6 = world.forRelay(false);
        Tally tally = new Tally();
        long now = 0;
        boolean ipv4 = true;
        for (BurstTraffic.Burst burst : bursts) {
            now += burst.pauseNanos();
            for (BurstTraffic.Draw each : burst.packets()) {
                byte[] octets = each.packet(ipv4 ? fromIpv4 : fromIpv6);
                Verdict verdict = take(node, ipv4, octets, each.headroom(), now, tally);
                assertBelongs(world.domains(), node, ipv4, octets, verdict);
                ipv4 = !ipv4;
            }
        }
        assertCounted(tally, node);
        assertEquals(
                world.domains().stream().map(each -> each.domain().name()).toList(),
                node.domainCounters().stream().map(DomainCounters::domain).toList());
    }

    /**
     * The expected domain and rule, from the rules alone, for packets that show them: forwarded unfragmented packets, and foreign
     * ones.
     */
    private static void assertBelongs(
            List<ConfiguredDomain> domains, Forwarder node, boolean ipv4, byte[] octets, Verdict verdict) {
        if (verdict == Verdict.NOT_MAP) {
            assertEquals(-1, node.lastDomain());
        }
        if (verdict != Verdict.FORWARDED) {
            return;
        }
        if (ipv4) {
            boolean whole = (Bytes.u16(octets, 6) & 0x3fff) == 0;
            int protocol = octets[9];
            if (whole && (protocol == 6 || protocol == 17)) {
                IPv4Address destination = new IPv4Address(Bytes.int32(octets, 16));
                int port = Bytes.u16(octets, 4 * (octets[0] & 15) + 2);
                MapRule rule = domains.get(node.lastDomain())
                        .domain()
                        .rules()
                        .owner(destination, port)
                        .orElseThrow()
                        .rule();
                assertEquals(rule, node.rules().get(node.lastRule()));
            }
        } else if (node.lastRule() >= 0) {
            IPv6Address source = new IPv6Address(Bytes.part(octets, 8, 24));
            MapDomain domain = domains.get(node.lastDomain()).domain();
            MapRule rule = domain.rules().decode(source).orElseThrow().rule();
            assertEquals(rule, node.rules().get(node.lastRule()));
            IPv6Address relay = new IPv6Address(Bytes.part(octets, 24, 40));
            assertTrue(domain.allBorderRelays().contains(relay));
        } else { // from another BR of a domain
            IPv6Address source = new IPv6Address(Bytes.part(octets, 8, 24));
            assertTrue(domains.get(node.lastDomain()).domain().allBorderRelays().contains(source));
        }
    }

    @Property(tries = TRIES)
    void customerEdge(@ForAll("worlds") BurstWorld world, @ForAll("bursts") List<BurstTraffic.Burst> bursts) {
        Assume.that(world.hasCustomerEdge());
        ConfiguredDomain domain = world.domains().get(0);
        CustomerEdge node = CustomerEdge.seeded(domain, world.edge().ce(), SEED);
        List<byte[]> fromIpv4 = world.forCustomerEdge(true);
        List<byte[]> fromIpv6 = world.forCustomerEdge(false);
        Tally tally = new Tally();
        long now = 0;
        boolean ipv4 = true;
        for (BurstTraffic.Burst burst : bursts) {
            now += burst.pauseNanos();
            for (BurstTraffic.Draw each : burst.packets()) {
                byte[] octets = each.packet(ipv4 ? fromIpv4 : fromIpv6);
                Verdict verdict = take(node, ipv4, octets, each.headroom(), now, tally);
                assertEquals(belongs(node, ipv4, octets, verdict), node.lastDomain() == 0, verdict::name);
                if (node.lastRule() >= 0) {
                    assertTrue(domain.domain().isMesh());
                    assertRule(node, ipv4, octets);
                }
                ipv4 = !ipv4;
            }
        }
        assertCounted(tally, node);
    }

    /** Whether a packet is from the CE's address or to its MAP address, with a correct header. */
    private static boolean belongs(CustomerEdge node, boolean ipv4, byte[] octets, Verdict verdict) {
        if (!ipv4) {
            return octets.length >= 40
                    && (verdict != Verdict.DROP_TRUNCATED || isTunnelled(octets))
                    && verdict != Verdict.DROP_BAD_IPV6_HEADER
                    && Arrays.equals(
                            Bytes.part(octets, 24, 40),
                            node.mapping().mapAddress().getBytes());
        }
        boolean headerWrong = (verdict == Verdict.DROP_TRUNCATED && !isWholeIpv4(octets))
                || (verdict == Verdict.DROP_BAD_IPV4_HEADER && !areLengthsValid(octets)) // else an option is malformed
                || verdict == Verdict.DROP_BAD_CHECKSUM
                || verdict == Verdict.DROP_MARTIAN
                || verdict == Verdict.NOT_MAP;
        return !headerWrong && node.mapping().ownsAddress(Bytes.int32(octets, 12));
    }

    /** Whether version, header length and total length are valid (RFC 791 section 3.1). Options are read only for fragments. */
    private static boolean areLengthsValid(byte[] octets) {
        int header = 4 * (octets[0] & 15);
        return octets.length >= 20
                && octets[0] >> 4 == 4
                && header >= 20
                && octets.length >= header
                && Bytes.u16(octets, 2) >= header;
    }

    /** Whether the IPv4 packet is as long as its header says, so that only its ports can be missing. */
    private static boolean isWholeIpv4(byte[] octets) {
        return octets.length >= 20 && octets.length >= Bytes.u16(octets, 2);
    }

    /** Whether the tunnel packet is complete, so that only the inner packet can be truncated. */
    private static boolean isTunnelled(byte[] octets) {
        return octets.length >= 40 + Bytes.u16(octets, 4);
    }

    private static void assertRule(CustomerEdge node, boolean ipv4, byte[] octets) {
        MapRule rule = node.rules().get(node.lastRule());
        if (ipv4) {
            assertTrue(RuleSet.of(rule).containsIpv4(new IPv4Address(Bytes.int32(octets, 16))));
            assertTrue(rule.isForwarding());
        } else {
            IPv6Address source = new IPv6Address(Bytes.part(octets, 8, 24));
            assertEquals(
                    rule,
                    node.domains()
                            .get(0)
                            .domain()
                            .rules()
                            .decode(source)
                            .orElseThrow()
                            .rule());
        }
    }

    @Property(tries = TRIES)
    void burstsCountAndReturnRulesAsSingleCalls(
            @ForAll("worlds") BurstWorld world,
            @ForAll("bursts") List<BurstTraffic.Burst> bursts,
            @ForAll Random random) {
        boolean edge = random.nextBoolean() && world.hasCustomerEdge();
        boolean ipv4 = random.nextBoolean();
        List<Forwarder> nodes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            nodes.add(
                    edge
                            ? CustomerEdge.seeded(
                                    world.domains().get(0), world.edge().ce(), SEED)
                            : BorderRelay.seeded(RuleTable.of(world.domains()), SEED));
        }
        List<byte[]> pool = edge ? world.forCustomerEdge(ipv4) : world.forRelay(ipv4);
        long now = 0;
        for (BurstTraffic.Burst burst : bursts) {
            now += burst.pauseNanos();
            List<BurstTraffic.Draw> draws = burst.packets();
            List<Integer> expected = new ArrayList<>();
            for (BurstTraffic.Draw each : draws) {
                Packet packet = packet(each.packet(pool), each.headroom());
                if (ipv4) {
                    nodes.get(0).fromIpv4(packet, now);
                } else {
                    nodes.get(0).fromIpv6(packet, now);
                }
                expected.add(nodes.get(0).lastRule());
                pull(nodes.get(0));
            }
            int[] rules = new int[draws.size()];
            inBursts(nodes.get(1), ipv4, draws, pool, rules, now);
            assertEquals(expected, Arrays.stream(rules).boxed().toList());
            inBursts(nodes.get(2), ipv4, draws, pool, null, now);
        }
        for (DomainCounters each : nodes.get(0).domainCounters()) {
            for (Forwarder node : nodes) {
                DomainCounters other = node.domainCounters().stream()
                        .filter(one -> one.domain().equals(each.domain()))
                        .findFirst()
                        .orElseThrow();
                for (Direction direction : Direction.values()) {
                    for (Verdict verdict : Verdict.values()) {
                        assertEquals(
                                each.counters().packets(direction, verdict),
                                other.counters().packets(direction, verdict),
                                verdict::name);
                        assertEquals(
                                each.counters().octets(direction, verdict),
                                other.counters().octets(direction, verdict),
                                verdict::name);
                    }
                    assertEquals(
                            each.counters().snapshot().arrivedOctets(direction),
                            other.counters().snapshot().arrivedOctets(direction));
                }
                for (Event event : Event.values()) {
                    assertEquals(
                            each.counters().packets(event), other.counters().packets(event), event::name);
                    assertEquals(each.counters().octets(event), other.counters().octets(event), event::name);
                }
            }
        }
    }

    private static void inBursts(
            Forwarder node, boolean ipv4, List<BurstTraffic.Draw> draws, List<byte[]> pool, int[] rules, long now) {
        Packet[] packets = draws.stream()
                .map(each -> packet(each.packet(pool), each.headroom()))
                .toArray(Packet[]::new);
        Verdict[] verdicts = new Verdict[packets.length];
        for (int from = 0; from < packets.length; ) {
            if (rules == null) {
                from = ipv4
                        ? node.fromIpv4(packets, verdicts, from, packets.length, now)
                        : node.fromIpv6(packets, verdicts, from, packets.length, now);
            } else {
                from = ipv4
                        ? node.fromIpv4(packets, verdicts, rules, from, packets.length, now)
                        : node.fromIpv6(packets, verdicts, rules, from, packets.length, now);
            }
            assertEquals(List.of(-1, -1), List.of(node.lastDomain(), node.lastRule()), "of no packet in particular");
            pull(node);
        }
    }

    /**
     * A domain keeps its counts by name, at any position. The counts of a removed domain are discarded, and start at zero if it
     * returns. The totals of the node keep them.
     */
    @Property(tries = TRIES)
    void countsFollowNamesAcrossTables(
            @ForAll("worlds") BurstWorld world,
            @ForAll("bursts") List<BurstTraffic.Burst> bursts,
            @ForAll Random random) {
        List<ConfiguredDomain> domains = world.domains();
        Published<RuleTable> published = Published.of(RuleTable.of(domains));
        Forwarder node = BorderRelay.of(published);
        List<byte[]> fromIpv4 = world.forRelay(true);
        List<byte[]> fromIpv6 = world.forRelay(false);
        Tally tally = new Tally();
        Map<Verdict, Long> totals = new EnumMap<>(Verdict.class);
        boolean ipv4 = true;
        for (BurstTraffic.Burst burst : bursts) {
            for (BurstTraffic.Draw each : burst.packets()) {
                byte[] packet = each.packet(ipv4 ? fromIpv4 : fromIpv6);
                totals.merge(take(node, ipv4, packet, each.headroom(), 0, tally), 1L, Long::sum);
                ipv4 = !ipv4;
            }
            List<ConfiguredDomain> next = new ArrayList<>(domains);
            if (random.nextBoolean()) {
                Collections.reverse(next);
            }
            if (random.nextBoolean()) {
                next = new ArrayList<>(next.subList(0, 1));
            }
            if (random.nextInt(4) == 0) {
                ConfiguredDomain renamed = next.get(0);
                next.set(0, renamed("other", renamed.domain(), renamed.options()));
            }
            published.publish(RuleTable.of(next));
            List<String> names = next.stream().map(each -> each.domain().name()).toList();
            for (String name : List.of("first", "second", "other")) {
                if (!names.contains(name)) {
                    tally.remove(name);
                }
            }
            assertEquals(false, node.expire(0));
            for (Verdict verdict : Verdict.values()) {
                assertEquals(
                        totals.getOrDefault(verdict, 0L),
                        Arrays.stream(Direction.values())
                                .mapToLong(direction -> node.counters().packets(direction, verdict))
                                .sum(),
                        verdict::name);
            }
            assertEquals(
                    names,
                    node.domainCounters().stream().map(DomainCounters::domain).toList());
            for (DomainCounters each : node.domainCounters()) {
                for (Direction direction : Direction.values()) {
                    for (Verdict verdict : Verdict.values()) {
                        assertEquals(
                                tally.get(each.domain(), direction, verdict, 0),
                                each.counters().packets(direction, verdict));
                        assertEquals(
                                tally.get(each.domain(), direction, verdict, 1),
                                each.counters().octets(direction, verdict));
                    }
                }
            }
        }
    }

    private static ConfiguredDomain renamed(String name, MapDomain domain, ForwardingOptions options) {
        return new ConfiguredDomain(
                MapDomain.of(name, domain.rules(), domain.borderRelays(), domain.isMesh()), options);
    }
}
