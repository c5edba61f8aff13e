package io.softwire46.mape.nat.session;

import java.nio.ByteBuffer;

/**
 * Writes 16-bit words of a packet and remembers what they were, so that a packet that is dropped afterwards leaves as it came.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class Edits {
    /** Both sides of a hairpinned error change 24 words. */
    private static final int CAPACITY = 64;

    private final int[] places = new int[CAPACITY];
    private final short[] before = new short[CAPACITY];
    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private int size;

    /** Begins a packet. */
    @SuppressWarnings("ReferenceEquality") // the same buffer is meant; a store costs a write barrier
    public void begin(ByteBuffer of) {
        if (of != buffer) {
            buffer = of;
        }
        size = 0;
    }

    /** Writes a word. */
    public void putShort(int at, int value) {
        places[size] = at;
        before[size++] = buffer.getShort(at);
        buffer.putShort(at, (short) value);
    }

    /**
     * Writes a word that a checksum covers.
     *
     * @return the change of the sum
     */
    public long putCovered(int at, int value) {
        int old = buffer.getShort(at) & 0xffff;
        putShort(at, value);
        return Deltas.word(old, value);
    }

    public void putInt(int at, int value) {
        putShort(at, value >>> 16);
        putShort(at + 2, value);
    }

    /** Applies a change to a checksum. */
    public void applyDelta(int at, int delta) {
        putShort(at, Deltas.apply(buffer.getShort(at) & 0xffff, delta));
    }

    /** Restores all words, the last one first. */
    public void undo() {
        while (size > 0) {
            size--;
            buffer.putShort(places[size], before[size]);
        }
    }
}
