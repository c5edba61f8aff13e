package io.softwire46.mape.forward.fastpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.WorldArbitraries;
import io.softwire46.mape.forward.counter.Counters.FragmentCounters;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.fragment.FragmentResult;
import io.softwire46.mape.fragment.FragmentStatistics;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.PacketBatch;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Bursts of 1 to 200 packets equal single calls, in any world, with any options and packets: verdicts, windows and octets of all
 * packets, including dropped ones, further output, and counters.
 */
class BurstProperties {
    private static final int TRIES = 150;
    private static final int AROUND = 8;

    @Provide
    Arbitrary<BurstWorld> worlds() {
        return WorldArbitraries.worlds().withoutEdgeCases();
    }

    @Provide
    Arbitrary<List<BurstTraffic.Burst>> bursts() {
        return BurstTraffic.bursts().withoutEdgeCases();
    }

    @Property(tries = TRIES)
    void borderRelayFromIpv4(@ForAll("worlds") BurstWorld world, @ForAll("bursts") List<BurstTraffic.Burst> bursts) {
        equalsSingleCalls(world.relay(), world.relay(), world.relay(), true, world.forRelay(true), bursts);
    }

    @Property(tries = TRIES)
    void borderRelayFromIpv6(@ForAll("worlds") BurstWorld world, @ForAll("bursts") List<BurstTraffic.Burst> bursts) {
        equalsSingleCalls(world.relay(), world.relay(), world.relay(), false, world.forRelay(false), bursts);
    }

    @Property(tries = TRIES)
    void customerEdgeFromIpv4(@ForAll("worlds") BurstWorld world, @ForAll("bursts") List<BurstTraffic.Burst> bursts) {
        Assume.that(world.hasCustomerEdge());
        equalsSingleCalls(
                world.customerEdge(),
                world.customerEdge(),
                world.customerEdge(),
                true,
                world.forCustomerEdge(true),
                bursts);
    }

    @Property(tries = TRIES)
    void customerEdgeFromIpv6(@ForAll("worlds") BurstWorld world, @ForAll("bursts") List<BurstTraffic.Burst> bursts) {
        Assume.that(world.hasCustomerEdge());
        equalsSingleCalls(
                world.customerEdge(),
                world.customerEdge(),
                world.customerEdge(),
                false,
                world.forCustomerEdge(false),
                bursts);
    }

    private static void equalsSingleCalls(
            Forwarder alone,
            Forwarder together,
            Forwarder batched,
            boolean ipv4,
            List<byte[]> pool,
            List<BurstTraffic.Burst> bursts) {
        long now = 0;
        for (BurstTraffic.Burst burst : bursts) {
            now += burst.pauseNanos();
            String expired = expired(alone, now).toString();
            assertEquals(expired, expired(together, now).toString());
            assertEquals(expired, expired(batched, now).toString());
            List<String> expected = new ArrayList<>();
            for (BurstTraffic.Draw each : burst.packets()) {
                Packet packet = packet(each, pool);
                Verdict verdict = ipv4 ? alone.fromIpv4(packet, now) : alone.fromIpv6(packet, now);
                expected.add(seen(verdict, packet) + further(alone));
            }
            Packet[] packets =
                    burst.packets().stream().map(each -> packet(each, pool)).toArray(Packet[]::new);
            assertEquals(expected, inBursts(together, ipv4, packets, now));
            assertEquals(expected, inBatch(batched, ipv4, burst.packets(), pool, now));
        }
        CallFormsProperties.assertSameCounters(alone, together);
        CallFormsProperties.assertSameCounters(alone, batched);
        assertEquals(counted(alone), counted(together));
        assertEquals(counted(alone), counted(batched));
    }

    /** All fragment counters, by name. */
    private static List<String> counted(Forwarder node) {
        List<String> counted = new ArrayList<>();
        for (FragmentCounters each : node.fragmentCounters()) {
            for (Method method : FragmentStatistics.class.getMethods()) {
                if (method.getReturnType() == long.class && method.getParameterCount() == 0) {
                    counted.add(each.store() + " " + method.getName() + " " + value(method, each.statistics()));
                }
            }
            for (FragmentResult result : FragmentResult.values()) {
                counted.add(
                        each.store() + " " + result + " " + each.statistics().count(result));
            }
        }
        Collections.sort(counted);
        return counted;
    }

    private static Object value(Method method, FragmentStatistics statistics) {
        try {
            return method.invoke(statistics);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** The packets between other octets, so that a write outside is detected. */
    private static Packet packet(BurstTraffic.Draw draw, List<byte[]> pool) {
        byte[] octets = draw.packet(pool);
        int at = AROUND + draw.headroom();
        ByteBuffer buffer = ByteBuffer.allocate(at + octets.length + AROUND).put(at, octets);
        return new Packet().attach(buffer, at, octets.length, draw.headroom());
    }

    private static List<String> expired(Forwarder node, long now) {
        List<String> expired = new ArrayList<>();
        while (node.expire(now)) {
            expired.add(further(node));
        }
        return expired;
    }

    private static List<String> inBursts(Forwarder node, boolean ipv4, Packet[] packets, long now) {
        Verdict[] verdicts = new Verdict[packets.length];
        List<String> actual = new ArrayList<>();
        int from = 0;
        while (from < packets.length) {
            int end = ipv4
                    ? node.fromIpv4(packets, verdicts, from, packets.length, now)
                    : node.fromIpv6(packets, verdicts, from, packets.length, now);
            assertTrue(end > from && end <= packets.length, "something was done");
            for (int i = from; i < end; i++) {
                actual.add(seen(verdicts[i], packets[i]));
            }
            actual.set(end - 1, actual.get(end - 1) + further(node));
            for (int i = end; i < packets.length; i++) {
                assertNull(verdicts[i], "not handled yet");
            }
            from = end;
        }
        return actual;
    }

    /** The packets in one buffer, which is heap or direct, each with a part of its own. */
    private static List<String> inBatch(
            Forwarder node, boolean ipv4, List<BurstTraffic.Draw> draws, List<byte[]> pool, long now) {
        List<Packet> alone = draws.stream().map(each -> packet(each, pool)).toList();
        int octets = alone.stream().mapToInt(each -> each.buffer().capacity()).sum();
        ByteBuffer buffer = octets % 2 == 0 ? ByteBuffer.allocate(octets) : ByteBuffer.allocateDirect(octets);
        PacketBatch batch = new PacketBatch(buffer, draws.size());
        int[] starts = new int[draws.size()];
        int start = 0;
        for (int i = 0; i < draws.size(); i++) {
            Packet each = alone.get(i);
            starts[i] = start;
            buffer.put(start, each.buffer(), 0, each.buffer().capacity());
            assertTrue(batch.add(start + each.offset(), each.length(), each.headroom()));
            start += each.buffer().capacity();
        }
        List<String> actual = new ArrayList<>();
        int from = 0;
        while (from < batch.size()) {
            int end = ipv4 ? node.fromIpv4(batch, from, now) : node.fromIpv6(batch, from, now);
            assertTrue(end > from && end <= batch.size(), "something was done");
            for (int i = from; i < end; i++) {
                Packet window = batch.attach(i, new Packet());
                assertEquals(batch.isElsewhere(i), window.isBorrowed());
                assertTrue(!window.isBorrowed() || i == end - 1, "a packet elsewhere ends the call");
                if (!window.isBorrowed()) { // as it would be in a buffer of its own
                    byte[] own = new byte[alone.get(i).buffer().capacity()];
                    buffer.get(starts[i], own);
                    window.attach(
                            ByteBuffer.wrap(own), batch.offset(i) - starts[i], batch.length(i), batch.headroom(i));
                }
                actual.add(seen(Verdict.of(batch.outcome(i)), window));
            }
            actual.set(end - 1, actual.get(end - 1) + further(node));
            for (int i = end; i < batch.size(); i++) {
                assertEquals(PacketBatch.NOT_PROCESSED, batch.outcome(i));
            }
            from = end;
        }
        List<Integer> others = new ArrayList<>();
        for (int i = 0; i < batch.others(); i++) {
            others.add(batch.other(i));
        }
        assertEquals(
                IntStream.range(0, batch.size())
                        .filter(i -> Verdict.of(batch.outcome(i)) != Verdict.FORWARDED)
                        .boxed()
                        .toList(),
                others);
        return actual;
    }

    /** Verdict, window and octets, also of a packet that is not forwarded, and the octets around it. */
    private static String seen(Verdict verdict, Packet packet) {
        ByteBuffer buffer = packet.buffer();
        boolean whole = buffer.hasArray() && buffer.capacity() < 70_000; // else in the memory of the node
        byte[] octets = new byte[whole ? buffer.capacity() : packet.length()];
        buffer.get(whole ? 0 : packet.offset(), octets);
        String place = whole ? packet.toString() : "elsewhere";
        return verdict + " " + place + " " + octets.length + " " + Arrays.hashCode(octets) + " "
                + Bytes.hex(Bytes.part(octets, 0, Math.min(octets.length, 160)));
    }

    /** The further output; empty if there is none. */
    private static String further(Forwarder node) {
        StringBuilder text = new StringBuilder();
        while (node.nextOctets() > 0) {
            byte[] octets = new byte[node.nextOctets()];
            Packet place = new Packet().attach(ByteBuffer.wrap(octets), 0, octets.length, 0);
            assertTrue(node.next(place));
            text.append(" + ").append(Bytes.hex(Bytes.part(octets, 0, Math.min(octets.length, 160))));
            text.append(' ').append(octets.length).append(' ').append(Arrays.hashCode(octets));
        }
        return text.toString();
    }
}
