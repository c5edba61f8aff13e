package io.softwire46.mape.provision.snabb;

import java.util.Arrays;

/** A softwire or a {@code psid-map}: the offsets of its leaves in the text. Not thread-safe: it is filled by one parser. */
@SuppressWarnings("EnumOrdinal") // the ordinal is an array index here
final class SnabbEntry {
    private static final int ABSENT = -1;
    private static final int COUNT = SnabbLeaf.values().length;

    private final int start;
    private final int[] values = new int[COUNT];

    /** Creates an entry without leaves. */
    SnabbEntry(int start) {
        this.start = start;
        Arrays.fill(values, ABSENT);
    }

    /** Sets the offset of a value; returns false if the leaf has one. */
    boolean set(SnabbLeaf leaf, int offset) {
        boolean free = !has(leaf);
        values[leaf.ordinal()] = free ? offset : values[leaf.ordinal()];
        return free;
    }

    boolean has(SnabbLeaf leaf) {
        return values[leaf.ordinal()] != ABSENT;
    }

    /** Returns the offset of a value; that of the entry if it is absent. */
    int offset(SnabbLeaf leaf) {
        return has(leaf) ? values[leaf.ordinal()] : start;
    }

    int start() {
        return start;
    }

    /** Returns the offset of a field of the domain file. */
    int offset(String field) {
        for (SnabbLeaf leaf : SnabbLeaf.ofField(field)) {
            if (has(leaf)) {
                return offset(leaf);
            }
        }
        return start;
    }
}
