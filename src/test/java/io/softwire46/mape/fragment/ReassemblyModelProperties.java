package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.NaiveReassembly;
import io.softwire46.mape.conformance.model.NaiveReassembly.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Random fragments with loss, repetition, disorder, overlap, equal identifications, small tables and jumping time: at
 * each step the reassemblers return the result and the packet of a naive model.
 */
class ReassemblyModelProperties {
    private static final int STEPS = 150;

    // A seed cannot be shrunk: a smaller one gives other fragments, not fewer.
    @Property(shrinking = ShrinkingMode.OFF, afterFailure = AfterFailureMode.SAMPLE_FIRST)
    void ipv6AsTheModel(@ForAll long seed) {
        runIpv6(new Random(seed));
    }

    @Property(shrinking = ShrinkingMode.OFF, afterFailure = AfterFailureMode.SAMPLE_FIRST)
    void ipv4AsTheModel(@ForAll long seed) {
        runIpv4(new Random(seed));
    }

    private static Set<FragmentResult> runIpv6(Random random) {
        List<ReassemblyLimits> limits = RandomFragments.domains(random);
        NaiveReassembly.Ipv6 model =
                new NaiveReassembly.Ipv6(ModelLimits.of(limits), ReassemblerHarness.KEY0, ReassemblerHarness.KEY1);
        ReassemblerHarness harness = new ReassemblerHarness(limits);
        List<List<byte[]>> underWay = new ArrayList<>();
        Set<FragmentResult> results = EnumSet.noneOf(FragmentResult.class);
        long now = random.nextLong();
        for (int step = 0; step < STEPS; step++) {
            now = RandomFragments.later(now, random);
            if (random.nextInt(10) > 0) {
                assertExpired(model, now, harness.expireIpv6(now), 1792);
            }
            byte[] fragment = RandomFragments.next(underWay, random, true);
            Outcome expected = model.add(fragment, RandomFragments.fragmentHeader(fragment), now);
            FragmentResult result = harness.ipv6(fragment, RandomFragments.fragmentHeader(fragment), now);
            assertEquals(expected.result().name(), result.name());
            assertEquals(expected.problemCode(), harness.ipv6.parameterProblemCode());
            if (expected.problemCode() >= 0) {
                assertEquals(expected.problemPointer(), harness.ipv6.parameterProblemPointer());
            }
            if (result == FragmentResult.COMPLETE) {
                assertArrayEquals(expected.packet(), harness.packet);
            }
            results.add(result);
            assertStatistics(model, harness.ipv6.statistics(), step + 1);
        }
        return results;
    }

    private static Set<FragmentResult> runIpv4(Random random) {
        List<ReassemblyLimits> limits = RandomFragments.domains(random);
        NaiveReassembly.Ipv4 model =
                new NaiveReassembly.Ipv4(ModelLimits.of(limits), ReassemblerHarness.KEY0, ReassemblerHarness.KEY1);
        ReassemblerHarness harness = new ReassemblerHarness(limits);
        List<List<byte[]>> underWay = new ArrayList<>();
        Set<FragmentResult> results = EnumSet.noneOf(FragmentResult.class);
        long now = random.nextLong();
        for (int step = 0; step < STEPS; step++) {
            now = RandomFragments.later(now, random);
            if (random.nextInt(10) > 0) {
                assertExpired(model, now, harness.expireIpv4(now), 1920);
            }
            byte[] fragment = RandomFragments.next(underWay, random, false);
            Outcome expected = model.add(fragment, now);
            FragmentResult result = harness.ipv4(fragment, now);
            assertEquals(expected.result().name(), result.name());
            if (result == FragmentResult.COMPLETE) {
                assertArrayEquals(expected.packet(), harness.packet);
            }
            results.add(result);
            assertStatistics(model, harness.ipv4.statistics(), step + 1);
        }
        return results;
    }

    /** Of what has expired, as much of the first fragment is there as an ICMP error could need to quote, and more. */
    private static void assertExpired(NaiveReassembly model, long now, List<byte[]> actual, int dataOctets) {
        for (byte[] first : actual) {
            byte[] expected = model.expire(now);
            assertEquals(expected.length == 0, first.length == 0, "the first fragment");
            if (first.length > 0) {
                assertTrue(first.length == expected.length || first.length >= dataOctets + 20);
                assertArrayEquals(Arrays.copyOf(expected, first.length), first);
            }
        }
        assertNull(model.expire(now));
    }

    private static void assertStatistics(NaiveReassembly model, FragmentStatistics statistics, int fragments) {
        assertEquals(model.pending(), statistics.pending());
        assertEquals(model.evictedByShare(), statistics.evictedByShare());
        assertEquals(model.evictedByTable(), statistics.evictedByTable());
        assertEquals(statistics.evictedByShare() + statistics.evictedByTable(), statistics.evicted());
        assertEquals(model.expired(), statistics.expired());
        assertEquals(fragments, statistics.received());
        assertEquals(fragments, statistics.first() + statistics.middle() + statistics.last() + statistics.whole());
    }

    /** Otherwise the properties above would prove less than they say. */
    @Example
    void everyResultOccurs() {
        Set<FragmentResult> six = EnumSet.noneOf(FragmentResult.class);
        Set<FragmentResult> four = EnumSet.noneOf(FragmentResult.class);
        for (long i = 1; i <= 80; i++) {
            long seed = i * 0x9e3779b97f4a7c15L; // small seeds resemble each other
            six.addAll(runIpv6(new Random(seed)));
            four.addAll(runIpv4(new Random(seed)));
        }
        Set<FragmentResult> never = EnumSet.of(FragmentResult.MALFORMED, FragmentResult.PORT_KNOWN);
        never.add(FragmentResult.NO_BUFFER); // the longest packet fits into any pool
        Set<FragmentResult> expected = EnumSet.complementOf(EnumSet.copyOf(never));
        expected.remove(FragmentResult.TINY);
        assertEquals(expected, six);
        expected.add(FragmentResult.TINY);
        expected.removeAll(EnumSet.of(FragmentResult.HEADERS_TOO_LONG, FragmentResult.INCOMPLETE_HEADERS));
        assertEquals(expected, four);
    }
}
