package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
}
