package io.softwire46.mape.forward.lookup;

/**
 * The slot of an IPv4 address, where the address space is cut into intervals that have one slot each: by {@link SlotBitmaps} where
 * they do not take much more memory than the intervals, by {@link SlotIntervals} elsewhere. Neither depends on how many
 * prefix lengths there are.
 *
 * <p>Implementations are immutable.
 */
sealed interface SlotIndex permits SlotBitmaps, SlotIntervals {
    /** For a table this small the bitmaps are taken in any case. */
    long FREE_OCTETS = 1 << 20;

    long OCTETS_AN_INTERVAL = 16;

    /**
     * Builds the index.
     *
     * @param starts where each interval begins, ascending as unsigned numbers; the first at 0
     * @param slots the slot of each, -1 or up to 30 bits
     * @param count how many of them there are, at least 1
     */
    static SlotIndex of(int[] starts, int[] slots, int count) {
        SlotBitmaps.Plan plan = new SlotBitmaps.Plan(starts, slots, count);
        return plan.octets() <= Math.max(FREE_OCTETS, OCTETS_AN_INTERVAL * count)
                ? plan.build()
                : SlotIntervals.of(starts, slots, count);
    }

    /** The slot of the interval that an address lies in. */
    int slotOf(int ipv4);

    /** The {@link KeyBatch#SLOTS} of many {@link KeyBatch#KEYS}, whose loads do not wait for each other. */
    void slotsOf(long[] columns, int count);

    /** Octets of the arrays. */
    long octets();
}
