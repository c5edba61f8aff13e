package io.softwire46.mape.forward.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.softwire46.mape.forward.fastpath.FastPathPackets;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Compares both kinds of index over the same intervals with a sorted map. */
class SlotIndexProperties {
    /** Interval starts: random, consecutive, converging to one address, and at powers of two. */
    private static TreeMap<Long, Integer> intervals(Random random) {
        TreeMap<Long, Integer> slots = new TreeMap<>();
        slots.put(0L, slot(random));
        for (int clusters = random.nextInt(4); clusters >= 0; clusters--) {
            long at = random.nextInt() & 0xffff_ffffL;
            int count = 1 + random.nextInt(200);
            int kind = random.nextInt(4);
            for (int i = 0; i < count; i++) {
                long start = switch (kind) {
                    case 0 -> random.nextInt() & 0xffff_ffffL;
                    case 1 -> at + i;
                    case 2 -> at + (1L << i % 32);
                    default -> (at & -(1L << i % 32)) + (1L << i % 32);
                };
                slots.put(start & 0xffff_ffffL, slot(random));
            }
        }
        return slots;
    }

    private static int slot(Random random) {
        int slot = random.nextInt(1 << 30);
        return random.nextInt(3) == 0 ? -1 : slot;
    }

    @Property(tries = 200)
    void slotOfTheLastIntervalThatBeginsBefore(@ForAll Random random) {
        TreeMap<Long, Integer> expected = intervals(random);
        int[] starts = expected.keySet().stream().mapToInt(Long::intValue).toArray();
        int[] slots = expected.values().stream().mapToInt(Integer::intValue).toArray();
        SlotIndex intervals = SlotIntervals.of(starts, slots, starts.length);
        SlotBitmaps.Plan plan = new SlotBitmaps.Plan(starts, slots, starts.length);
        SlotIndex bitmaps = plan.octets() < 32 << 20 ? plan.build() : intervals;
        assertEquals(bitmaps == intervals ? intervals.octets() : plan.octets(), bitmaps.octets());
        for (int start : starts) {
            for (int near = -1; near <= 1; near++) {
                compare(expected, intervals, bitmaps, start + near);
            }
        }
        for (int i = 0; i < 200; i++) {
            compare(expected, intervals, bitmaps, random.nextInt());
        }
        int count = 1 + random.nextInt(FastPathPackets.PACKETS);
        int[] addresses = random.ints(count).toArray();
        for (int i = 0; i < count; i += 2) {
            addresses[i] = starts[random.nextInt(starts.length)] - random.nextInt(2);
        }
        compareMany(expected, intervals, addresses, random);
        compareMany(expected, bitmaps, addresses, random);
    }

    /** At most one interval with a slot: prefixes of all lengths, at both ends of the address space too. */
    @Property(tries = 500)
    void oneRange(@ForAll Random random) {
        int length = random.nextInt(33);
        long size = 1L << (32 - length);
        long from = switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> (1L << 32) - size;
            default -> (random.nextInt() & 0xffff_ffffL) / size * size;
        };
        int slot = random.nextInt(5) == 0 ? -1 : random.nextInt(1 << 30);
        TreeMap<Long, Integer> expected = new TreeMap<>(Map.of(0L, -1));
        expected.put(from, slot);
        if (from + size < 1L << 32) {
            expected.put(from + size, -1);
        }
        SlotIndex index = SlotIndex.of(
                expected.keySet().stream().mapToInt(Long::intValue).toArray(),
                expected.values().stream().mapToInt(Integer::intValue).toArray(),
                expected.size());
        assertInstanceOf(SlotRange.class, index);
        assertEquals(0, index.octets());
        int[] addresses =
                random.ints(1 + random.nextInt(FastPathPackets.PACKETS)).toArray();
        for (int i = 0; i < addresses.length; i += 2) {
            addresses[i] = (int) from + random.nextInt(3) - 1 + (random.nextBoolean() ? (int) size : 0);
        }
        compareMany(expected, index, addresses, random);
        for (int address : addresses) {
            assertEquals(expected.floorEntry(address & 0xffff_ffffL).getValue(), index.slotOf(address));
        }
    }

    private static void compareMany(TreeMap<Long, Integer> expected, SlotIndex index, int[] addresses, Random random) {
        long[] columns = FastPathPackets.columns();
        for (int i = 0; i < addresses.length; i++) {
            columns[FastPathPackets.KEYS + i] = (addresses[i] & 0xffff_ffffL) << 16 | random.nextInt(0x10000);
        }
        index.slotsOf(columns, addresses.length);
        for (int i = 0; i < addresses.length; i++) {
            int slot = expected.floorEntry(addresses[i] & 0xffff_ffffL).getValue();
            assertEquals(slot, columns[FastPathPackets.SLOTS + i], Integer.toHexString(addresses[i]));
        }
    }

    private static void compare(TreeMap<Long, Integer> expected, SlotIndex intervals, SlotIndex bitmaps, int address) {
        int slot = expected.floorEntry(address & 0xffff_ffffL).getValue();
        assertEquals(slot, intervals.slotOf(address), () -> Integer.toHexString(address));
        assertEquals(slot, bitmaps.slotOf(address), () -> Integer.toHexString(address));
    }
}
