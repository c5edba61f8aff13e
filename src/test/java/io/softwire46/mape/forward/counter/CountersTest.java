package io.softwire46.mape.forward.counter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Counters that include those of domains. */
class CountersTest {
    private static final int TABLES = 20_000;

    private static long forwarded(Counters counters) {
        return counters.packets(Direction.V4_TO_V6, Verdict.FORWARDED);
    }

    private static void count(Counters counters) {
        counters.count(Direction.V4_TO_V6, Verdict.FORWARDED, 64, 104);
    }

    @Test
    void valuesOfIncludedCountersArePartOfTheSum() {
        Counters node = new Counters();
        Counters domain = new Counters();
        count(domain);
        node.include(List.of(domain));
        count(node);
        count(domain);
        assertEquals(3, forwarded(node));
        assertEquals(3 * 64, node.octets(Direction.V4_TO_V6, Verdict.FORWARDED));
        assertEquals(3 * 104, node.snapshot().arrivedOctets(Direction.V4_TO_V6));
        assertEquals(2, forwarded(domain));
    }

    @Test
    void includedCountersMayIncludeOthers() {
        Counters all = new Counters();
        Counters node = new Counters();
        Counters domain = new Counters();
        node.include(List.of(domain));
        all.include(List.of(node));
        count(domain);
        count(node);
        assertEquals(2, forwarded(all));
        all.include(List.of());
        assertEquals(2, forwarded(all));
        assertThrows(IllegalArgumentException.class, () -> node.include(List.of(node)));
    }

    @Test
    void countersThatAreIncludedNoLongerLeaveTheirValues() {
        Counters node = new Counters();
        Counters kept = new Counters();
        Counters removed = new Counters();
        node.include(List.of(kept, removed));
        count(kept);
        count(removed);
        node.include(List.of(kept));
        count(kept);
        assertEquals(3, forwarded(node));
        node.include(List.of());
        assertEquals(3, forwarded(node));
        assertEquals(3, node.snapshot().packets(Direction.V4_TO_V6, Verdict.FORWARDED));
    }

    /** One thread counts, and includes the counters of another domain after each packet; a reader checks that no value decreases. */
    @Test
    void readerNeverSeesDecreasingValue() {
        Counters node = new Counters();
        AtomicBoolean isOver = new AtomicBoolean();
        CompletableFuture<Boolean> reader = CompletableFuture.supplyAsync(() -> {
            long packets = 0;
            long octets = 0;
            while (!isOver.get()) {
                long nextPackets = forwarded(node);
                long nextOctets = node.snapshot().octets(Direction.V4_TO_V6, Verdict.FORWARDED);
                if (nextPackets < packets || nextOctets < octets) {
                    return false;
                }
                packets = nextPackets;
                octets = nextOctets;
            }
            return true;
        });
        for (int i = 0; i < TABLES; i++) {
            Counters domain = new Counters();
            node.include(List.of(domain));
            count(domain);
            count(node);
        }
        isOver.set(true);
        assertTrue(reader.join());
        assertEquals(2 * TABLES, forwarded(node));
    }
}
