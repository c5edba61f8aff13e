package io.softwire46.mape.forward.lookup;

/**
 * The slot of an IPv4 address. The address space is divided into intervals with one slot each. If one of them has rules, {@link
 * SlotRange} is used. Otherwise {@link SlotBitmaps} is used if it does not need much more memory than the intervals, else {@link
 * SlotIntervals}. The cost of none depends on the number of prefix lengths.
 *
 * <p>Implementations are immutable.
 */
sealed interface SlotIndex permits SlotRange, SlotBitmaps, SlotIntervals {
    /** Up to this size, bitmaps are always used. */
    long FREE_OCTETS = 1 << 20;

    long OCTETS_PER_INTERVAL = 16;

    /**
     * Builds the index.
     *
     * @param starts start of each interval, ascending as unsigned numbers; the first is 0
     * @param slots slot of each interval, -1 or up to 30 bits
     * @param count number of intervals, at least 1
     */
    static SlotIndex of(int[] starts, int[] slots, int count) {
        if (SlotRange.suits(slots, count)) {
            return SlotRange.of(starts, slots, count);
        }
        SlotBitmaps.Plan plan = new SlotBitmaps.Plan(starts, slots, count);
        return plan.octets() <= Math.max(FREE_OCTETS, OCTETS_PER_INTERVAL * count)
                ? plan.build()
                : SlotIntervals.of(starts, slots, count);
    }

    /** Returns the slot of the interval that contains an address. */
    int slotOf(int ipv4);

    /** Sets the {@link KeyBatch#SLOTS} of a batch of {@link KeyBatch#KEYS}, with loads that do not depend on each other. */
    void slotsOf(long[] columns, int count);

    /** Returns the octets of the arrays. */
    long octets();
}
