package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.tunnel.TcpMss;
import io.softwire46.mape.testing.Allocation;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** Packets that are fragmented and packets that are refused, heap and direct buffers: not one octet is allocated. */
class FragmentAllocationTest {
    private static final int ROUNDS = 50_000;

    private static final byte[] OPTIONS = Bytes.hex("830703000000000107070400000000 00");

    private static final List<byte[]> IPV4 = List.of(
            Sample.ipv4(3000),
            Sample.ipv4(OPTIONS, 0x2007, Sample.data(2400, 1)),
            Sample.ipv4(1000),
            Sample.ipv4(new byte[0], 0x4000, Sample.data(2000, 2)), // DF
            Sample.ipv4(Bytes.hex("8301 0000"), 0, Sample.data(2000, 3)), // option too short
            Sample.ipv4(new byte[0], 0x3fff, Sample.data(2000, 4)), // beyond the end
            Bytes.hex("45ff ffff"));

    private static final byte[] SYN_OPTIONS = Bytes.hex("01 020405b4 0101 00"); // the MSS at an odd offset
    private static final byte[] SYN = Sample.ipv4(
            6, new byte[0], 0, Bytes.concat(Bytes.hex("04d20050 00000000 00000000 7002ffff 00000000"), SYN_OPTIONS));

    private final Packet packet = new Packet();
    private final Packet place = new Packet();
    private final Ipv4Fragmenter ipv4 = new Ipv4Fragmenter();
    private final Ipv6Fragmenter ipv6 = new Ipv6Fragmenter();
    private final FragmentIdentification random = FragmentIdentification.random(1, 2);
    private final FragmentIdentification counters = FragmentIdentification.counters(1, 2, 16);
    private int sink;

    @Test
    void ipv4FragmenterAllocatesNothing() {
        ByteBuffer[] buffers = buffers(IPV4);
        ByteBuffer[] places = {ByteBuffer.allocate(1500), ByteBuffer.allocateDirect(1500)};
        assertAllocatesNothing(i -> {
            ByteBuffer buffer = buffers[i % buffers.length];
            sink += ipv4.start(packet.attach(buffer, 0, buffer.limit(), 0), 1460, false) == FragmentationResult.CUT
                    ? 1
                    : 0;
            while (ipv4.next(place.attach(places[i & 1], 40, 1460, 40))) {
                sink += place.length();
            }
        });
    }

    @Test
    void ipv6FragmenterAllocatesNothing() {
        ByteBuffer[] buffers = buffers(IPV4.stream().map(p -> Sample.ipv6(4, p)).toList());
        ByteBuffer[] places = {ByteBuffer.allocate(1500), ByteBuffer.allocateDirect(1500)};
        assertAllocatesNothing(i -> {
            ByteBuffer buffer = buffers[i % buffers.length];
            packet.attach(buffer, 0, buffer.limit(), 0);
            int identification = random.next(buffer, 0) + counters.next(buffer, 0);
            sink += ipv6.start(packet, 1500, identification) == FragmentationResult.CUT ? 1 : 0;
            while (ipv6.next(place.attach(places[i & 1], 0, 1500, 0))) {
                sink += place.length();
            }
        });
    }

    @Test
    void firstFragmentInPlaceAllocatesNothing() {
        byte[] inner = Sample.ipv4(3000);
        byte[] tunnel = Sample.ipv6(4, inner);
        ByteBuffer[] places = {ByteBuffer.allocate(4000), ByteBuffer.allocateDirect(4000)};
        ByteBuffer out = ByteBuffer.allocate(1500);
        assertAllocatesNothing(i -> {
            ByteBuffer buffer = places[i & 1];
            buffer.put(48, tunnel);
            ipv6.start(packet.attach(buffer, 48, tunnel.length, 48), 1500, i);
            sink += ipv6.firstInPlace(packet) ? 1 : 0;
            while (ipv6.next(place.attach(out, 0, 1500, 0))) {
                sink += place.length();
            }
            buffer.put(48, inner);
            ipv4.start(packet.attach(buffer, 48, inner.length, 48), 1500, false);
            sink += ipv4.firstInPlace(packet) ? 1 : 0;
            while (ipv4.next(place.attach(out, 0, 1500, 0))) {
                sink += place.length();
            }
        });
    }

    @Test
    void clampAllocatesNothing() {
        ByteBuffer[] buffers = buffers(List.of(SYN, IPV4.get(0)));
        assertAllocatesNothing(i -> {
            ByteBuffer buffer = buffers[i % buffers.length];
            buffer.putShort(20 + 20 + 3, (short) 1460);
            sink += TcpMss.clamp(buffer, 0, buffer.limit(), 1200) ? 1 : 0;
        });
    }

    private void assertAllocatesNothing(IntConsumer path) {
        sink = 0;
        assertEquals(0, Allocation.least(() -> run(path)));
        assertNotEquals(0, sink, "the path does nothing");
    }

    private static void run(IntConsumer path) {
        for (int i = 0; i < ROUNDS; i++) {
            path.accept(i);
        }
    }

    private static ByteBuffer[] buffers(List<byte[]> packets) {
        ByteBuffer[] buffers = new ByteBuffer[2 * packets.size()];
        for (int i = 0; i < buffers.length; i++) {
            byte[] octets = packets.get(i / 2);
            ByteBuffer buffer =
                    i % 2 == 0 ? ByteBuffer.allocate(octets.length) : ByteBuffer.allocateDirect(octets.length);
            buffers[i] = buffer.put(0, octets);
        }
        return buffers;
    }
}
