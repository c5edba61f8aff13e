package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReassemblyLimitsTest {
    private static final long SECOND = 1_000_000_000L;

    /** RFC 8200 section 4.5; RFC 6146 section 4 for IPv4. */
    @Test
    void defaults() {
        assertEquals(
                new ReassemblyLimits(60 * SECOND, 64, 1024, 16_777_216, 0.1, 65575, true), ReassemblyLimits.ipv6());
        assertEquals(new ReassemblyLimits(2 * SECOND, 64, 1024, 16_777_216, 0.1, 65575, true), ReassemblyLimits.ipv4());
    }

    @ParameterizedTest
    @CsvSource({
        "1, 2, 1, 1540, 1e-300, 1540",
        "2305843009213693952, 8192, 1048576, 1073741824, 1, 65575",
        "1, 2, 1, 65575, 0.5, 65575"
    })
    void extremes(long timeout, int fragments, int datagrams, int octets, double share, int packet) {
        assertDoesNotThrow(() -> new ReassemblyLimits(timeout, fragments, datagrams, octets, share, packet, false));
    }

    @ParameterizedTest
    @CsvSource({
        "timeoutNanos, 0, 64, 10, 100000, 0.5, 65575",
        "timeoutNanos, 2305843009213693953, 64, 10, 100000, 0.5, 65575",
        "maxFragmentsPerPacket, 1, 1, 10, 100000, 0.5, 65575",
        "maxFragmentsPerPacket, 1, 8193, 10, 100000, 0.5, 65575",
        "maxReassemblies, 1, 64, 0, 100000, 0.5, 65575",
        "maxReassemblies, 1, 64, 1048577, 100000, 0.5, 65575",
        "maxBufferedOctets, 1, 64, 10, 65574, 0.5, 65575",
        "maxBufferedOctets, 1, 64, 10, 1073741825, 0.5, 65575",
        "sharePerSource, 1, 64, 10, 100000, 0, 65575",
        "sharePerSource, 1, 64, 10, 100000, -1, 65575",
        "sharePerSource, 1, 64, 10, 100000, 1.0000001, 65575",
        "sharePerSource, 1, 64, 10, 100000, NaN, 65575",
        "maxPacketOctets, 1, 64, 10, 100000, 0.5, 1539",
        "maxPacketOctets, 1, 64, 10, 100000, 0.5, 65576"
    })
    void valuesOutOfRangeAreRefusedByName(
            String name, long timeout, int fragments, int datagrams, int octets, double share, int packet) {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class,
                () -> new ReassemblyLimits(timeout, fragments, datagrams, octets, share, packet, true));
        assertTrue(refusal.getMessage().startsWith(name + " "), refusal::getMessage);
    }

    /** 8193 chunks of 2120 octets, 1024 datagrams of 264, and 72 KiB. */
    @Test
    void memoryOfTheDefaults() {
        assertEquals(
                8193L * 2120 + 1024 * 264 + 72 * 1024, ReassemblyLimits.ipv6().memoryOctets());
    }

    /** 2048 octets per chunk, of which 256 in all are space before the data. */
    @ParameterizedTest
    @CsvSource({"1540, 1", "1792, 1", "1793, 2", "3839, 2", "3840, 2", "3841, 3"})
    void chunksAreRoundedUp(int bufferedOctets, int chunks) {
        ReassemblyLimits limits = new ReassemblyLimits(SECOND, 64, 1, bufferedOctets, 1, 1540, true);
        assertEquals(chunks * 2120 + 264 + 72 * 1024, limits.memoryOctets());
    }

    @Test
    void noLimitsAreRefused() {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> new DatagramStore(List.of(), 1, 2, null));
        assertEquals("no limits", refusal.getMessage());
    }

    @Test
    void shareOfOneIsNoLimit() {
        ReassemblerHarness harness =
                new ReassemblerHarness(new ReassemblyLimits(SECOND, 64, 4, 1 << 20, 1, 65575, true));
        for (int id = 0; id < 10; id++) {
            byte[] first = CraftedFragments.ipv6(Sample.ipv6(4, Sample.ipv4(1500)), id, 800)
                    .get(0);
            assertEquals(FragmentResult.HELD, harness.ipv6(first, id));
        }
        assertEquals(6, harness.ipv6.statistics().evicted());
    }

    /** Half of four datagrams; the third of one source costs its oldest, and the fourth the next one. */
    @Test
    void shareOfDatagrams() {
        ReassemblerHarness harness =
                new ReassemblerHarness(new ReassemblyLimits(SECOND, 64, 4, 1 << 20, 0.5, 65575, true));
        for (int id = 0; id < 4; id++) {
            byte[] first = CraftedFragments.ipv6(Sample.ipv6(4, Sample.ipv4(1500)), id, 800)
                    .get(0);
            assertEquals(FragmentResult.HELD, harness.ipv6(first, id));
        }
        assertEquals(2, harness.ipv6.statistics().evictedByShare());
        assertEquals(0, harness.ipv6.statistics().evictedByTable());
        assertEquals(2, harness.ipv6.statistics().pending());
        for (int id = 2; id < 4; id++) {
            byte[] last = CraftedFragments.ipv6(Sample.ipv6(4, Sample.ipv4(1500)), id, 800)
                    .get(1);
            assertEquals(FragmentResult.COMPLETE, harness.ipv6(last, 4));
        }
    }

    /** A tenth of 33 chunks are three; one datagram that takes a fourth is discarded, which frees the three. */
    @Test
    void shareOfMemory() {
        ReassemblerHarness harness =
                new ReassemblerHarness(new ReassemblyLimits(SECOND, 64, 40, 33 * 2048 - 256, 0.1, 65575, true));
        byte[] packet = Sample.ipv6(4, Sample.ipv4(9000));
        var fragments = CraftedFragments.ipv6(packet, 1, 1792, 3840, 5888, 7936);
        assertEquals(FragmentResult.HELD, harness.ipv6(fragments.get(0), 0));
        assertEquals(FragmentResult.HELD, harness.ipv6(fragments.get(1), 0));
        assertEquals(FragmentResult.HELD, harness.ipv6(fragments.get(2), 0));
        assertEquals(FragmentResult.SOURCE_SHARE, harness.ipv6(fragments.get(3), 0));
        assertEquals(FragmentResult.DISCARDED, harness.ipv6(fragments.get(4), 0));

        var others = CraftedFragments.ipv6(packet, 2, 1792, 3840);
        assertEquals(FragmentResult.HELD, harness.ipv6(others.get(0), 0));
        assertEquals(FragmentResult.HELD, harness.ipv6(others.get(1), 0));

        var third = CraftedFragments.ipv6(packet, 3, 1792, 3840);
        assertEquals(FragmentResult.HELD, harness.ipv6(third.get(0), 0));
        assertEquals(0, harness.ipv6.statistics().evicted());
        assertEquals(FragmentResult.HELD, harness.ipv6(third.get(1), 0), "the fourth chunk costs datagram 2");
        assertEquals(1, harness.ipv6.statistics().evictedByShare());
        assertEquals(1, harness.ipv6.statistics().pending());
    }
}
