package io.softwire46.mape.operate.form;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Searches in octets, eight at a time. Static methods only.
 *
 * <p>An octet of a word is zero exactly if adding 0x7f to its lower seven bits does not reach its highest bit, and that
 * bit is not set; the additions cannot carry into the next octet.
 */
public final class Octets {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;
    private static final long ONES = 0x0101010101010101L;

    private Octets() {}

    /** Returns a word whose octets have their highest bit set where the word has the octet that is repeated. */
    private static long matches(long word, long repeated) {
        long difference = word ^ repeated;
        return ~(((difference & LOW_BITS) + LOW_BITS) | difference | LOW_BITS);
    }

    /**
     * Returns the index of the first octet with a value.
     *
     * @param octets holds the text
     * @param from the first index
     * @param to the end, exclusive
     * @param value 0 to 127
     * @return the index, or {@code to} if there is none
     */
    public static int indexOf(byte[] octets, int from, int to, int value) {
        long repeated = ONES * value;
        int at = from;
        for (; at + 8 <= to; at += 8) {
            long matches = matches((long) WORDS.get(octets, at), repeated);
            if (matches != 0) {
                return at + (Long.numberOfTrailingZeros(matches) >>> 3);
            }
        }
        while (at < to && octets[at] != value) {
            at++;
        }
        return at;
    }

    /** Returns the number of octets with a value, 0 to 127. */
    public static int count(byte[] octets, int from, int to, int value) {
        long repeated = ONES * value;
        int count = 0;
        int at = from;
        for (; at + 8 <= to; at += 8) {
            count += Long.bitCount(matches((long) WORDS.get(octets, at), repeated));
        }
        for (; at < to; at++) {
            count += octets[at] == value ? 1 : 0;
        }
        return count;
    }
}
