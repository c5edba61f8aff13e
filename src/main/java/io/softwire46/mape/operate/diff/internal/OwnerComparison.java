package io.softwire46.mape.operate.diff.internal;

import io.softwire46.mape.map.PortParameters;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * Compares the owners of all addresses and ports: a sweep over the addresses with the boxes of both sets around the current one.
 *
 * <p>Not thread-safe: use one instance per comparison.
 */
public final class OwnerComparison {
    /** Takes what two boxes have in common. */
    public interface Consumer {
        /**
         * Takes a part that two boxes have in common.
         *
         * @param old a box of the old rules
         * @param now a box of the new rules
         * @param first first address of both
         * @param last last address of both
         * @param both number of addresses and ports in both
         * @param same number of those with the same owner
         */
        void accept(OwnedBox old, OwnedBox now, int first, int last, long both, long same);
    }

    /** The boxes of one set, and those that contain the current address. */
    private static final class Side {
        final List<OwnedBox> boxes;

        /** By box, the number of its addresses and ports that the other set assigns too. */
        final long[] both;

        final NavigableMap<Integer, Integer> open = new TreeMap<>();
        final PriorityQueue<Integer> byEnd;
        int next;

        Side(List<OwnedBox> boxes) {
            this.boxes = boxes;
            both = new long[boxes.size()];
            byEnd = new PriorityQueue<>(
                    Comparator.comparingLong(box -> boxes.get(box).last() & 0xffff_ffffL));
        }

        boolean hasNext() {
            return next < boxes.size();
        }

        long nextFirst() {
            return hasNext() ? boxes.get(next).first() & 0xffff_ffffL : Long.MAX_VALUE;
        }

        void closeBefore(long address) {
            while (!byEnd.isEmpty() && (boxes.get(byEnd.element()).last() & 0xffff_ffffL) < address) {
                int box = byEnd.remove();
                open.remove(boxes.get(box).psidFirst(), box);
            }
        }

        int open() {
            int box = next++;
            open.put(boxes.get(box).psidFirst(), box);
            byEnd.add(box);
            return box;
        }
    }

    private final OwnerCounter counter = new OwnerCounter();
    private final Side old;
    private final Side now;
    private final Consumer consumer;
    private final int maxPairs;
    private long pairs;

    private OwnerComparison(Side old, Side now, Consumer consumer, int maxPairs) {
        this.old = old;
        this.now = now;
        this.consumer = consumer;
        this.maxPairs = maxPairs;
    }

    /**
     * Compares boxes; both lists are in the order of first addresses.
     *
     * @param old disjoint boxes
     * @param now disjoint boxes
     * @param consumer takes each part that two boxes have in common
     * @param maxPairs maximum number of pairs of boxes that are compared
     * @return for each old box, then for each new box, the number of its addresses and ports that the other set assigns too
     * @throws IllegalArgumentException if there are more pairs
     */
    public static long[][] compare(List<OwnedBox> old, List<OwnedBox> now, Consumer consumer, int maxPairs) {
        OwnerComparison comparison = new OwnerComparison(new Side(old), new Side(now), consumer, maxPairs);
        comparison.sweep();
        return new long[][] {comparison.old.both, comparison.now.both};
    }

    private void sweep() {
        while (old.hasNext() || now.hasNext()) {
            long first = Math.min(old.nextFirst(), now.nextFirst());
            old.closeBefore(first);
            now.closeBefore(first);
            if (old.nextFirst() == first) {
                compareWithOpen(old, now, true);
            } else {
                compareWithOpen(now, old, false);
            }
        }
    }

    /** Opens the next box of a side and compares it with the open boxes of the other one. */
    private void compareWithOpen(Side own, Side other, boolean isOld) {
        int box = own.open();
        OwnedBox opened = own.boxes.get(box);
        if (other.open.isEmpty()) {
            return;
        }
        int any = other.open.firstEntry().getValue();
        PortParameters ports = opened.ports();
        PortParameters others = other.boxes.get(any).ports();
        if (ports.equals(others)) {
            Map.Entry<Integer, Integer> at = other.open.floorEntry(opened.psidFirst());
            at = at == null ? other.open.firstEntry() : at;
            while (at != null && at.getKey() <= opened.psidLast()) {
                pair(box, at.getValue(), isOld);
                at = other.open.higherEntry(at.getKey());
            }
        } else if (opened.psidFirst() == opened.psidLast() && ports.isShared() && others.isShared()) {
            compareByCommonBits(box, opened, other, others, isOld);
        } else {
            other.open.values().forEach(each -> pair(box, each, isOld));
        }
    }

    /**
     * Compares a box of one PSID with the open boxes whose PSIDs have the same port bits: the other PSIDs of one address have no
     * port in common with it.
     */
    private void compareByCommonBits(int box, OwnedBox opened, Side other, PortParameters others, boolean isOld) {
        PortParameters ports = opened.ports();
        int from = Math.max(ports.psidOffset(), others.psidOffset());
        int to = Math.min(ports.psidOffset() + ports.psidLength(), others.psidOffset() + others.psidLength());
        int otherEnd = others.psidOffset() + others.psidLength();
        int common = Math.max(0, to - from);
        int mask = common == 0 ? 0 : ((1 << common) - 1) << (otherEnd - to);
        int ownShift = ports.psidOffset() + ports.psidLength() - to;
        int fixed = common == 0 ? 0 : ((opened.psidFirst() >>> ownShift) & ((1 << common) - 1)) << (otherEnd - to);
        int psid = fixed;
        int end = others.sharingRatio();
        while (psid < end) {
            Map.Entry<Integer, Integer> at = other.open.floorEntry(psid);
            int reached = psid;
            if (at != null && other.boxes.get(at.getValue()).psidLast() >= psid) {
                pair(box, at.getValue(), isOld);
                reached = other.boxes.get(at.getValue()).psidLast();
            } else {
                Integer higher = other.open.higherKey(psid);
                reached = higher == null ? end : higher - 1;
            }
            psid = nextWith(reached, mask, fixed);
        }
    }

    /** Returns the lowest number above another one that has the fixed bits of a mask. */
    static int nextWith(int number, int mask, int fixed) {
        int candidate = number + 1;
        int difference = (candidate ^ fixed) & mask;
        if (difference == 0) {
            return candidate;
        }
        int highest = Integer.highestOneBit(difference);
        int lower = (highest << 1) - 1;
        // The fixed bits above the highest difference are right. If that bit has to become 0, the free bits above it
        // count up.
        int upper = (candidate & highest) == 0 ? candidate & ~lower : (candidate | mask | lower) + 1;
        return (upper & ~mask) | fixed;
    }

    private void pair(int box, int other, boolean isOld) {
        if (++pairs > maxPairs) {
            throw new IllegalArgumentException(
                    "the rules need more than " + maxPairs + " boxes to compare the owners of ports; divide them");
        }
        int oldBox = isOld ? box : other;
        int newBox = isOld ? other : box;
        OwnedBox a = old.boxes.get(oldBox);
        OwnedBox b = now.boxes.get(newBox);
        int first = Integer.compareUnsigned(a.first(), b.first()) > 0 ? a.first() : b.first();
        int last = Integer.compareUnsigned(a.last(), b.last()) < 0 ? a.last() : b.last();
        long ports = counter.commonPorts(a, b);
        if (ports == 0) {
            return;
        }
        long both = OwnedBox.addressCount(first, last) * ports;
        old.both[oldBox] += both;
        now.both[newBox] += both;
        consumer.accept(a, b, first, last, both, counter.sameOwners(a, b, first, last, ports));
    }
}
