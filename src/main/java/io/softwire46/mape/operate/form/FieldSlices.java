package io.softwire46.mape.operate.form;

import java.util.Arrays;

/**
 * Where the fields of a line are, by role: octets with bounds. A field whose text had quotes or escapes inside is in
 * scratch octets instead of the line.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class FieldSlices {
    private static final byte[] NO_OCTETS = {};
    private static final int FIRST_SCRATCH_OCTETS = 256;

    private final byte[][] octets = new byte[Role.COUNT][];
    private final int[] from = new int[Role.COUNT];
    private final int[] to = new int[Role.COUNT];
    private final int[] source = new int[Role.COUNT];
    private byte[] scratch = new byte[FIRST_SCRATCH_OCTETS];
    private int scratchLength;

    FieldSlices() {
        clear();
    }

    void clear() {
        Arrays.fill(octets, NO_OCTETS);
        Arrays.fill(from, -1);
        scratchLength = 0;
    }

    boolean has(int role) {
        return from[role] >= 0;
    }

    /** Returns whether a role has no field, an empty one, or a hyphen. */
    boolean isAbsent(int role) {
        int start = from[role];
        int length = to[role] - start;
        return start < 0 || length == 0 || (length == 1 && octets[role][start] == '-');
    }

    byte[] octets(int role) {
        return octets[role];
    }

    int from(int role) {
        return from[role];
    }

    int to(int role) {
        return to[role];
    }

    /** Returns which column or member the field is from. */
    int source(int role) {
        return source[role];
    }

    void set(int role, byte[] line, int start, int end, int column) {
        octets[role] = line;
        from[role] = start;
        to[role] = end;
        source[role] = column;
    }

    /** Returns where scratch octets begin that are appended next. */
    int scratchStart() {
        return scratchLength;
    }

    void append(int octet) {
        if (scratchLength == scratch.length) {
            // Fields that were copied before keep the array that they refer to.
            scratch = Arrays.copyOf(scratch, 2 * scratchLength);
        }
        scratch[scratchLength++] = (byte) octet;
    }

    void setScratch(int role, int start, int column) {
        set(role, scratch, start, scratchLength, column);
    }

    byte[] scratch() {
        return scratch;
    }

    int scratchLength() {
        return scratchLength;
    }

    void truncateScratch(int length) {
        scratchLength = length;
    }
}
