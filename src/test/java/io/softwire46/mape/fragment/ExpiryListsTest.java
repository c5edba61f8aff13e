package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpiryListsTest {
    private static final int ENTRIES = 12;
    private static final int STEPS = 3000;
    private static final int NONE = -1;

    private record Known(int entry, int limits, long began) {}

    private final Random random = new Random(1);
    private final List<Known> model = new ArrayList<>(); // in the order of appending

    private List<Long> timeouts; // by limits
    private DatagramTable table;
    private ExpiryLists lists;
    private long keys;

    @BeforeEach
    void clear() {
        setTimeouts(10L);
    }

    private void setTimeouts(Long... nanos) {
        timeouts = List.of(nanos);
        table = new DatagramTable(ENTRIES, SipHash.forTable(1, 2));
        lists = new ExpiryLists(
                table,
                timeouts.stream()
                        .map(each -> new ReassemblyLimits(each, 64, ENTRIES, 1 << 17, 1, 1540, false))
                        .toList(),
                ENTRIES);
        model.clear();
    }

    private void begin(int limits, long now) {
        table.find(keys++, 0);
        int entry = table.insert(now);
        lists.append(entry, limits);
        model.add(new Known(entry, limits, now));
    }

    private void end(Known known) {
        model.remove(known);
        lists.remove(known.entry, known.limits);
        table.remove(known.entry);
    }

    /** For each time-out, inspects the oldest datagram. */
    private int expected(long now) {
        for (long timeout : timeouts.stream().distinct().toList()) {
            Known oldest = model.stream()
                    .filter(known -> timeouts.get(known.limits) == timeout)
                    .findFirst()
                    .orElse(null);
            if (oldest != null && (now - oldest.began >= timeout || now - oldest.began <= -timeout)) {
                return oldest.entry;
            }
        }
        return NONE;
    }

    /** Time advances by small steps, sometimes steps back, and rarely becomes any number, as in damaged captures. */
    private long later(long now) {
        return switch (random.nextInt(40)) {
            case 0 -> random.nextLong();
            case 1, 2 -> now - random.nextInt(60);
            case 3 -> now + random.nextInt(60);
            default -> now + random.nextInt(4);
        };
    }

    private void run(Long... nanos) {
        setTimeouts(nanos);
        long now = random.nextLong();
        for (int step = 0; step < STEPS; step++) {
            now = later(now);
            if (random.nextInt(4) > 0) {
                int entry = lists.oldestOver(now);
                assertEquals(expected(now), entry);
                if (entry != NONE) {
                    end(model.stream()
                            .filter(known -> known.entry == entry)
                            .findFirst()
                            .orElseThrow());
                }
            }
            if (model.size() < ENTRIES && random.nextInt(3) == 0) {
                begin(random.nextInt(nanos.length), now);
            } else if (!model.isEmpty() && random.nextInt(8) == 0) {
                end(model.get(random.nextInt(model.size())));
            }
        }
    }

    /** Random operations, compared with a list that is searched anew each time. */
    @Test
    void oneTimeout() {
        run(20L);
    }

    @Test
    void severalTimeoutsOfWhichSomeAreEqual() {
        run(30L, 10L, 30L, 50L, 10L, 1L);
        run(7L, 7L);
    }

    @Test
    void longestTimeout() {
        run(1L << 61, 5L);
        run(1L << 61, (1L << 61) - 3, 9L);
    }

    /** A time that wraps before the first query is no reason to keep a datagram. */
    @Test
    void expiresAfterTheTimeHasWrapped() {
        begin(0, Long.MAX_VALUE - 15);
        assertEquals(model.get(0).entry, lists.oldestOver(Long.MIN_VALUE + 3));
    }

    /** A query far from all datagrams, in both directions, including the most distant time. */
    @ParameterizedTest
    @ValueSource(
            longs = {
                10,
                -10,
                1L << 61,
                -(1L << 61),
                1L << 62,
                -(1L << 62),
                (1L << 62) + (1L << 61),
                -(1L << 62) - (1L << 61),
                Long.MAX_VALUE,
                Long.MIN_VALUE
            })
    void expiresAfterAnyJumpOfTime(long jump) {
        begin(0, 0);
        assertEquals(NONE, lists.oldestOver(0));
        assertEquals(NONE, lists.oldestOver(jump > 0 ? 9 : -9));
        assertEquals(model.get(0).entry, lists.oldestOver(jump));
    }

    /** The interval stays empty, however far apart the datagrams began between two queries. */
    @Test
    void expiresAfterSeveralJumps() {
        assertEquals(NONE, lists.oldestOver(0));
        long now = 0;
        for (int i = 0; i < 5; i++) {
            begin(0, now);
            now += Long.MAX_VALUE - 20;
        }
        for (long later = now - 30; later < now + 30; later++) {
            assertEquals(expected(later), lists.oldestOver(later));
        }
    }

    /** The second datagram expires first. */
    @Test
    void theOldestOfAnotherListMayExpireFirst() {
        setTimeouts(100L, 10L);
        begin(0, 0);
        begin(1, 5);
        assertEquals(NONE, lists.oldestOver(14));
        assertEquals(model.get(1).entry, lists.oldestOver(15));
        end(model.get(1));
        assertEquals(NONE, lists.oldestOver(99));
        assertEquals(model.get(0).entry, lists.oldestOver(100));
    }
}
