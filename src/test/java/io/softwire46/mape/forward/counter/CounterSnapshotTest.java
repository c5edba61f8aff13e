package io.softwire46.mape.forward.counter;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
import static io.softwire46.mape.forward.Nodes.BR;
import static io.softwire46.mape.forward.Nodes.CE;
import static io.softwire46.mape.forward.Nodes.CE_ADDRESS;
import static io.softwire46.mape.forward.Nodes.CE_PORT;
import static io.softwire46.mape.forward.Nodes.HOST;
import static io.softwire46.mape.forward.Nodes.OPTIONS;
import static io.softwire46.mape.forward.Nodes.RULE;
import static io.softwire46.mape.forward.counter.Direction.V4_TO_V6;
import static io.softwire46.mape.forward.counter.Direction.V6_TO_V4;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Snapshots of the counters of several nodes, and of several times. */
class CounterSnapshotTest {
    private static final byte[] TO_CE = ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT).octets(); // 33 octets
    private static final byte[] LAST =
            ipv4(HOST, CE_ADDRESS).timeToLive(1).udp(80, CE_PORT).octets();
    private static final byte[] FROM_CE = ipv6(CE, BR)
            .inner(ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80, 100).octets()) // 128 octets
            .octets();

    private static Forwarder node() {
        return Nodes.relay(OPTIONS, RULE);
    }

    private static void take(Forwarder node, int toCe, int last, int fromCe) {
        for (int i = 0; i < toCe; i++) {
            Outcome.fromIpv4(node, TO_CE);
        }
        for (int i = 0; i < last; i++) {
            Outcome.fromIpv4(node, LAST);
        }
        for (int i = 0; i < fromCe; i++) {
            Outcome.fromIpv6(node, FROM_CE);
        }
    }

    private static void assertCounts(int toCe, int last, int fromCe, CounterSnapshot counters) {
        assertEquals(toCe, counters.packets(V4_TO_V6, Verdict.FORWARDED));
        assertEquals(33L * toCe, counters.octets(V4_TO_V6, Verdict.FORWARDED));
        assertEquals(last, counters.packets(V4_TO_V6, Verdict.DROP_TTL_EXPIRED));
        assertEquals(33L * last, counters.octets(V4_TO_V6, Verdict.DROP_TTL_EXPIRED));
        assertEquals(fromCe, counters.packets(V6_TO_V4, Verdict.FORWARDED));
        assertEquals(128L * fromCe, counters.octets(V6_TO_V4, Verdict.FORWARDED));
        assertEquals(toCe + last, counters.arrivedPackets(V4_TO_V6));
        assertEquals(33L * (toCe + last), counters.arrivedOctets(V4_TO_V6));
        assertEquals(fromCe, counters.arrivedPackets(V6_TO_V4));
        assertEquals(168L * fromCe, counters.arrivedOctets(V6_TO_V4)); // includes the tunnel header
        assertEquals(last, counters.droppedPackets(V4_TO_V6));
        assertEquals(33L * last, counters.droppedOctets(V4_TO_V6));
        assertEquals(0, counters.droppedPackets(V6_TO_V4));
        assertEquals(last, counters.packets(Event.ICMPV4_ERROR_SENT));
        assertEquals(61L * last, counters.octets(Event.ICMPV4_ERROR_SENT)); // 20 + 8 + 33
        assertEquals(last + fromCe, counters.packets(Event.SENT_IPV4));
        assertEquals(61L * last + 128L * fromCe, counters.octets(Event.SENT_IPV4));
        assertEquals(toCe, counters.packets(Event.SENT_IPV6));
        assertEquals(73L * toCe, counters.octets(Event.SENT_IPV6));
    }

    @Test
    void aSnapshotDoesNotChange() {
        Forwarder node = node();
        take(node, 2, 1, 3);
        CounterSnapshot snapshot = node.counters().snapshot();
        take(node, 5, 5, 5);
        assertCounts(2, 1, 3, snapshot);
        assertCounts(7, 6, 8, node.counters().snapshot());
    }

    @Test
    void nodesAreAdded() {
        List<Forwarder> nodes = List.of(node(), node(), node());
        take(nodes.get(0), 1, 2, 3);
        take(nodes.get(1), 10, 20, 30);
        take(nodes.get(2), 4, 0, 0);
        List<Counters> counters = nodes.stream().map(Forwarder::counters).toList();
        assertCounts(15, 22, 33, CounterSnapshot.of(counters));
        assertCounts(11, 22, 33, counters.get(0).snapshot().plus(counters.get(1).snapshot()));
        assertCounts(0, 0, 0, CounterSnapshot.of(List.of()));
    }

    @Test
    void theDifferenceIsWhatCameBetween() {
        Forwarder one = node();
        Forwarder other = node();
        take(one, 3, 1, 0);
        List<Counters> both = List.of(one.counters(), other.counters());
        CounterSnapshot before = CounterSnapshot.of(both);
        take(one, 2, 0, 1);
        take(other, 0, 4, 1);
        CounterSnapshot after = CounterSnapshot.of(both);
        assertCounts(2, 4, 2, after.minus(before));
        assertCounts(0, 0, 0, after.minus(after));
        assertCounts(5, 5, 2, before.plus(after.minus(before)));
    }

    @Test
    void aFreshNodeHasCountedNothing() {
        assertCounts(0, 0, 0, node().counters().snapshot());
        assertEquals(0, new Counters().packets(V4_TO_V6, Verdict.FORWARDED));
    }

    @Test
    void countersAndSnapshotSayTheSame() {
        Forwarder node = node();
        take(node, 1, 2, 3);
        CounterSnapshot snapshot = node.counters().snapshot();
        for (Verdict verdict : Verdict.values()) {
            for (Direction direction : Direction.values()) {
                assertEquals(
                        snapshot.packets(direction, verdict), node.counters().packets(direction, verdict));
                assertEquals(
                        snapshot.octets(direction, verdict), node.counters().octets(direction, verdict));
            }
        }
        for (Event event : Event.values()) {
            assertEquals(snapshot.packets(event), node.counters().packets(event));
            assertEquals(snapshot.octets(event), node.counters().octets(event));
        }
    }

    @Test
    void anotherThreadMaySeeThemAtAnyTime() throws InterruptedException { // and no value ever decreases
        Forwarder node = node();
        int packets = 100_000;
        AtomicBoolean over = new AtomicBoolean();
        Thread context = new Thread(() -> {
            ByteBuffer buffer = ByteBuffer.allocate(100);
            Packet packet = new Packet();
            for (int i = 0; i < packets; i++) {
                buffer.put(48, TO_CE);
                node.fromIpv4(packet.attach(buffer, 48, 33, 48), 0);
            }
            over.set(true);
        });
        context.start();
        List<Long> seen = new ArrayList<>();
        CounterSnapshot before = node.counters().snapshot();
        while (!over.get()) {
            CounterSnapshot now = node.counters().snapshot();
            CounterSnapshot step = now.minus(before);
            for (Verdict verdict : Verdict.values()) {
                assertTrue(step.packets(V4_TO_V6, verdict) >= 0 && step.octets(V4_TO_V6, verdict) >= 0);
            }
            assertTrue(step.packets(Event.SENT_IPV6) >= 0 && step.arrivedOctets(V4_TO_V6) >= 0);
            assertEquals(0, now.octets(V4_TO_V6, Verdict.FORWARDED) % 33, "never a value that was not there");
            assertEquals(0, now.octets(Event.SENT_IPV6) % 73);
            seen.add(now.packets(V4_TO_V6, Verdict.FORWARDED));
            before = now;
        }
        context.join();
        assertCounts(packets, 0, 0, node.counters().snapshot());
        assertTrue(seen.stream().allMatch(count -> count >= 0 && count <= packets));
    }
}
