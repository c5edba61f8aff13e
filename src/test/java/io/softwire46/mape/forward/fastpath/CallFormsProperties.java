package io.softwire46.mape.forward.fastpath;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.Fragmentation;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.Mixture;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.counter.CounterSnapshot;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Bursts, and calls with a destination, equal single calls in place: verdicts, packets, further output, counters. */
public class CallFormsProperties {
    private static final int PACKETS = 40;
    private static final int TRIES = 25;
    private static final long STEP = 3_000_000;

    /** A packet's verdict and all output, as text. */
    private static String inPlace(Forwarder node, boolean ipv4, byte[] octets, long nowNanos) {
        Packet packet = new Packet();
        Verdict verdict = give(node, ipv4, octets, nowNanos, packet);
        return seen(node, verdict, packet);
    }

    /** The verdict alone; further output is fetched. */
    public static Verdict verdict(Forwarder node, boolean ipv4, byte[] octets, long nowNanos) {
        Verdict verdict = give(node, ipv4, octets, nowNanos, new Packet());
        Outcome.pull(node);
        return verdict;
    }

    private static Verdict give(Forwarder node, boolean ipv4, byte[] octets, long nowNanos, Packet packet) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(56 + octets.length).put(56, octets);
        packet.attach(buffer, 56, octets.length, 56);
        return ipv4 ? node.fromIpv4(packet, nowNanos) : node.fromIpv6(packet, nowNanos);
    }

    private static String seen(Forwarder node, Verdict verdict, Packet packet) {
        StringBuilder text = new StringBuilder(verdict.toString());
        if (verdict.leaves()) {
            byte[] left = new byte[packet.length()];
            packet.buffer().get(packet.offset(), left);
            text.append(' ').append(Bytes.hex(left));
        }
        Outcome.pull(node).forEach(further -> text.append(' ').append(Bytes.hex(further)));
        return text.toString();
    }

    public static void assertSameCounters(Forwarder expected, Forwarder actual) {
        CounterSnapshot one = expected.counters().snapshot();
        CounterSnapshot other = actual.counters().snapshot();
        for (Direction direction : Direction.values()) {
            for (Verdict verdict : Verdict.values()) {
                assertEquals(one.packets(direction, verdict), other.packets(direction, verdict), verdict::name);
                assertEquals(one.octets(direction, verdict), other.octets(direction, verdict), verdict::name);
            }
            assertEquals(one.arrivedOctets(direction), other.arrivedOctets(direction));
        }
        for (Event event : Event.values()) {
            assertEquals(one.packets(event), other.packets(event), event::name);
            assertEquals(one.octets(event), other.octets(event), event::name);
        }
    }

    private static ForwardingOptions options(Random random) {
        return Mixture.OPTIONS.with(
                ForwardingOption.FRAGMENTATION, Fragmentation.values()[random.nextInt(Fragmentation.values().length)]);
    }

    @Property(tries = TRIES)
    void writingElsewhereAtABorderRelay(@ForAll Random random) {
        elsewhere(random, true, Mixture::relay);
    }

    @Property(tries = TRIES)
    void writingElsewhereAtACustomerEdge(@ForAll Random random) {
        elsewhere(random, false, Mixture::edge);
    }

    private static void elsewhere(Random random, boolean atRelay, Function<ForwardingOptions, Forwarder> nodes) {
        ForwardingOptions options = options(random);
        Forwarder expected = nodes.apply(options);
        Forwarder actual = nodes.apply(options);
        Mixture mixture = new Mixture(random, atRelay);
        for (int i = 0; i < PACKETS; i++) {
            boolean ipv4 = random.nextBoolean();
            byte[] octets = (ipv4 ? mixture.ipv4Packets(1) : mixture.ipv6Packets(1)).get(0);
            String reference = inPlace(expected, ipv4, octets, i * STEP);
            assertEquals(reference, intoAnother(actual, ipv4, octets, i * STEP, random.nextInt(30)));
        }
        assertSameCounters(expected, actual);
    }

    /** The packet has no headroom and does not change; the destination has canaries around it. */
    private static String intoAnother(Forwarder node, boolean ipv4, byte[] octets, long nowNanos, int more) {
        ByteBuffer from = ByteBuffer.wrap(octets.clone());
        int room = octets.length + 56 + more;
        byte[] around = new byte[room + 20];
        Arrays.fill(around, (byte) 0x77);
        ByteBuffer to = ByteBuffer.wrap(around);
        Packet packet = new Packet().attach(from, 0, octets.length, 0);
        Packet destination = new Packet().attach(to, 10, room, 3);
        Verdict verdict =
                ipv4 ? node.fromIpv4(packet, destination, nowNanos) : node.fromIpv6(packet, destination, nowNanos);
        assertArrayEquals(octets, from.array());
        assertEquals(List.of(0, octets.length), List.of(packet.offset(), packet.length()));
        if (verdict.leaves()) {
            assertTrue(destination.offset() >= 10 && destination.end() <= 10 + room, "within what it was");
        }
        String seen = seen(node, verdict, destination);
        for (int i = 0; i < 10; i++) {
            assertEquals(0x77, around[i]);
            assertEquals(0x77, around[10 + room + i]);
        }
        return seen;
    }

    @Property(tries = TRIES)
    void burstsAtABorderRelay(@ForAll Random random) {
        burst(random, true, Mixture::relay);
    }

    @Property(tries = TRIES)
    void burstsAtACustomerEdge(@ForAll Random random) {
        burst(random, false, Mixture::edge);
    }

    private static void burst(Random random, boolean atRelay, Function<ForwardingOptions, Forwarder> nodes) {
        ForwardingOptions options = options(random);
        boolean ipv4 = random.nextBoolean();
        Mixture mixture = new Mixture(random, atRelay);
        List<byte[]> all = ipv4 ? mixture.ipv4Packets(PACKETS) : mixture.ipv6Packets(PACKETS);
        Forwarder single = nodes.apply(options);
        List<String> expected =
                all.stream().map(octets -> inPlace(single, ipv4, octets, STEP)).toList();
        Forwarder node = nodes.apply(options);
        Packet[] packets = all.stream()
                .map(octets -> new Packet()
                        .attach(ByteBuffer.allocate(56 + octets.length).put(56, octets), 56, octets.length, 56))
                .toArray(Packet[]::new);
        Verdict[] verdicts = new Verdict[PACKETS];
        List<String> actual = new ArrayList<>();
        int from = 0;
        while (from < PACKETS) {
            int to = Math.min(PACKETS, from + 1 + random.nextInt(PACKETS));
            int end = ipv4
                    ? node.fromIpv4(packets, verdicts, from, to, STEP)
                    : node.fromIpv6(packets, verdicts, from, to, STEP);
            assertTrue(end > from && end <= to, "something was done");
            assertTrue(end == to || node.nextOctets() > 0, "it continues until there is further output");
            for (int i = from; i < end - 1; i++) {
                actual.add(withoutFurther(verdicts[i], packets[i]));
            }
            actual.add(seen(node, verdicts[end - 1], packets[end - 1]));
            for (int i = end; i < PACKETS; i++) {
                assertNull(verdicts[i], "not handled yet");
            }
            from = end;
        }
        assertEquals(expected, actual);
        assertSameCounters(single, node);
    }

    private static String withoutFurther(Verdict verdict, Packet packet) {
        if (!verdict.leaves()) {
            return verdict.toString();
        }
        byte[] left = new byte[packet.length()];
        packet.buffer().get(packet.offset(), left);
        return verdict + " " + Bytes.hex(left);
    }
}
