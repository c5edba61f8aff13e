package io.softwire46.mape.forward.edge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.Published;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.edge.CompleteEdge.Arrival;
import io.softwire46.mape.forward.fastpath.CallFormsProperties;
import io.softwire46.mape.fragment.ReassemblyLimits;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.nat.Napt44;
import io.softwire46.mape.nat.NaptOptions;
import io.softwire46.mape.nat.NaptResult;
import io.softwire46.mape.nat.NaptStatistics;
import io.softwire46.mape.nat.NaptTable;
import io.softwire46.mape.testing.Requirement;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.PacketBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A complete CE equals a NAPT before a CE without one, and its batches equal single calls. */
class CompleteEdgeProperties {
    private static final int PACKETS = 60;
    private static final int HEADROOM = 56;
    private static final int SLOT = 4096;

    private static final ConfiguredDomain HUB = Nodes.domain(Nodes.OPTIONS, Nodes.BR, Nodes.RULE);
    private static final ConfiguredDomain MESH = Nodes.mesh(Nodes.OPTIONS, Nodes.BR, Nodes.RULE);
    private static final ConfiguredDomain REWRITING =
            Nodes.domain(Nodes.OPTIONS.with(ForwardingOption.REWRITE_IPV4_ID, true), Nodes.BR, Nodes.RULE);
    private static final NaptOptions OPTIONS = NaptOptions.defaults();

    private static Packet window(byte[] octets) {
        ByteBuffer buffer = ByteBuffer.allocate(HEADROOM + octets.length).put(HEADROOM, octets);
        return new Packet().attach(buffer, HEADROOM, octets.length, HEADROOM);
    }

    private static byte[] octets(Packet packet) {
        byte[] octets = new byte[packet.length()];
        packet.buffer().get(packet.offset(), octets);
        return octets;
    }

    private static Verdict give(Forwarder node, Arrival arrival, Packet packet) {
        return arrival.ipv4() ? node.fromIpv4(packet, arrival.nowNanos()) : node.fromIpv6(packet, arrival.nowNanos());
    }

    /** Each packet that is neither hairpinned nor dropped, in both directions. */
    @Requirement("X3")
    @Property(tries = 300)
    void equalsItsParts(@ForAll long seed) {
        Choices choices = Choices.of(seed);
        ConfiguredDomain domain = choices.nextInt(2) == 0 ? HUB : MESH;
        boolean rewrites = domain == HUB && choices.nextInt(2) == 0;
        CompleteEdge traffic = new CompleteEdge(choices);
        CustomerEdge complete = CompleteEdge.node(rewrites ? REWRITING : domain, OPTIONS);
        CustomerEdge tunnel = CustomerEdge.seeded(
                domain, Addresses.parseIpv6Prefix("prefix", CompleteEdge.PREFIX), CompleteEdge.SEED);
        Napt44 napt = Napt44.seeded(
                Published.of(NaptTable.of(tunnel.mapping(), OPTIONS, rewrites)),
                ReassemblyLimits.ipv4(),
                CompleteEdge.SEED);
        for (int i = 0; i < PACKETS; i++) {
            Arrival arrival = traffic.next();
            Packet one = window(arrival.octets());
            Verdict verdict = give(complete, arrival, one);
            List<byte[]> further = Outcome.pull(complete);
            Packet other = window(arrival.octets());
            if (arrival.ipv4()) {
                NaptResult result = napt.outbound(other, arrival.nowNanos());
                if (result != NaptResult.TRANSLATED && result != NaptResult.RELAYED_ERROR) {
                    continue;
                }
                byte[] translated = octets(other);
                Verdict expected = tunnel.fromIpv4(other, arrival.nowNanos());
                List<byte[]> expectedFurther = Outcome.pull(tunnel);
                assertEquals(expected, verdict);
                if (expected == Verdict.FORWARDED) {
                    traffic.sent(translated);
                    assertSame(expectedFurther, further);
                }
            } else {
                Verdict expected = tunnel.fromIpv6(other, arrival.nowNanos());
                if (expected != Verdict.FORWARDED) {
                    continue;
                }
                NaptResult result = napt.inbound(other, arrival.nowNanos());
                assertEquals(EdgeNapt.verdict(result), verdict);
            }
            if (verdict == Verdict.FORWARDED) {
                assertEquals(Bytes.hex(octets(other)), Bytes.hex(octets(one)));
            } else {
                byte[] arrived = Bytes.part(arrival.octets(), 0, one.length()); // without octets after the packet
                assertArrayEquals(arrived, octets(one), () -> "a dropped packet is as it arrived: " + verdict);
            }
        }
    }

    private static void assertSame(List<byte[]> expected, List<byte[]> actual) {
        assertEquals(
                expected.stream().map(Bytes::hex).toList(),
                actual.stream().map(Bytes::hex).toList());
    }

    /** Batches of 1 to 40 packets of each direction. */
    @Requirement({"X14", "X15"})
    @Property(tries = 150)
    void batchesEqualSingleCalls(@ForAll long seed) {
        Choices choices = Choices.of(seed);
        ConfiguredDomain domain = List.of(HUB, MESH, REWRITING).get(choices.nextInt(3));
        CompleteEdge traffic = new CompleteEdge(choices);
        CustomerEdge single = CompleteEdge.node(domain, OPTIONS);
        CustomerEdge batched = CompleteEdge.node(domain, OPTIONS);
        for (int round = 0; round < 8; round++) {
            List<Arrival> arrivals = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            int count = 1 + choices.nextInt(40);
            Arrival first = traffic.next();
            arrivals.add(first);
            while (arrivals.size() < count) {
                Arrival arrival = traffic.next();
                if (arrival.ipv4() == first.ipv4()) {
                    arrivals.add(new Arrival(arrival.ipv4(), arrival.octets(), first.nowNanos()));
                }
            }
            for (Arrival arrival : arrivals) {
                Packet packet = window(arrival.octets());
                Verdict verdict = give(single, arrival, packet);
                byte[] left = octets(packet);
                if (verdict == Verdict.FORWARDED && left[0] >>> 4 == 6 && left[6] == 4) {
                    traffic.sent(Bytes.part(left, 40, left.length));
                }
                expected.add(text(verdict, left, Outcome.pull(single)));
            }
            assertEquals(expected, inBatch(batched, arrivals));
        }
        CallFormsProperties.assertSameCounters(single, batched);
        assertEquals(counters(single), counters(batched));
    }

    private static List<Long> counters(CustomerEdge node) {
        NaptStatistics statistics = node.napt().orElseThrow().statistics();
        List<Long> all = new ArrayList<>();
        for (NaptResult result : NaptResult.values()) {
            for (NaptStatistics.Direction direction : NaptStatistics.Direction.values()) {
                all.add(statistics.packets(direction, result));
                all.add(statistics.octets(direction, result));
            }
        }
        for (NaptStatistics.Event event : NaptStatistics.Event.values()) {
            all.add(statistics.count(event));
        }
        for (NaptStatistics.Gauge gauge : NaptStatistics.Gauge.values()) {
            all.add((long) statistics.get(gauge));
        }
        return all;
    }

    private static String text(Verdict verdict, byte[] left, List<byte[]> further) {
        return verdict + " " + Bytes.hex(left) + " "
                + further.stream().map(Bytes::hex).toList();
    }

    private static List<String> inBatch(CustomerEdge node, List<Arrival> arrivals) {
        ByteBuffer buffer = ByteBuffer.allocate(SLOT * arrivals.size());
        PacketBatch batch = new PacketBatch(buffer, arrivals.size());
        for (int i = 0; i < arrivals.size(); i++) {
            byte[] octets = arrivals.get(i).octets();
            buffer.put(i * SLOT + HEADROOM, octets);
            assertTrue(batch.add(i * SLOT + HEADROOM, octets.length, HEADROOM));
        }
        List<String> seen = new ArrayList<>();
        Arrival first = arrivals.get(0);
        for (int done = 0; done < batch.size(); ) {
            int end = first.ipv4()
                    ? node.fromIpv4(batch, done, first.nowNanos())
                    : node.fromIpv6(batch, done, first.nowNanos());
            List<byte[]> further = Outcome.pull(node);
            for (int i = done; i < end; i++) {
                boolean isLast = i == end - 1;
                Packet window = batch.attach(i, new Packet());
                seen.add(text(Verdict.of(batch.outcome(i)), octets(window), isLast ? further : List.of()));
            }
            done = end;
        }
        return seen;
    }
}
