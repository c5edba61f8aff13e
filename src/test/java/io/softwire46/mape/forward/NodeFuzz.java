package io.softwire46.mape.forward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.counter.Counters;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.testing.FuzzBuffer;
import io.softwire46.mape.testing.FuzzInput;
import io.softwire46.mape.testing.SentPackets;
import io.softwire46.mape.wire.Packet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Passes the packets that a fuzzer's input describes to a node, and checks the conditions that hold for any packet.
 *
 * <p>The input is a world, the start of the clock, and then steps: placement and form of the call, elapsed time, and the packet:
 * valid, changed, raw, or made from earlier output of the node. Zeros select a valid packet in place with enough headroom.
 *
 * <p>Not thread-safe: use one instance per run.
 */
final class NodeFuzz {
    private static final int MOST_STEPS = 32;
    private static final int MOST_OUTPUTS = 9000;
    private static final int MOST_EXPIRIES = 200;
    private static final int LONGEST = 65_575 + 20;
    private static final int FRAGMENT_HEADER = -1000;
    private static final int[] SIZES = {
        28, 68, 576, 1228, 1240, 1280, 1452, 1460, 1480, 1492, 1500, 1540, 4000, 16_384, 65_495, 65_575
    };

    /** Buffers that all runs of a thread share. */
    private static final ThreadLocal<Memory> MEMORY = ThreadLocal.withInitial(Memory::new);

    /**
     * A node under test.
     *
     * @param forwarder the border relay or customer edge
     * @param adopt switches it to the tables of another world
     */
    record Instance(Forwarder forwarder, Consumer<FuzzWorld> adopt) {}

    private static final class Memory {
        final FuzzBuffer packet = new FuzzBuffer();
        final FuzzBuffer destination = new FuzzBuffer();
        final FuzzBuffer further = new FuzzBuffer();
    }

    private final FuzzInput in;
    private final Forwarder node;
    private final Consumer<FuzzWorld> adopt;
    private final List<List<byte[]>> traffic;
    private final boolean relay;
    private final Memory memory = MEMORY.get();
    private final long[][] expected = new long[Direction.values().length][Verdict.values().length];
    private FuzzWorld world;
    private long now;
    private long sentPackets;
    private long sentOctets;
    private List<byte[]> last = List.of();

    private NodeFuzz(FuzzInput in, FuzzWorld world, Instance instance, List<List<byte[]>> traffic, boolean relay) {
        this.in = in;
        this.world = world;
        node = instance.forwarder();
        adopt = instance.adopt();
        this.traffic = traffic;
        this.relay = relay;
    }

    public static void run(
            byte[] data, Function<FuzzWorld, Instance> maker, List<List<byte[]>> traffic, boolean relay) {
        FuzzInput in = new FuzzInput(data);
        FuzzWorld world = FuzzWorld.at(in.u8());
        new NodeFuzz(in, world, maker.apply(world), traffic, relay).run();
    }

    private void run() {
        now = in.pick(0L, -1L, Long.MIN_VALUE, 1L << 62, -(1L << 40));
        for (int i = 0; i < MOST_STEPS && !in.isEmpty(); i++) {
            step();
        }
        for (Direction direction : Direction.values()) {
            for (Verdict verdict : Verdict.values()) {
                assertEquals(
                        expected[direction.ordinal()][verdict.ordinal()],
                        node.counters().packets(direction, verdict),
                        () -> direction + " " + verdict);
            }
        }
        Counters counters = node.counters();
        assertEquals(sentPackets, counters.packets(Event.SENT_IPV4) + counters.packets(Event.SENT_IPV6));
        assertEquals(sentOctets, counters.octets(Event.SENT_IPV4) + counters.octets(Event.SENT_IPV6));
    }

    private void step() {
        int how = in.u8();
        int not = in.u8();
        int time = in.u8();
        int room = in.u8();
        now += (time & 15) * (long) Math.pow(10, Math.min(13, time >>> 4));
        byte[] packet = packet(how & 3, not);
        if ((not & 0x20) != 0) {
            packet = FuzzTraffic.part(packet, 1 + in.u8(), in.u8(), in.u8());
        }
        Direction from = direction(packet, (not & 0x40) != 0);
        int headroom = room == 0 ? 56 : room % 64;
        int place = how >>> 2 & 3;
        if (room < 0x80) {
            expire();
        }
        List<byte[]> before = last;
        last = new ArrayList<>();
        switch (how >>> 4 & 3) {
            case 0 -> inPlace(packet, from, headroom, place, (how & 0x40) != 0, (how & 0x80) == 0);
            case 1 -> into(packet, from, headroom, place);
            case 2 -> burst(packet, from, headroom, place);
            default -> {
                world = FuzzWorld.at(room);
                adopt.accept(world);
                last = before;
            }
        }
    }

    /** Passes a packet by its version, or as the other version if the input requests it. */
    private static Direction direction(byte[] packet, boolean wrong) {
        boolean ipv6 = packet.length > 0 && (packet[0] & 0xff) >>> 4 == 6;
        return ipv6 ^ wrong ? Direction.V6_TO_V4 : Direction.V4_TO_V6;
    }

    /** Expires datagrams one at a time; each may cause an error. */
    private void expire() {
        for (int i = 0; node.expire(now); i++) {
            assertTrue(i < MOST_EXPIRIES, "time without end");
            List<byte[]> sent = new ArrayList<>();
            while (node.nextOctets() > 0) {
                sent.add(pulled());
            }
            if (!sent.isEmpty()) {
                SentPackets.of(sent).assertError();
            }
        }
    }

    private byte[] packet(int source, int not) {
        if (source == 1) {
            byte[] raw = in.octets(in.u16());
            FuzzTraffic.repair(raw, not);
            return raw;
        }
        if (source == 2 && !last.isEmpty()) {
            int type = in.u8();
            byte[] sent = last.get(in.u8() % last.size());
            return type == 0 ? sent : FuzzTraffic.errorAbout(sent, type, in.u8(), in.u16());
        }
        List<byte[]> whole = traffic.get(world.number());
        byte[] packet = whole.get(in.u8() % whole.size());
        return source == 3 ? packet : changed(packet, not);
    }

    /** Makes a packet longer or shorter, changes octets, and then repairs it. */
    private byte[] changed(byte[] whole, int not) {
        int size = in.u8();
        int changes = in.u8() & 7;
        if (size == 0 && changes == 0) {
            return whole;
        }
        byte[] packet = size == 0 ? whole.clone() : resized(whole, size);
        for (int i = 0; i < changes; i++) {
            int at = in.u16();
            int value = in.u8();
            if (packet.length > 0) {
                packet[at % packet.length] = (byte) value;
            }
        }
        FuzzTraffic.repair(packet, not);
        return (not & 0x10) == 0 ? packet : Bytes.concat(packet, new byte[1 + (not >>> 7) * 5]);
    }

    private static byte[] resized(byte[] whole, int size) {
        int octets = size < 16 ? Math.max(0, whole.length - size) : SIZES[size & 15] + (size >>> 4) - 8;
        byte[] packet = new byte[Math.min(octets, LONGEST)];
        for (int i = 0; i < packet.length; i += whole.length) {
            System.arraycopy(whole, 0, packet, i, Math.min(whole.length, packet.length - i));
        }
        return packet;
    }

    private void inPlace(byte[] packet, Direction from, int headroom, int place, boolean scribble, boolean pull) {
        memory.packet.put(packet, headroom, 1, place);
        Packet window = memory.packet.window(0);
        Verdict verdict = from == Direction.V4_TO_V6 ? node.fromIpv4(window, now) : node.fromIpv6(window, now);
        memory.packet.check(window, 0);
        count(from, verdict);
        check(packet, from, verdict, window, scribble, pull);
        memory.packet.check(window, 0);
    }

    private void into(byte[] packet, Direction from, int headroom, int place) {
        memory.packet.put(packet, 0, 1, place);
        memory.destination.put(new byte[packet.length + headroom], 0, 1, place ^ 1);
        Packet window = memory.packet.window(0);
        Packet destination = memory.destination.window(0);
        Verdict verdict = from == Direction.V4_TO_V6
                ? node.fromIpv4(window, destination, now)
                : node.fromIpv6(window, destination, now);
        memory.destination.check(destination, 0);
        count(from, verdict);
        assertEquals(packet.length, window.length(), "the packet stays");
        assertArrayEquals(packet, FuzzBuffer.octets(window), "the packet stays");
        if (headroom < 56) {
            assertEquals(Verdict.DROP_NO_ROOM, verdict);
        }
        check(packet, from, verdict, destination, false, true);
    }

    private void burst(byte[] packet, Direction from, int headroom, int place) {
        int count = 1 + headroom % FuzzBuffer.MOST_COPIES;
        memory.packet.put(packet, headroom, count, place);
        Packet[] windows = new Packet[count];
        for (int i = 0; i < count; i++) {
            windows[i] = memory.packet.window(i);
        }
        Verdict[] verdicts = new Verdict[count];
        int done = 0;
        while (done < count) {
            int first = done;
            done = from == Direction.V4_TO_V6
                    ? node.fromIpv4(windows, verdicts, first, count, now)
                    : node.fromIpv6(windows, verdicts, first, count, now);
            assertTrue(done > first && done <= count, "a burst makes progress");
            for (int i = first; i < done; i++) {
                memory.packet.check(windows[i], i);
                count(from, verdicts[i]);
                if (i < done - 1) {
                    check(packet, verdicts[i], leaving(verdicts[i], windows[i]));
                } else {
                    check(packet, from, verdicts[i], windows[i], false, true);
                }
            }
        }
    }

    private void count(Direction from, Verdict verdict) {
        expected[from.ordinal()][verdict.ordinal()]++;
    }

    /** Fetches the output for the last packet and checks it. */
    private void check(byte[] packet, Direction from, Verdict verdict, Packet window, boolean scribble, boolean pull) {
        List<byte[]> sent = new ArrayList<>(leaving(verdict, window));
        if (!pull) {
            return;
        }
        if (scribble && verdict.leaves() && memory.packet.has(window)) {
            FuzzBuffer.scribble(window);
        }
        while (node.nextOctets() > 0) {
            sent.add(pulled());
            assertTrue(sent.size() < MOST_OUTPUTS, "output without end");
        }
        assertFalse(node.next(new Packet()), "no more output");
        last = sent;
        check(packet, verdict, sent);
        if (verdict.isDrop() && !sent.isEmpty() && !isFragment(packet)) {
            checkQuote(packet, from, SentPackets.of(sent));
        }
    }

    private List<byte[]> leaving(Verdict verdict, Packet window) {
        if (!verdict.leaves()) {
            return List.of();
        }
        byte[] octets = FuzzBuffer.octets(window);
        sent(octets);
        return List.of(octets);
    }

    private void sent(byte[] octets) {
        sentPackets++;
        sentOctets += octets.length;
    }

    private byte[] pulled() {
        int octets = node.nextOctets();
        int place = last.size() + octets & 3;
        memory.further.put(new byte[octets - 1], 0, 1, place);
        assertFalse(node.next(memory.further.window(0)), "one octet too short");
        assertEquals(octets, node.nextOctets(), "unchanged");
        memory.further.put(new byte[octets], 0, 1, place);
        Packet window = memory.further.window(0);
        int start = window.offset();
        assertTrue(node.next(window), "the window is long enough");
        memory.further.check(window, 0);
        assertEquals(start, window.offset(), "from the start of the place");
        assertEquals(octets, window.length(), "as long as it was said to be");
        byte[] packet = FuzzBuffer.octets(window);
        sent(packet);
        return packet;
    }

    private void check(byte[] packet, Verdict verdict, List<byte[]> packets) {
        SentPackets sent = SentPackets.of(packets);
        if (isFragment(packet)) {
            checkSizes(sent); // output about a held fragment
            return;
        }
        switch (verdict) {
            case FORWARDED -> checkForwarded(packet, sent);
            case REPLIED -> {
                checkSizes(sent);
                assertEquals(1, sent.icmpv6().size(), "one reply, perhaps in fragments");
                byte[] reply = sent.icmpv6().get(0);
                assertEquals(129, reply[40] & 0xff, "echo reply");
                byte[] asked = Bytes.part(packet, innerAt(packet) + 4, 40 + Bytes.u16(packet, 4));
                assertArrayEquals(asked, Bytes.part(reply, 44, reply.length), "identifier, sequence number and data");
            }
            case RELAYED -> {
                sent.assertError();
                assertEquals(1, sent.ipv4().size(), "sentError by ICMPv4");
            }
            case NOT_MAP -> assertEquals(List.of(), packets);
            default -> {
                if (!packets.isEmpty()) {
                    sent.assertError();
                }
            }
        }
    }

    private void checkSizes(SentPackets sent) {
        for (byte[] packet : sent.packets()) {
            if (packet[0] >>> 4 == 6) {
                assertTrue(packet.length <= Math.max(1280, world.mtuV6()), "MTU of the tunnel");
            } else if (relay) {
                assertTrue(packet.length <= Math.max(576, world.mtuV4()), "MTU of the IPv4 side");
            }
        }
    }

    private void checkForwarded(byte[] packet, SentPackets sent) {
        assertEquals(List.of(), sent.icmpv6(), "no error about a packet that leaves");
        checkSizes(sent);
        int at = innerAt(packet);
        byte[] came = Bytes.part(packet, at, at + Bytes.u16(packet, at + 2));
        sent.assertCarry(came, world.clamps(), !relay && world.rewrites());
    }

    /** Whether a packet is a fragment, in the tunnel or itself. */
    private static boolean isFragment(byte[] packet) {
        int at = innerAt(packet);
        return at == FRAGMENT_HEADER
                || at + 20 <= packet.length && packet[at] >>> 4 == 4 && (Bytes.u16(packet, at + 6) & 0x3fff) != 0;
    }

    /** Index of the IPv4 packet, or {@link #FRAGMENT_HEADER}; another index if there is none. */
    private static int innerAt(byte[] packet) {
        if (packet.length < 40 || packet[0] >>> 4 != 6) {
            return 0;
        }
        int kind = packet[6];
        int at = 40;
        while ((kind == 0 || kind == 43 || kind == 44 || kind == 51 || kind == 60) && at + 8 <= packet.length) {
            if (kind == 44) {
                return FRAGMENT_HEADER;
            }
            int octets = FuzzTraffic.extensionOctets(packet, at, kind);
            kind = packet[at];
            at += octets;
        }
        return at;
    }

    /** Errors about packets that were not changed quote them as received, from the start. */
    private static void checkQuote(byte[] packet, Direction from, SentPackets sent) {
        if (from == Direction.V4_TO_V6 || sent.ipv4().isEmpty()) {
            byte[] quote = sent.quote();
            assertArrayEquals(Bytes.part(packet, 0, quote.length), quote, "quote");
        }
    }
}
