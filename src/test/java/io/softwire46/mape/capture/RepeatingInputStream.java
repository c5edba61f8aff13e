package io.softwire46.mape.capture;

import java.io.InputStream;

/** The same octets again and again, made when they are read. */
final class RepeatingInputStream extends InputStream {
    private final byte[] octets;
    private long left;
    private int at;

    RepeatingInputStream(byte[] octets, long times) {
        this.octets = octets;
        this.left = octets.length * times;
    }

    @Override
    public int read() {
        if (left == 0) {
            return -1;
        }
        left--;
        int octet = octets[at] & 0xff;
        at = (at + 1) % octets.length;
        return octet;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (left == 0) {
            return -1;
        }
        int count = 0;
        while (count < length && left > 0) {
            int octetsNow = (int) Math.min(Math.min(octets.length - at, length - count), left);
            System.arraycopy(octets, at, target, offset + count, octetsNow);
            at = (at + octetsNow) % octets.length;
            left -= octetsNow;
            count += octetsNow;
        }
        return count;
    }
}
