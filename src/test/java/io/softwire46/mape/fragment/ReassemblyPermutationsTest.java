package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.conformance.model.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Every order in which up to six fragments can come, small ones and ones that lie across chunks of memory. */
class ReassemblyPermutationsTest {
    private static final int[][] PLACES = {
        {8},
        {1232},
        {1784, 1792, 1800},
        {8, 16, 24, 32, 40},
        {1448, 2896},
        {2048, 4096, 6144, 8192},
        {24, 1792, 3840, 3848, 20000}
    };

    private static final ReassemblyLimits LIMITS = new ReassemblyLimits(1000, 64, 2, 1 << 18, 1, 65575, true);

    private final ReassemblerHarness harness = new ReassemblerHarness(LIMITS);

    private static void permutations(List<byte[]> rest, List<byte[]> so, Consumer<List<byte[]>> use) {
        if (rest.isEmpty()) {
            use.accept(so);
        }
        for (int i = 0; i < rest.size(); i++) {
            List<byte[]> others = new ArrayList<>(rest);
            List<byte[]> next = new ArrayList<>(so);
            next.add(others.remove(i));
            permutations(others, next, use);
        }
    }

    private static byte[] datagram(int[] places, int last) {
        return Sample.ipv4(new byte[0], 0, Sample.data(places[places.length - 1] + last, last));
    }

    @Test
    void ipv6InEveryOrderEachTwiceButTheLast() {
        for (int[] places : PLACES) {
            byte[] packet = Sample.ipv6(17, Sample.data(places[places.length - 1] + 77, places.length));
            permutations(CraftedFragments.ipv6(packet, 1, places), List.of(), order -> {
                for (byte[] fragment : order.subList(0, order.size() - 1)) {
                    assertEquals(FragmentResult.HELD, harness.ipv6(fragment, 0));
                    assertEquals(FragmentResult.DUPLICATE, harness.ipv6(fragment, 0));
                }
                assertEquals(FragmentResult.COMPLETE, harness.ipv6(order.get(order.size() - 1), 0));
                harness.assertReassembled(packet);
            });
        }
        assertEquals(0, harness.ipv6.statistics().pending());
    }

    @Test
    void ipv4InEveryOrder() {
        for (int[] places : PLACES) {
            byte[] packet = datagram(places, 1 + places.length);
            permutations(CraftedFragments.ipv4(packet, places), List.of(), order -> {
                for (byte[] fragment : order.subList(0, order.size() - 1)) {
                    assertEquals(FragmentResult.HELD, harness.ipv4(fragment, 0));
                }
                assertEquals(FragmentResult.COMPLETE, harness.ipv4(order.get(order.size() - 1), 0));
                harness.assertReassembled(packet);
            });
        }
        assertEquals(0, harness.ipv4.statistics().pending());
    }

    /** With one fragment missing, whichever, nothing is ever complete; the missing one completes it. */
    @Test
    void oneMissingInEveryOrder() {
        int[] places = {1448, 2896, 4344, 5792};
        byte[] packet = datagram(places, 100);
        List<byte[]> all = CraftedFragments.ipv4(packet, places);
        for (byte[] missing : all) {
            List<byte[]> others = new ArrayList<>(all);
            others.remove(missing);
            permutations(others, List.of(), order -> {
                for (byte[] fragment : order) {
                    assertEquals(FragmentResult.HELD, harness.ipv4(fragment, 0));
                }
                assertEquals(FragmentResult.COMPLETE, harness.ipv4(missing, 0));
                harness.assertReassembled(packet);
            });
        }
    }

    /** Two datagrams with everything in common but the identification, interleaved in every way. */
    @Test
    void twoDatagramsInterleaved() {
        byte[] one = Sample.ipv4(3000);
        byte[] two = Arrays.copyOf(Sample.ipv4(3500), 3500);
        Bytes.put16(two, 4, 0x1234);
        byte[] other = Sample.withChecksum(two);
        List<byte[]> both = new ArrayList<>(CraftedFragments.ipv4(one, 1000, 2000));
        both.addAll(CraftedFragments.ipv4(other, 1000, 2000));
        permutations(both, List.of(), order -> {
            int complete = 0;
            for (byte[] fragment : order) {
                if (harness.ipv4(fragment, 0) == FragmentResult.COMPLETE) {
                    harness.assertReassembled(harness.packet.length == 3000 ? one : other);
                    complete++;
                }
            }
            assertEquals(2, complete);
        });
    }
}
