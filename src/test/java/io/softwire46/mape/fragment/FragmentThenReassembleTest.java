package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.model.NaiveFragments;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reassemblers restore the octets of packets that the fragmenters fragmented. */
class FragmentThenReassembleTest {
    private static final ReassemblyLimits LIMITS =
            new ReassemblyLimits(1_000_000_000L, 8192, 16, 1 << 20, 1, 65575, true);
    private static final byte[] ALL = Sample.data(65536, 46);

    private final Ipv6Reassembler ipv6 = new Ipv6Reassembler(LIMITS, 1, 2);
    private final Ipv4Reassembler ipv4 = new Ipv4Reassembler(LIMITS, 1, 2);
    private final Ipv6Fragmenter cut6 = new Ipv6Fragmenter();
    private final Ipv4Fragmenter cut4 = new Ipv4Fragmenter();
    private final ByteBuffer out = ByteBuffer.allocateDirect(70_000);
    private final Packet packet = new Packet();
    private final Packet place = new Packet();

    /**
     * Sizes of IPv4 packets: every 97th, and those around every boundary of fragments, each also once more shuffled.
     */
    private static Iterable<Integer> sizes(int perFragment) {
        TreeSet<Integer> sizes = new TreeSet<>();
        for (int octets = 1; octets <= 65515; octets += 97) {
            sizes.add(20 + octets);
        }
        for (int count = 1; count * perFragment <= 65535 + 8; count = count < 4 ? count + 1 : count * 2 - 1) {
            for (int around = -9; around <= 9; around++) {
                sizes.add(Math.max(21, Math.min(65535, count * perFragment + around)));
            }
        }
        return sizes;
    }

    private static byte[] datagram(int size) {
        return Sample.ipv4(17, new byte[0], 0, Arrays.copyOf(ALL, size - 20));
    }

    @ParameterizedTest
    @ValueSource(ints = {1280, 1281, 1287, 1288, 1500, 1540, 9192})
    void ipv6(int mtu) {
        for (int size : sizes((mtu - 48) / 8 * 8)) {
            byte[] tunnel = Sample.ipv6(4, datagram(size));
            packet.attach(ByteBuffer.wrap(tunnel), 0, tunnel.length, 0);
            FragmentationResult result = cut6.start(packet, mtu, size);
            assertEquals(tunnel.length > mtu ? FragmentationResult.CUT : FragmentationResult.FITS, result);
            FragmentResult last = result == FragmentationResult.FITS ? FragmentResult.COMPLETE : FragmentResult.HELD;
            while (cut6.next(place.attach(out, 0, mtu, 0))) {
                assertEquals(FragmentResult.HELD, last);
                last = ipv6.add(place, 40, 0);
                if (last == FragmentResult.COMPLETE) {
                    assertArrayEquals(tunnel, ReassemblerHarness.octets(place));
                }
            }
            assertEquals(FragmentResult.COMPLETE, last);
        }
        assertEquals(0, ipv6.statistics().pending());
    }

    @ParameterizedTest
    @ValueSource(ints = {68, 576, 1240, 1460, 1500, 9152})
    void ipv4(int limit) {
        for (int size : sizes((limit - 20) / 8 * 8)) {
            byte[] datagram = datagram(size);
            packet.attach(ByteBuffer.wrap(datagram), 0, size, 0);
            FragmentationResult result = cut4.start(packet, limit, false);
            assertEquals(size > limit ? FragmentationResult.CUT : FragmentationResult.FITS, result);
            FragmentResult last = result == FragmentationResult.FITS ? FragmentResult.COMPLETE : FragmentResult.HELD;
            while (cut4.next(place.attach(out, 0, limit, 0))) {
                assertEquals(FragmentResult.HELD, last);
                last = ipv4.add(place, 0);
                if (last == FragmentResult.COMPLETE) {
                    assertArrayEquals(datagram, ReassemblerHarness.octets(place));
                }
            }
            assertEquals(FragmentResult.COMPLETE, last);
        }
        assertEquals(0, ipv4.statistics().pending());
    }

    /** Options that later fragments lack come back with the first one. */
    @Test
    void ipv4WithOptions() {
        Random random = new Random(7);
        for (int i = 0; i < 1000; i++) {
            byte[] datagram = Sample.ipv4(
                    Sample.options(Choices.of(random.nextLong())), 0, Sample.data(200 + random.nextInt(3000), i));
            List<byte[]> fragments = NaiveFragments.fragmentIpv4(datagram, 150 + random.nextInt(40));
            Collections.shuffle(fragments, random);
            ReassemblerHarness harness =
                    new ReassemblerHarness(new ReassemblyLimits(1000, 64, 1, 65575, 1, 65575, true));
            for (byte[] fragment : fragments.subList(1, fragments.size())) {
                assertEquals(FragmentResult.HELD, harness.ipv4(fragment, 0));
            }
            assertEquals(FragmentResult.COMPLETE, harness.ipv4(fragments.get(0), 0));
            harness.assertReassembled(datagram);
        }
    }

    /** A hundred datagrams under way at a time, between the same hosts, fragments in any order. */
    @Test
    void interleavedDatagrams() {
        ReassemblerHarness harness = new ReassemblerHarness(ReassemblyLimits.ipv6());
        List<byte[]> fragments = new ArrayList<>();
        for (int id = 0; id < 100; id++) {
            fragments.addAll(NaiveFragments.fragmentIpv6(Sample.ipv6(4, datagram(1500 + id * 40)), 1280, id));
        }
        Collections.shuffle(fragments, new Random(3));
        int[] reassembled = new int[100];
        for (byte[] fragment : fragments) {
            if (harness.ipv6(fragment, 0) == FragmentResult.COMPLETE) {
                int id = (harness.packet.length - 1540) / 40;
                harness.assertReassembled(Sample.ipv6(4, datagram(1500 + id * 40)));
                reassembled[id]++;
            }
        }
        for (int count : reassembled) {
            assertEquals(1, count);
        }
    }
}
