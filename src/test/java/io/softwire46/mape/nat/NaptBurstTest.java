package io.softwire46.mape.nat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.Published;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.nat.NaptOptions.FilteringBehavior;
import io.softwire46.mape.nat.NaptOptions.MappingBehavior;
import io.softwire46.mape.testing.Allocation;
import io.softwire46.mape.testing.Requirement;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.PacketBatch;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bursts of packets give the octets, results, counters and sessions of single calls, and no call allocates. */
class NaptBurstTest {
    private static final int SIZE = 256;
    private static final int PLACE = 2048;
    private static final int EXTERNAL = 0xc0000212;

    private static NaptTable table(int variant) {
        NaptOptions options = NaptOptions.defaults()
                .with(NaptOption.MAX_SESSIONS, 300)
                .with(NaptOption.MAX_SESSIONS_PER_HOST, 120)
                .with(NaptOption.NEW_SESSIONS_PER_SECOND_PER_HOST, 40)
                .with(NaptOption.RESET_ENDED, variant % 2 == 0)
                .with(NaptOption.INBOUND_REFRESH, variant % 3 == 0)
                .with(
                        NaptOption.TCP_MAPPING,
                        variant % 2 == 0 ? MappingBehavior.EXCLUSIVE : MappingBehavior.OVERLAPPING)
                .with(NaptOption.UDP_FILTERING, FilteringBehavior.values()[variant % 3]);
        return NaptTable.of(variant % 2 == 0 ? Edges.SHARED : Edges.shared(4, 12, 0x9c1), options);
    }

    /** A packet of any kind; most belong to few endpoints, so that many hit a session. */
    private static byte[] packet(Random random, boolean inbound) {
        int inside = 0xc0a80100 | random.nextInt(3);
        int remote = random.nextInt(8) == 0 ? EXTERNAL : 0xc6336400 | random.nextInt(3);
        int port = 5000 + random.nextInt(4);
        int remotePort = random.nextBoolean() ? 443 : 4000;
        int external = random.nextInt(3) == 0
                ? random.nextInt(1 << 16)
                : Edges.SHARED.portSet().portAt(random.nextInt(240));
        int source = inbound ? remote : random.nextInt(20) == 0 ? random.nextInt() : inside;
        int destination = inbound ? EXTERNAL : random.nextInt(30) == 0 ? inside : remote;
        int from = inbound ? remotePort : port;
        int to = inbound || random.nextInt(9) == 0 ? external : remotePort;
        Ipv4PacketBuilder builder = Ipv4PacketBuilder.ipv4(source, destination)
                .identification(random.nextInt(4))
                .timeToLive(random.nextInt(10) == 0 ? 1 : 64)
                .flagsOffset(
                        random.nextInt(8) == 0
                                ? new int[] {0x2000, 2, 0x2002, 1}[random.nextInt(4)]
                                : random.nextBoolean() ? 0x4000 : 0);
        if (random.nextInt(15) == 0) {
            builder.options("94040000");
        }
        switch (random.nextInt(8)) {
            case 0, 1 -> builder.udp(from, to, 4 + random.nextInt(40));
            case 2 -> builder.tcp(from, to, random.nextInt(64), new byte[4 * random.nextInt(3)]);
            case 3, 4 -> builder.tcp(from, to, new int[] {2, 16, 16, 18, 17}[random.nextInt(5)], new byte[0]);
            case 5 -> builder.icmpQuery(8, inbound ? external : port);
            case 6 ->
                builder.icmpError(
                        3,
                        Ipv4PacketBuilder.ipv4(inbound ? EXTERNAL : remote, inbound ? remote : inside)
                                .udp(inbound ? external : remotePort, inbound ? remotePort : port)
                                .octets());
            default -> builder.ports(new int[] {33, 136, 132, 50}[random.nextInt(4)], from, to, 4 + random.nextInt(40));
        }
        byte[] octets = builder.octets();
        if (random.nextInt(30) == 0) {
            octets[10] ^= 1; // a wrong header checksum
        }
        if (octets[0] == 0x45 && octets[9] == 17 && random.nextInt(4) == 0) {
            Bytes.put16(octets, 26, 0); // UDP without checksum
        }
        return random.nextInt(40) == 0 ? Arrays.copyOf(octets, random.nextInt(octets.length)) : octets;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    @Requirement({"X14", "X15"})
    void burstsEqualSingleCalls(int variant) {
        Random random = new Random(variant);
        Published<NaptTable> published = Published.of(table(variant));
        Napt44 single = Napt44.seeded(published, NaptRun.FRAGMENTS, 3);
        Napt44 slow = Napt44.seeded(published, NaptRun.FRAGMENTS, 3);
        Napt44 batches = Napt44.seeded(published, NaptRun.FRAGMENTS, 3);
        Napt44 arrays = Napt44.seeded(published, NaptRun.FRAGMENTS, 3);
        ByteBuffer[] buffers = {
            ByteBuffer.allocate(SIZE * PLACE),
            ByteBuffer.allocateDirect(SIZE * PLACE),
            ByteBuffer.allocate(SIZE * PLACE),
            ByteBuffer.allocate(SIZE * PLACE)
        };
        PacketBatch batch = new PacketBatch(buffers[1], SIZE);
        Packet[] packets = new Packet[SIZE];
        NaptResult[] expected = new NaptResult[SIZE];
        NaptResult[] results = new NaptResult[SIZE];
        long now = 0;
        for (int round = 0; round < 400; round++) {
            int size = 1 + random.nextInt(random.nextInt(4) == 0 ? SIZE : 20);
            boolean inbound = random.nextInt(3) == 0;
            now += random.nextInt(20) == 0 ? random.nextLong(400_000_000_000L) : random.nextInt(2_000_000_000);
            batch.clear();
            for (int i = 0; i < size; i++) {
                byte[] octets = packet(random, inbound);
                for (ByteBuffer buffer : buffers) {
                    buffer.put(i * PLACE, octets);
                }
                batch.add(i * PLACE, octets.length, 0);
                packets[i] = new Packet().attach(buffers[2], i * PLACE, octets.length, 0);
            }
            StringBuilder outputs = new StringBuilder();
            StringBuilder slowOutputs = new StringBuilder();
            for (int i = 0; i < size; i++) {
                Packet packet = new Packet().attach(buffers[0], i * PLACE, packets[i].length(), 0);
                expected[i] = inbound ? single.inbound(packet, now) : single.outbound(packet, now);
                outputs.append(outputs(single, now));
                packet.attach(buffers[3], i * PLACE, packets[i].length(), 0);
                assertEquals(expected[i], inbound ? slow.inboundSlowly(packet, now) : slow.outboundSlowly(packet, now));
                slowOutputs.append(outputs(slow, now));
            }
            assertEquals(slowOutputs.toString(), outputs.toString());
            StringBuilder batchOutputs = new StringBuilder();
            for (int from = 0; from < size; ) {
                from = inbound ? batches.inbound(batch, from, now) : batches.outbound(batch, from, now);
                batchOutputs.append(outputs(batches, now));
            }
            StringBuilder arrayOutputs = new StringBuilder();
            for (int from = 0; from < size; ) {
                from = inbound
                        ? arrays.inbound(packets, results, from, size, now)
                        : arrays.outbound(packets, results, from, size, now);
                arrayOutputs.append(outputs(arrays, now));
            }
            for (int i = 0; i < size; i++) {
                assertEquals(expected[i].ordinal(), batch.outcome(i));
                assertEquals(expected[i], results[i]);
                byte[] octets = octets(buffers[0], i * PLACE, packets[i].length());
                assertArrayEquals(octets, octets(buffers[1], i * PLACE, packets[i].length()));
                assertArrayEquals(octets, octets(buffers[2], i * PLACE, packets[i].length()));
                assertArrayEquals(octets, octets(buffers[3], i * PLACE, packets[i].length()));
            }
            assertEquals(outputs.toString(), batchOutputs.toString());
            assertEquals(outputs.toString(), arrayOutputs.toString());
            if (round % 50 == 49) {
                published.publish(table(variant + (round % 100 == 99 ? 2 : 0)));
            }
            assertSame(single.statistics(), slow.statistics());
            assertSame(single.statistics(), batches.statistics());
            assertSame(single.statistics(), arrays.statistics());
        }
    }

    private static byte[] octets(ByteBuffer buffer, int at, int length) {
        byte[] octets = new byte[length];
        buffer.get(at, octets);
        return octets;
    }

    private static String outputs(Napt44 napt, long now) {
        StringBuilder all = new StringBuilder();
        Packet place = new Packet();
        for (NaptResult held = napt.release(place, now); held != null; held = napt.release(place, now)) {
            all.append(held).append(Arrays.hashCode(octets(place.buffer(), place.offset(), place.length())));
        }
        ByteBuffer buffer = ByteBuffer.allocate(600);
        while (napt.next(place.attach(buffer, 0, 600, 0), now)) {
            all.append(Arrays.hashCode(octets(buffer, 0, place.length()))).append(' ');
        }
        return all.toString();
    }

    private static void assertSame(NaptStatistics expected, NaptStatistics actual) {
        for (NaptStatistics.Direction direction : NaptStatistics.Direction.values()) {
            for (NaptResult result : NaptResult.values()) {
                assertEquals(expected.packets(direction, result), actual.packets(direction, result), result.name());
                assertEquals(expected.octets(direction, result), actual.octets(direction, result), result.name());
            }
        }
        for (NaptStatistics.Event event : NaptStatistics.Event.values()) {
            assertEquals(expected.count(event), actual.count(event), event.name());
        }
        for (NaptStatistics.Gauge gauge : NaptStatistics.Gauge.values()) {
            assertEquals(expected.get(gauge), actual.get(gauge), gauge.name());
        }
    }

    /** Packets of every kind, refused ones included, in single calls and batches, with expiry and output. */
    @Test
    @Requirement("R1")
    void noCallAllocates() {
        Random random = new Random(9);
        Napt44 napt = Napt44.seeded(Published.of(table(1)), NaptRun.FRAGMENTS, 3);
        ByteBuffer pool = ByteBuffer.allocateDirect(2 * SIZE * PLACE);
        int[] lengths = new int[2 * SIZE];
        for (int i = 0; i < 2 * SIZE; i++) {
            byte[] octets = packet(random, i >= SIZE);
            pool.put(i * PLACE, octets);
            lengths[i] = octets.length;
        }
        ByteBuffer buffer = ByteBuffer.allocateDirect(2 * SIZE * PLACE);
        PacketBatch batch = new PacketBatch(buffer, SIZE);
        Packet packet = new Packet().attach(buffer, 0, 0, 0);
        Packet place = new Packet();
        ByteBuffer output = ByteBuffer.allocateDirect(600);
        NaptEvent event = new NaptEvent();
        long[] now = {0};
        assertEquals(0, Allocation.least(() -> {
            for (int round = 0; round < 20; round++) {
                buffer.put(0, pool, 0, 2 * SIZE * PLACE);
                now[0] += 3_000_000_000L;
                for (int i = 0; i < 2 * SIZE; i++) {
                    packet.moveTo(i * PLACE, lengths[i], 0);
                    NaptResult result = i < SIZE ? napt.outbound(packet, now[0]) : napt.inbound(packet, now[0]);
                    napt.restore();
                    while (napt.release(place, now[0]) != null) {
                        place.moveTo(0, 0, 0);
                    }
                    place.attach(output, 0, 600, 0);
                    napt.next(place, now[0]);
                    if (result == NaptResult.HELD) {
                        napt.nextEvent(event);
                    }
                }
                for (int half = 0; half < 2; half++) {
                    buffer.put(0, pool, 0, 2 * SIZE * PLACE);
                    batch.clear();
                    for (int i = 0; i < SIZE; i++) {
                        batch.add((half * SIZE + i) * PLACE, lengths[half * SIZE + i], 0);
                    }
                    for (int from = 0; from < SIZE; ) {
                        from = half == 0 ? napt.outbound(batch, from, now[0]) : napt.inbound(batch, from, now[0]);
                    }
                }
                while (napt.expire(now[0])) {
                    now[0]++;
                }
            }
        }));
    }
}
