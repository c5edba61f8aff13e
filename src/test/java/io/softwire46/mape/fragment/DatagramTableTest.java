package io.softwire46.mape.fragment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatagramTableTest {
    private static final int STEPS = 4000;

    private record Known(int entry, long began) {}

    private final Random random = new Random(1);
    private final Map<List<Long>, Known> model = new HashMap<>();

    /** Random operations, compared with a map of java.util. Each word of a key has few values, so keys resemble others. */
    @ParameterizedTest
    @CsvSource({"1, 2, 2", "2, 2, 2", "7, 2, 4", "24, 2, 8", "1, 5, 2", "7, 5, 2", "20, 5, 2", "31, 5, 3"})
    void findsWhatWasInserted(int capacity, int words, int values) {
        DatagramTable table = new DatagramTable(capacity, SipHash.forTable(1, 2));
        for (int step = 0; step < STEPS; step++) {
            List<Long> key = model.isEmpty() || random.nextInt(3) > 0 ? randomKey(words, values) : anyKnown();
            Known known = model.get(key);
            assertEquals(known == null ? -1 : known.entry, find(table, key));
            if (known != null) {
                assertEquals(known.began, table.began(known.entry));
                if (random.nextInt(3) == 0) {
                    remove(table, key); // as an expired datagram, which begins again with the same look-up
                }
            }
            if (table.isFull() && !model.containsKey(key)) {
                remove(table, anyKnown()); // as an evicted datagram
            }
            if (!model.containsKey(key) && random.nextBoolean()) {
                insert(table, key, capacity);
            }
            if (!model.isEmpty() && random.nextInt(8) == 0) {
                remove(table, anyKnown());
            }
            assertEquals(model.size() == capacity, table.isFull());
        }
    }

    private List<Long> randomKey(int words, int values) {
        List<Long> key = new ArrayList<>();
        while (key.size() < words) {
            key.add((long) random.nextInt(values));
        }
        return key;
    }

    private List<Long> anyKnown() {
        List<List<Long>> keys = new ArrayList<>(model.keySet());
        return keys.get(random.nextInt(keys.size()));
    }

    private static int find(DatagramTable table, List<Long> key) {
        return key.size() == 2
                ? table.find(key.get(0), key.get(1))
                : table.find(key.get(0), key.get(1), key.get(2), key.get(3), key.get(4));
    }

    private void insert(DatagramTable table, List<Long> key, int capacity) {
        long now = random.nextLong();
        int entry = table.insert(now);
        assertTrue(entry >= 0 && entry < capacity);
        assertTrue(model.values().stream().noneMatch(known -> known.entry == entry), "the entry is in use");
        model.put(key, new Known(entry, now));
    }

    private void remove(DatagramTable table, List<Long> key) {
        table.remove(model.remove(key).entry);
    }

    /** A datagram expires when its age reaches the time-out, and if it began that far in the future; time may wrap. */
    @ParameterizedTest
    @ValueSource(longs = {0, -5, Long.MAX_VALUE, Long.MIN_VALUE + 3})
    void expiresAtTheTimeout(long began) {
        DatagramTable table = new DatagramTable(2, SipHash.forTable(1, 2));
        table.find(1, 1);
        table.insert(began + 100);
        table.find(2, 2);
        int entry = table.insert(began);
        assertFalse(table.isOver(entry, began, 10));
        assertFalse(table.isOver(entry, began + 9, 10));
        assertTrue(table.isOver(entry, began + 10, 10));
        assertTrue(table.isOver(entry, began + 11, 10));
        assertFalse(table.isOver(entry, began - 9, 10));
        assertTrue(table.isOver(entry, began - 10, 10));
    }

    /** The bucket of the last look-up is that of the key, also if the entry was found without its hash. */
    @Test
    void beginsAgainInItsBucket() {
        DatagramTable table = new DatagramTable(64, SipHash.forTable(1, 2));
        for (int key = 0; key < 64; key++) {
            table.find(key, 0);
            table.insert(0);
        }
        for (int key = 0; key < 64; key++) {
            int entry = table.find(key, 0);
            assertEquals(entry, table.find(key, 0));
            table.remove(entry);
            assertEquals(entry, table.insert(1), "the only free entry");
            table.find(key == 0 ? 1 : 0, 0);
            assertEquals(entry, table.find(key, 0));
        }
    }
}
