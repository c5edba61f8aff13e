package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class FragmentStatisticsTest {
    @Test
    void everythingIsZeroAtFirst() {
        FragmentStatistics statistics = new FragmentStatistics();
        for (FragmentResult result : FragmentResult.values()) {
            assertEquals(0, statistics.count(result));
        }
        assertEquals(0, statistics.received() + statistics.dropped() + statistics.whole() + statistics.pending());
        assertEquals(0, statistics.first() + statistics.middle() + statistics.last() + statistics.released());
        assertEquals(0, statistics.reassembledFull() + statistics.reassembledPartial());
        assertEquals(0, statistics.evicted() + statistics.expired());
    }

    @Test
    void dropsAreAllResultsThatEndAFragment() {
        FragmentStatistics statistics = new FragmentStatistics();
        for (FragmentResult result : FragmentResult.values()) {
            assertEquals(result, statistics.countResult(result));
            assertEquals(1, statistics.count(result));
        }
        assertEquals(FragmentResult.values().length, statistics.received());
        assertEquals(FragmentResult.values().length - 3, statistics.dropped());
        for (FragmentResult result : List.of(FragmentResult.HELD, FragmentResult.COMPLETE, FragmentResult.PORT_KNOWN)) {
            assertEquals(false, result.isDrop());
        }
    }

    /** The reader sees numbers that grow, and the last of them. */
    @Test
    void anotherThreadMayRead() throws InterruptedException {
        FragmentStatistics statistics = new FragmentStatistics();
        AtomicBoolean grew = new AtomicBoolean();
        Thread reader = new Thread(() -> {
            long before = 0;
            while (before < 1_000_000) {
                long count = statistics.count(FragmentResult.HELD);
                if (count < before) {
                    return;
                }
                before = count;
            }
            grew.set(true);
        });
        reader.start();
        for (int i = 0; i < 1_000_000; i++) {
            statistics.countResult(FragmentResult.HELD);
        }
        reader.join(60_000);
        assertTrue(grew.get());
    }

    @Test
    void listenerReceivesEachEviction() {
        List<Boolean> evictions = new ArrayList<>();
        FragmentStatistics statistics = new FragmentStatistics(evictions::add);
        statistics.countEvicted(true);
        statistics.countEvicted(false);
        statistics.countEvicted(true);

        assertEquals(List.of(true, false, true), evictions);
        assertEquals(2, statistics.evictedByShare());
        assertEquals(1, statistics.evictedByTable());
        new FragmentStatistics().countEvicted(true); // without one
    }

    @Test
    void textHasTheMostImportantCounters() {
        FragmentStatistics statistics = new FragmentStatistics();
        for (FragmentResult result : List.of(FragmentResult.COMPLETE, FragmentResult.COMPLETE, FragmentResult.EMPTY)) {
            statistics.countResult(result);
        }
        statistics.countPartial();
        statistics.changePending(4);
        statistics.countExpired();

        assertEquals(
                "FragmentStatistics[received=3, dropped=1, reassembled=3, pending=4, evicted=0, expired=1]",
                statistics.toString());
    }
}
