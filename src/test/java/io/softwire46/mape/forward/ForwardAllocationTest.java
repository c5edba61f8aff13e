package io.softwire46.mape.forward;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.forward.Nodes.BR;
import static io.softwire46.mape.forward.Nodes.CE_ADDRESS;
import static io.softwire46.mape.forward.Nodes.CE_PORT;
import static io.softwire46.mape.forward.Nodes.HOST;
import static io.softwire46.mape.forward.Nodes.RULE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.Published;
import io.softwire46.mape.forward.counter.CounterSnapshot;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.testing.Allocation;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.PacketBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Packets of every verdict and all their output, on heap and direct memory, allocate no octet. */
class ForwardAllocationTest {
    private static final int CALLS = 20_000;

    private static final Set<Event> EVENTS = EnumSet.of(
            Event.SENT_IPV4,
            Event.SENT_IPV6,
            Event.HAIRPINNED,
            Event.ICMPV4_ERROR_SENT,
            Event.ICMPV6_ERROR_SENT,
            Event.ICMP_ERROR_SUPPRESSED,
            Event.ICMP_ERROR_RATE_LIMITED,
            Event.TUNNEL_PACKET_CUT,
            Event.IPV4_PACKET_CUT,
            Event.MSS_CLAMPED,
            Event.ECN_UNUSED_COMBINATION,
            Event.PATH_MTU_LOWERED);

    /** Octets of the window for further output. */
    private static final int PLACE = 4096;

    /** Time between two packets: within a round no related fragments expire, between two rounds they do. */
    private static final long STEP = 2000;

    /** A packet in its buffer, which is restored before each call. */
    private record Run(ForwardCases.Case each, ByteBuffer buffer, ByteBuffer elsewhere, ByteBuffer place) {
        static Run of(ForwardCases.Case each, IntFunction<ByteBuffer> memory) {
            ByteBuffer buffer = memory.apply(each.headroom() + each.octets().length);
            return new Run(each, buffer, memory.apply(PLACE), memory.apply(PLACE));
        }

        Packet put(Packet packet) {
            buffer.put(each.headroom(), each.octets());
            return packet.attach(buffer, each.headroom(), each.octets().length, each.headroom());
        }

        Verdict inPlace(Packet packet, Packet pulled, long nowNanos) {
            put(packet);
            Verdict verdict = each.ipv4()
                    ? each.node().fromIpv4(packet, nowNanos)
                    : each.node().fromIpv6(packet, nowNanos);
            pullAll(pulled);
            return verdict;
        }

        Verdict into(Packet packet, Packet destination, long nowNanos) {
            put(packet);
            destination.attach(elsewhere, 0, PLACE, 0);
            Verdict verdict = each.ipv4()
                    ? each.node().fromIpv4(packet, destination, nowNanos)
                    : each.node().fromIpv6(packet, destination, nowNanos);
            pullAll(packet.attach(buffer, 0, buffer.limit(), 0));
            return verdict;
        }

        private void pullAll(Packet pulled) {
            pulled.attach(place, 0, PLACE, 0);
            while (each.node().next(pulled)) {
                pulled.attach(place, 0, PLACE, 0);
            }
        }
    }

    private final Packet packet = new Packet();
    private final Packet other = new Packet();
    private long nowNanos;

    /** Each packet in heap memory, then each in direct memory; related packets use the same kind. */
    private static List<Run> runs() {
        List<ForwardCases.Case> all = ForwardCases.all();
        return Stream.<IntFunction<ByteBuffer>>of(ByteBuffer::allocate, ByteBuffer::allocateDirect)
                .flatMap(memory -> all.stream().map(each -> Run.of(each, memory)))
                .toList();
    }

    @Test
    void noVerdictAllocates() {
        Run[] runs = runs().toArray(Run[]::new);
        Set<Verdict> seen = EnumSet.noneOf(Verdict.class);
        for (Run run : runs) {
            seen.add(run.inPlace(packet, other, nowNanos += STEP));
        }
        Set<Verdict> all = EnumSet.allOf(Verdict.class);
        all.removeIf(Verdict::isNaptDrop); // tested with the NAPT
        assertEquals(all, seen, "every verdict has its packet");
        assertEquals(0, Allocation.least(() -> {
            for (int i = 0; i < CALLS; i++) {
                runs[i % runs.length].inPlace(packet, other, nowNanos += STEP);
            }
        }));
        CounterSnapshot counted = CounterSnapshot.of(Arrays.stream(runs)
                .map(run -> run.each().node().counters())
                .distinct()
                .toList());
        for (Event event : EVENTS) {
            assertTrue(counted.packets(event) > 0, event + " has its packet");
        }
    }

    @Test
    void writingElsewhereDoesNotAllocate() {
        Run[] runs = runs().toArray(Run[]::new);
        assertEquals(0, Allocation.least(() -> {
            for (int i = 0; i < CALLS; i++) {
                runs[i % runs.length].into(packet, other, nowNanos += STEP);
            }
        }));
    }

    @Test
    void burstsDoNotAllocate() {
        List<Run> ofOne = new ArrayList<>();
        Forwarder node = ForwardCases.all().get(0).node();
        for (ForwardCases.Case each : ForwardCases.all()) {
            if (each.ipv4()) {
                ofOne.add(Run.of(each, ByteBuffer::allocateDirect));
            }
        }
        Run[] runs = ofOne.toArray(Run[]::new);
        Packet[] packets = ofOne.stream().map(run -> new Packet()).toArray(Packet[]::new);
        Verdict[] verdicts = new Verdict[runs.length];
        ByteBuffer place = ByteBuffer.allocate(PLACE);
        assertEquals(0, Allocation.least(() -> {
            for (int i = 0; i < CALLS / runs.length; i++) {
                for (int j = 0; j < runs.length; j++) {
                    runs[j].put(packets[j]);
                }
                for (int from = 0; from < runs.length; ) {
                    from = node.fromIpv4(packets, verdicts, from, runs.length, nowNanos += STEP);
                    while (node.next(other.attach(place, 0, PLACE, 0))) {
                        assertEquals(0, other.offset());
                    }
                }
            }
        }));
    }

    @Test
    void batchesDoNotAllocate() {
        Forwarder node = ForwardCases.all().get(0).node();
        List<ForwardCases.Case> cases =
                ForwardCases.all().stream().filter(ForwardCases.Case::ipv4).toList();
        int slot = 128
                + cases.stream().mapToInt(each -> each.octets().length).max().orElseThrow();
        byte[][] octets = cases.stream().map(ForwardCases.Case::octets).toArray(byte[][]::new);
        ByteBuffer buffer = ByteBuffer.allocateDirect(slot * octets.length);
        PacketBatch batch = new PacketBatch(buffer, octets.length);
        ByteBuffer place = ByteBuffer.allocate(PLACE);
        int[] forwarded = new int[1];
        assertEquals(0, Allocation.least(() -> {
            for (int i = 0; i < CALLS / octets.length; i++) {
                batch.clear();
                for (int j = 0; j < octets.length; j++) {
                    buffer.put(slot * j + 64, octets[j]);
                    batch.add(slot * j + 64, octets[j].length, 64);
                }
                for (int from = 0; from < octets.length; ) {
                    from = node.fromIpv4(batch, from, nowNanos += STEP);
                    while (node.next(other.attach(place, 0, PLACE, 0))) {
                        assertEquals(0, other.offset());
                    }
                }
                forwarded[0] = batch.size() - batch.others();
            }
        }));
        assertTrue(forwarded[0] > 0);
    }

    /** Two domains, whose packets are counted separately, and a column of rules. */
    @Test
    void severalDomainsAndRulesOfABurstDoNotAllocate() {
        ForwardingOptions options = ForwardingOptions.defaults();
        Forwarder relay = Nodes.relay(
                Nodes.domain("one", false, options, BR, RULE),
                Nodes.domain(
                        "two",
                        false,
                        options,
                        BR,
                        RULE.replace("db8::", "db9::").replace("192.0.2.", "198.51.100.")));
        byte[][] octets = {
            ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT).octets(),
            ipv4(HOST, "198.51.100.18").udp(80, CE_PORT).octets(),
            ipv4(HOST, "198.51.100.18").timeToLive(1).udp(80, CE_PORT).octets(),
            ipv4(HOST, "203.0.113.1").udp(80, CE_PORT).octets()
        };
        Packet[] packets = new Packet[octets.length];
        for (int i = 0; i < packets.length; i++) {
            packets[i] = new Packet();
        }
        ByteBuffer buffer = ByteBuffer.allocateDirect(256 * packets.length);
        Verdict[] verdicts = new Verdict[packets.length];
        int[] rules = new int[packets.length];
        int[] domains = new int[packets.length];
        assertEquals(0, Allocation.least(() -> {
            for (int i = 0; i < CALLS / packets.length; i++) {
                put(packets, octets, buffer);
                for (int from = 0; from < packets.length; ) {
                    from = relay.fromIpv4(packets, verdicts, rules, from, packets.length, 0);
                }
                put(packets, octets, buffer);
                for (int j = 0; j < packets.length; j++) {
                    relay.receive(packets[j], 0);
                    domains[j] = relay.lastDomain();
                    assertEquals(rules[j], relay.lastRule());
                }
            }
        }));
        assertArrayEquals(new int[] {0, 1, 1, -1}, domains);
        assertArrayEquals(new int[] {0, 1, 1, -1}, rules);
    }

    private static void put(Packet[] packets, byte[][] octets, ByteBuffer buffer) {
        for (int i = 0; i < packets.length; i++) {
            int at = 256 * i + 64;
            buffer.put(at, octets[i]);
            packets[i].attach(buffer, at, octets[i].length, 64);
        }
    }

    @Test
    void onlyTheFirstPacketUnderANewTableAllocates() {
        ForwardingOptions options = ForwardingOptions.defaults();
        RuleTable[] tables = {
            RuleTable.of(Nodes.domain(options, BR, RULE)),
            RuleTable.of(Nodes.domain(options.with(ForwardingOption.HOP_LIMIT, 9), BR, RULE))
        };
        Published<RuleTable> published = Published.of(tables[0]);
        Forwarder node = BorderRelay.of(published);
        byte[] toCe = ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT).octets();
        Run run = new Run(
                new ForwardCases.Case(node, true, toCe, 48),
                ByteBuffer.allocate(48 + toCe.length),
                ByteBuffer.allocate(PLACE),
                ByteBuffer.allocate(PLACE));
        for (int i = 1; i < 4; i++) {
            published.publish(tables[i % 2]);
            assertEquals(Verdict.FORWARDED, run.inPlace(packet, other, nowNanos));
            assertEquals(0, Allocation.least(() -> {
                for (int j = 0; j < 1000; j++) {
                    run.inPlace(packet, other, nowNanos);
                }
            }));
        }
    }
}
