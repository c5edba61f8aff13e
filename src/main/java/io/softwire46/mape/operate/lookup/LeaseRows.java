package io.softwire46.mape.operate.lookup;

import io.softwire46.mape.map.internal.Addresses;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Delegations in columns: 37 octets for each, and its name in UTF-8.
 *
 * <p>Not thread-safe: immutable once it is built.
 */
final class LeaseRows {
    private int count;
    private long[] high = new long[16];
    private long[] low = new long[16];
    private byte[] length = new byte[16];
    private long[] from = new long[16];
    private long[] until = new long[16];

    /** End of the name of each row in {@code names}; it begins where that of the row before ends. */
    private int[] nameEnd = new int[16];

    private byte[] names = new byte[256];

    /** Adds a row; returns false if names exceed the size of an array. */
    boolean add(Addresses.Prefix prefix, long begins, long ends, byte[] name) {
        if (count == from.length) {
            resize(count + (count >> 1));
        }
        int start = nameStart(count);
        if (start + (long) name.length > Integer.MAX_VALUE - 16) {
            return false;
        }
        if (start + name.length > names.length) {
            long size = Math.max(start + name.length, names.length + (long) (names.length >> 1));
            names = Arrays.copyOf(names, (int) Math.min(size, Integer.MAX_VALUE - 16));
        }
        System.arraycopy(name, 0, names, start, name.length);
        nameEnd[count] = start + name.length;
        high[count] = prefix.high();
        low[count] = prefix.low();
        length[count] = (byte) prefix.length();
        from[count] = begins;
        until[count] = ends;
        count++;
        return true;
    }

    private void resize(int size) {
        high = Arrays.copyOf(high, size);
        low = Arrays.copyOf(low, size);
        length = Arrays.copyOf(length, size);
        from = Arrays.copyOf(from, size);
        until = Arrays.copyOf(until, size);
        nameEnd = Arrays.copyOf(nameEnd, size);
    }

    private int nameStart(int row) {
        return row == 0 ? 0 : nameEnd[row - 1];
    }

    int count() {
        return count;
    }

    long high(int row) {
        return high[row];
    }

    long low(int row) {
        return low[row];
    }

    int length(int row) {
        return length[row] & 0xff;
    }

    long from(int row) {
        return from[row];
    }

    long until(int row) {
        return until[row];
    }

    String subscriber(int row) {
        int start = nameStart(row);
        return new String(names, start, nameEnd[row] - start, StandardCharsets.UTF_8);
    }

    boolean isSameSubscriber(int one, int other) {
        return Arrays.equals(names, nameStart(one), nameEnd[one], names, nameStart(other), nameEnd[other]);
    }

    /** Compares the prefix of a row with another one: by address, then by length. */
    int comparePrefix(int row, long otherHigh, long otherLow, int otherLength) {
        int order = Long.compareUnsigned(high[row], otherHigh);
        order = order == 0 ? Long.compareUnsigned(low[row], otherLow) : order;
        return order == 0 ? length(row) - otherLength : order;
    }

    private int compare(int one, int other) {
        int order = comparePrefix(one, high[other], low[other], length(other));
        return order == 0 ? Long.compare(from[one], from[other]) : order;
    }

    /** Returns all rows in the order of prefix and beginning: a merge sort, which takes no objects. */
    int[] sorted() {
        int[] order = new int[count];
        Arrays.setAll(order, row -> row);
        int[] other = new int[count];
        for (int width = 1; width > 0 && width < count; width <<= 1) {
            for (long left = 0; left < count; left += 2L * width) {
                int middle = (int) Math.min(left + width, count);
                merge(order, (int) left, middle, (int) Math.min(left + 2L * width, count), other);
            }
            int[] swap = order;
            order = other;
            other = swap;
        }
        return order;
    }

    private void merge(int[] source, int left, int middle, int right, int[] target) {
        int one = left;
        int two = middle;
        for (int at = left; at < right; at++) {
            boolean takesFirst = one < middle && (two >= right || compare(source[one], source[two]) <= 0);
            target[at] = takesFirst ? source[one++] : source[two++];
        }
    }
}
