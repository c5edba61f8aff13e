package io.softwire46.mape.testing;

import java.util.Arrays;

/**
 * The octets that a fuzzer gives, read one after the other. Behind their end there are zeros, so that any octets mean
 * something.
 *
 * <p>Not thread-safe.
 */
public final class FuzzInput {
    private final byte[] data;
    private int at;

    public FuzzInput(byte[] data) {
        this.data = data;
    }

    public boolean isEmpty() {
        return at >= data.length;
    }

    public int u8() {
        return at < data.length ? data[at++] & 0xff : 0;
    }

    public int u16() {
        return u8() << 8 | u8();
    }

    public boolean flag() {
        return (u8() & 1) != 0;
    }

    /** One of the items; the first one is chosen by 0. */
    @SafeVarargs
    public final <T> T pick(T... items) {
        return items[u8() % items.length];
    }

    /** So many octets, or what is left of them. */
    public byte[] octets(int count) {
        int end = Math.min(data.length, at + count);
        byte[] taken = Arrays.copyOfRange(data, Math.min(at, end), end);
        at = end;
        return taken;
    }
}
