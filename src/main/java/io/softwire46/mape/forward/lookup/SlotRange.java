package io.softwire46.mape.forward.lookup;

/**
 * The slot of an IPv4 address if at most one interval of the address space has one.
 *
 * <p>Immutable.
 */
final class SlotRange implements SlotIndex {
    private final long first;

    /** Addresses of the interval, less one; -1 if there is none. */
    private final long last;

    private final int slot;

    private SlotRange(long first, long last, int slot) {
        this.first = first;
        this.last = last;
        this.slot = slot;
    }

    /** Returns whether at most one interval has a slot. */
    static boolean suits(int[] slots, int count) {
        int used = 0;
        for (int i = 0; i < count; i++) {
            used += slots[i] == CompiledRules.NO_RULE ? 0 : 1;
        }
        return used <= 1;
    }

    /** Builds the index; see {@link SlotIndex#of}. */
    static SlotRange of(int[] starts, int[] slots, int count) {
        for (int i = 0; i < count; i++) {
            if (slots[i] != CompiledRules.NO_RULE) {
                long start = starts[i] & 0xffff_ffffL;
                long end = i + 1 < count ? starts[i + 1] & 0xffff_ffffL : 1L << 32;
                return new SlotRange(start, end - start - 1, slots[i]);
            }
        }
        return new SlotRange(0, -1, CompiledRules.NO_RULE);
    }

    @Override
    public int slotOf(int ipv4) {
        long distance = (ipv4 & 0xffff_ffffL) - first;
        return distance >= 0 && distance <= last ? slot : CompiledRules.NO_RULE;
    }

    @Override
    public void slotsOf(long[] columns, int count) {
        long from = first;
        long most = last;
        long found = slot;
        for (int i = 0; i < count; i++) { // all bits, if the address is before or after the interval
            long distance = (columns[KeyBatch.KEYS + i] >>> 16) - from;
            columns[KeyBatch.SLOTS + i] = found | -((distance | most - distance) >>> 63);
        }
    }

    @Override
    public long octets() {
        return 0;
    }
}
